import { afterEach, describe, expect, it } from '@jest/globals'
import { Bot } from 'grammy'
import { startProxy } from '../../../support/proxy.ts'
import { card, type Desk, type DeskOptions, finalCard, group, only, openDesk, openPosted, request, user } from './desk.ts'

let desk: Desk
afterEach(() => desk.close())

const posted = async (options: DeskOptions = {}) => {
  const opened = await openPosted(options)
  desk = opened.desk
  return opened.gate
}
const press = (number: number, label = 'Approve', message = 1) => desk.telegram.people.press(user(number), group, message, label)
const wait = (seconds: number) => desk.clock.sleep(seconds * 1000)
/** A look of a gate, which never waits; not one of its probes. */
const isLook = ({ timeout }: Readonly<Record<string, string>>) => timeout === '0'
const callsOf = (method: string) => desk.telegram.calls.filter((call) => call.method === method)

describe('a limit', () => {
  it('is waited for as long as Telegram asks, and kept for every later call about the chat', async () => {
    desk = await openDesk()
    const gate = desk.open()
    desk.telegram.fail({ method: 'sendMessage', fault: { limit: 7 } })
    await gate.post(card())
    const [first, second] = callsOf('sendMessage')
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(7000)
    desk.telegram.fail({ method: 'editMessageText', fault: { limit: 40 } })
    await expect(gate.update(finalCard())).rejects.toMatchObject({
      code: 'channel-failed',
      retryable: true,
      message: expect.stringMatching(/for (39|40|41) s/),
    })
    await expect(gate.update(finalCard())).rejects.toMatchObject({ retryable: true })
    expect(callsOf('editMessageText')).toHaveLength(1)
    await wait(41)
    await gate.update(finalCard())
    expect(desk.telegram.message(group, 1).markup).toBeUndefined()
  })

  it('of messages does not keep clicks from being read and answered', async () => {
    const gate = await posted()
    desk.telegram.fail({ method: 'editMessageText', fault: { limit: 60 } })
    await gate.update(finalCard()).catch(() => undefined)
    const seen = press(1)
    await gate.answer(only(await gate.read()), { words: 'Counted', kind: 'counted' })
    expect(await seen).toEqual({ text: 'Counted', isAlert: false })
  })

  it('of answers is waited for', async () => {
    const gate = await posted()
    const seen = press(1)
    const ask = only(await gate.read())
    desk.telegram.fail({ method: 'answerCallbackQuery', fault: { limit: 20 }, times: 2 })
    await gate.answer(ask, { words: 'Counted', kind: 'counted' })
    expect(await seen).toEqual({ text: 'Counted', isAlert: false })
  })
})

describe('a fault of the network', () => {
  it.each([
    { name: 'a cut before', fault: { reset: 'before' } },
    { name: 'a cut after', fault: { reset: 'after' } },
    { name: 'a page of a proxy', fault: { status: 502 } },
    { name: 'a page after it was done', fault: { status: 504, after: true } },
  ] as const)('$name is over in seconds: clicks are read, answered and shown', async ({ fault }) => {
    const gate = await posted()
    const seen = press(1)
    for (const method of ['answerCallbackQuery', 'editMessageText']) desk.telegram.fail({ method, fault })
    desk.telegram.fail({ method: 'getUpdates', when: isLook, fault })
    await gate.answer(only(await gate.read()), { words: 'Counted', kind: 'counted' })
    await gate.update(finalCard())
    expect(await seen).toEqual({ text: 'Counted', isAlert: false })
    expect(desk.telegram.message(group, 1).text).toContain('Approved')
    expect(desk.messages()).toHaveLength(1)
  })

  it('that lasts is thrown as one that may pass; a minute of it loses no click', async () => {
    const gate = await posted()
    const end = desk.telegram.outage()
    const seen = press(1)
    await expect(gate.read()).rejects.toMatchObject({ code: 'network-failed', retryable: true })
    await wait(60)
    end()
    await gate.answer(only(await gate.read()), { words: 'Counted', kind: 'counted' })
    expect(await seen).toEqual({ text: 'Counted', isAlert: false })
    expect(desk.messages()).toHaveLength(1)
  })

  it.each([3, 10])('of %i minutes may lose clicks, which is said in the chat; commands are still there', async (minutes) => {
    const gate = await posted()
    const end = desk.telegram.outage()
    const seen = press(1)
    await gate.read().catch(() => undefined)
    desk.telegram.people.say(user(2), group, `/reject@gatekeeper_bot ${request}`)
    desk.clock.advance(minutes * 60_000)
    end()
    expect(only(await gate.read())).toMatchObject({ does: 'reject', user: '1002' })
    expect(await seen).toBeUndefined()
    await wait(1)
    expect(desk.messages().at(-1)).toMatchObject({
      replyTo: 1,
      text: expect.stringMatching(new RegExp(`^For (?:${minutes} min|${minutes * 6}\\d s) this request could not hear you`)),
    })
  })

  it('leaves approvals behind a gap undecided in time, and rejections in time', async () => {
    const gate = await posted()
    const before = desk.clock.now()
    const end = desk.telegram.outage()
    void press(1)
    void press(2, 'Reject')
    await wait(60)
    end()
    const [approval, rejection] = await gate.read()
    expect(desk.clock.now() - (approval?.at ?? 0)).toBeLessThan(30_000)
    expect((rejection?.at ?? Number.POSITIVE_INFINITY) - before).toBeLessThan(30_000)
  })
})

describe('a token', () => {
  it('that was revoked in the middle is told as what the user can mend', async () => {
    const gate = await posted()
    const { Refusal } = await import('../../../fakes/telegram/telegram.ts')
    desk.telegram.fail({ method: 'getUpdates', when: isLook, fault: { refuse: new Refusal(401, 'Unauthorized') } })
    await expect(gate.read()).rejects.toMatchObject({ code: 'channel-unusable', where: 'channels.ops' })
    expect(await gate.read()).toEqual([])
  })

  it('is in no error and no line of the log, whatever goes wrong, and is masked', async () => {
    const gate = await posted()
    const { Refusal } = await import('../../../fakes/telegram/telegram.ts')
    const { token } = desk.telegram
    const said: unknown[] = []
    const faults = [
      { reset: 'before' },
      { status: 502 },
      { limit: 90 },
      { refuse: new Refusal(400, `Bad Request: bot${token} did it`) },
      { hang: true },
    ] as const
    for (const fault of faults) {
      for (const method of ['sendMessage', 'editMessageText', 'getUpdates', 'getMe']) desk.telegram.fail({ method, fault, times: 5 })
    }
    const end = desk.telegram.outage()
    for (const work of [() => gate.read(), () => gate.update(finalCard()), () => gate.remind(finalCard()), () => desk.open().check()]) {
      await work().catch((error: unknown) =>
        said.push(error, String(error), JSON.stringify(error), (error as Error).stack, (error as Error).cause),
      )
    }
    end()
    await gate.remind(finalCard()).catch((error: unknown) => said.push(String(error), (error as Error).stack))
    await gate.answer({ key: 'click/5', user: '1', userName: 'x' } as never, { words: 'x', kind: 'refused' })
    const secret = token.split(':')[1] ?? ''
    expect(said.length).toBeGreaterThan(5)
    expect(JSON.stringify([said, desk.logged])).not.toContain(secret)
    expect(desk.masked).toEqual(expect.arrayContaining([token, secret]))
  })

  it.each(['', 'xoxb-1', '123:a b', '123:a/../b', '../getMe'])(
    'that cannot be one (%s) is refused before anything is sent',
    async (token) => {
      desk = await openDesk()
      expect(() => desk.open({ token })).toThrow(expect.objectContaining({ code: 'channel-unusable', where: 'channels.ops.token' }))
      expect(desk.telegram.calls).toHaveLength(0)
    },
  )

  it('may have a line break behind it, as pasted secrets do', async () => {
    desk = await openDesk()
    await desk.open({ token: `${desk.telegram.token}\n` }).post(card())
    expect(desk.messages()).toHaveLength(1)
  })
})

describe('others on the same bot', () => {
  it('a webhook that is set in the middle is named, as long as it is there', async () => {
    const gate = await posted()
    const bot = new Bot(desk.telegram.token, { client: { apiRoot: desk.telegram.url } })
    await bot.api.setWebhook('https://bot.example/hook')
    await expect(gate.read()).rejects.toMatchObject({
      code: 'channel-failed',
      retryable: true,
      message: expect.stringContaining('webhook'),
    })
    await bot.api.deleteWebhook()
    void press(1)
    expect(only(await gate.read())).toMatchObject({ does: 'approve' })
  })

  it('a program that waits for updates again and again is named', async () => {
    let drawn = 0
    const random = () => (drawn++ % 97) / 2000 // small pauses, and never the same number twice in a row
    desk = await openDesk({ speed: 40, random })
    const ended = new AbortController()
    const poll = async () => {
      const url = `${desk.telegram.url}/bot${desk.telegram.token}/getUpdates?timeout=30&offset=7`
      while (!ended.signal.aborted) await fetch(url, { signal: ended.signal }).catch(() => {})
    }
    const running = poll()
    try {
      const gate = desk.open()
      await gate.post(card())
      for (let look = 0; look < 100 && !desk.logged.some((line) => line.includes('Another program')); look++) {
        await gate.read()
        await wait(2)
      }
    } finally {
      ended.abort()
      await running
    }
    expect(desk.logged.filter((line) => line.includes('Another program'))).toHaveLength(1)
  })

  it('a look that Telegram mistakes for another is made again', async () => {
    const gate = await posted()
    const { Refusal } = await import('../../../fakes/telegram/telegram.ts')
    const words = 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'
    desk.telegram.fail({ method: 'getUpdates', when: isLook, fault: { refuse: new Refusal(409, words) }, times: 2 })
    void press(1)
    expect(only(await gate.read())).toMatchObject({ does: 'approve' })
    expect(desk.logged.join()).not.toContain('Another program')
  })

  it('a program that takes clicks away is named, by what is missing', async () => {
    const gate = await posted()
    const bot = new Bot(desk.telegram.token, { client: { apiRoot: desk.telegram.url } })
    for (let number = 1; number < 4; number++) {
      await wait(2)
      void press(number)
      await gate.read()
      const updates = await bot.api.getUpdates({ offset: 3 })
      await bot.api.getUpdates({ offset: (updates.at(-1)?.update_id ?? 0) + 1 })
      await gate.read()
    }
    expect(desk.logged.filter((line) => line.includes('Another program'))).toHaveLength(1)
  })

  it('gates do not end one another’s looks, nor a waiting poll', async () => {
    const gate = await posted()
    const gates = [gate, desk.open(), desk.open()]
    await Promise.all(gates.slice(1).map((one) => one.post(card())))
    for (let look = 0; look < 20; look++) await Promise.all(gates.map((one) => one.read()))
    const looks = callsOf('getUpdates').filter(({ parameters }) => isLook(parameters))
    expect(looks.length).toBeGreaterThanOrEqual(60)
    expect(looks.filter(({ status }) => status !== 200)).toEqual([])
  })
})

describe('a busy bot', () => {
  it('whose queue is full of talk still shows new clicks', async () => {
    const gate = await posted({ bot: { readsAll: true } })
    for (let number = 0; number < 250; number++) desk.telegram.people.say(user(2), group, `talk ${number}`)
    void press(1)
    const asks = []
    for (let look = 0; look < 60 && asks.length === 0; look++) {
      asks.push(...(await gate.read()))
      await wait(2)
    }
    expect(only(asks)).toMatchObject({ does: 'approve', user: '1001' })
  })

  it('is left alone with what another gate may still want', async () => {
    const gate = await posted()
    desk.telegram.people.say(user(2), group, '/approve@gatekeeper_bot AB2CD3')
    for (let look = 0; look < 30; look++) {
      await gate.read()
      desk.clock.advance(60_000)
    }
    expect(desk.telegram.pending).toBe(1)
  })
})

describe('the way there', () => {
  it('may be a server of one’s own behind a path', async () => {
    desk = await openDesk({ prefix: '/telegram' })
    await desk.open({ api: `${desk.telegram.url}/` }).post(card())
    expect(desk.messages()).toHaveLength(1)
  })

  it('may be a proxy', async () => {
    desk = await openDesk()
    const proxy = await startProxy({ port: Number(new URL(desk.telegram.url).port) })
    // A proxy for plain HTTP takes the whole address in the first line; this one hands it on to the server as it is.
    await desk.open({ proxy: `http://127.0.0.1:${proxy.port}` }).post(card())
    expect(proxy.bytesUp).toBeGreaterThan(0)
    proxy.close()
  })
})
