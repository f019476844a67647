import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { DecisionChannel } from '../../../../src/chat/channel.ts'
import { telegramNotices } from '../../../../src/chat/telegram/notices.ts'
import { openTelegram } from '../../../../src/chat/telegram/telegram.ts'
import { systemClock } from '../../../../src/kit/clock.ts'
import { type Http, httpWith } from '../../../../src/kit/http.ts'
import { describeAgainst, type RunningServer } from '../../../support/independent-server.ts'
import { type NoticeContext, noticeContext } from '../notice-context.ts'
import { card, finalCard, group, only, request } from './desk.ts'

/** What the server keeps of a message of the bot: the parameters of the call, and what edits put in their place. */
interface Kept {
  readonly messageId: number
  readonly message: {
    readonly chat_id: string
    readonly text: string
    readonly parse_mode?: string
    readonly reply_markup?: { readonly inline_keyboard: readonly (readonly { readonly text: string; readonly callback_data: string }[])[] }
    readonly reply_parameters?: { readonly message_id: number }
  }
}

/** What it keeps of a person's command. */
interface Said {
  readonly messageId: number
  readonly entities: readonly object[]
}

/** A person's client, as the server brings it. */
interface Client {
  makeCommand(text: string, more?: object): object
  makeCallbackQuery(data: string, more?: object): object
  sendCommand(command: object): Promise<unknown>
  sendCallback(query: object): Promise<unknown>
  getUpdatesHistory(): Promise<readonly (Kept | Said | object)[]>
}

interface ClientModule {
  readonly TelegramClient: new (
    url: string,
    token: string,
    options: { readonly userId: number; readonly firstName: string; readonly chatId: number; readonly type: string },
  ) => Client
}

/**
 * telegram-test-api, with its own client as the people. It has no getChat, answers null to an edit, does not look at what a click is answered,
 * takes any token and any markup but no picture, and shows an update to whoever reads first: that many gates can share a bot is nothing that
 * it could tell.
 */
describeAgainst('telegram-server', 'Telegram, as somebody else imitates it', (imitation) => {
  let server: RunningServer
  let token: string
  let context: NoticeContext
  let settled: () => Promise<unknown>
  let end: AbortController
  let bots = 0
  beforeAll(async () => {
    server = await imitation.start()
  })
  afterAll(() => server?.close())
  beforeEach(() => {
    token = `${++bots}:AAHkZq` // a bot of its own each time
    end = new AbortController()
    const watched = watchedHttp()
    settled = watched.settled
    context = noticeContext({ clock: systemClock, http: watched.http, signal: end.signal })
  })
  afterEach(() => {
    end.abort(new Error('the test is over'))
    context.http.close()
  })

  const settings = () => ({ name: 'ops', token, chat: String(group), api: server.url })
  const person = (number: number): Client => {
    const { TelegramClient } = imitation.load('telegram-test-api/lib/modules/telegramClient.js') as ClientModule
    return new TelegramClient(server.url, token, {
      userId: 1000 + number,
      firstName: `person ${number}`,
      chatId: group,
      type: 'supergroup',
    })
  }
  /** The bot's messages, oldest first. */
  const kept = async (): Promise<Kept[]> =>
    (await person(0).getUpdatesHistory()).filter((update): update is Kept => 'message' in update && 'chat_id' in (update.message as object))
  const click = async (number: number, data: string, messageId: number) => {
    const client = person(number)
    await client.sendCallback(client.makeCallbackQuery(data, { message: { message_id: messageId } }))
  }
  const press = (number: number, label: string, { messageId, message }: Kept) => {
    const button = message.reply_markup?.inline_keyboard.flat().find(({ text }) => text.includes(label))
    return click(number, button?.callback_data ?? '', messageId)
  }
  const command = async (number: number, words: string, more = {}) => {
    const client = person(number)
    await client.sendCommand(client.makeCommand(words, more))
  }
  /** A gate that has looked once. Its search for rivals is over: here it would take away what people do. */
  const posted = async (): Promise<{ gate: DecisionChannel; shown: Kept; ref: string }> => {
    const gate = openTelegram(settings(), context)
    const { ref } = await gate.post(card())
    expect(await gate.read()).toEqual([])
    await settled()
    const [shown, ...more] = await kept()
    expect(more).toEqual([])
    return { gate, shown: shown as Kept, ref } // it was posted
  }

  it('shows a card with its two buttons, and commands by the name that the bot has there', async () => {
    const { shown } = await posted()
    expect(shown.message).toMatchObject({
      chat_id: String(group),
      parse_mode: 'HTML',
      text: expect.stringContaining('<b>Release shop v2 to production?</b>'),
      reply_markup: {
        inline_keyboard: [
          [
            { text: '✅ Approve', callback_data: expect.stringMatching(/^K7QF2M\.[\w-]{12}\.a$/) },
            { text: '❌ Reject', callback_data: expect.stringMatching(/^K7QF2M\.[\w-]{12}\.r$/) },
          ],
        ],
      },
    })
    expect(shown.message.text).toContain(`/approve@TestNameBot ${request}`)
  })

  it.each([
    { label: 'Approve', does: 'approve', user: 1 },
    { label: 'Reject', does: 'reject', user: 2 },
  ])('hands over who pressed $label, and takes the answer', async ({ label, does, user }) => {
    const { gate, shown } = await posted()
    await press(user, label, shown)
    const ask = only(await gate.read())
    expect(ask).toMatchObject({ does, user: String(1000 + user), userName: `person ${user}`, by: 'button', reason: '' })
    await gate.answer(ask, { words: 'Not counted: it was you who asked.', kind: 'refused' })
    expect(await kept()).toHaveLength(1) // where a click cannot be answered, a refusal is said beside the card
  })

  it('hands over what a card was not asked, which counts for nothing', async () => {
    const { gate, shown } = await posted()
    await click(1, `${request}.AAAAAAAAAAAA.a`, shown.messageId)
    await command(1, `/approve@other_bot ${request}`)
    await command(1, `/approve@TestNameBot ${request}`, { chat: { id: -100777 } })
    await press(2, 'Reject', shown)
    expect(only(await gate.read())).toMatchObject({ does: 'reject', user: '1002' })
  })

  it('hands over commands with their reasons, and shows what they are answered', async () => {
    const { gate } = await posted()
    await command(3, `/reject@TestNameBot ${request} not on a friday`)
    const ask = only(await gate.read())
    expect(ask).toMatchObject({ does: 'reject', request, reason: 'not on a friday', user: '1003', userName: 'person 3', by: 'command' })
    expect(Math.abs(ask.at - Date.now())).toBeLessThan(30_000)
    await gate.answer(ask, { words: 'Your rejection counts.', kind: 'counted' })
    const said = (await person(3).getUpdatesHistory()).find((update): update is Said => 'entities' in update)
    expect((await kept()).at(-1)?.message).toMatchObject({
      chat_id: String(group),
      text: 'Your rejection counts.',
      reply_parameters: { message_id: said?.messageId },
    })
  })

  it('hands over a reply to the card, which need not name it', async () => {
    const { gate, shown } = await posted()
    await command(2, '/approve fine with me', { reply_to_message: { message_id: shown.messageId } })
    expect(only(await gate.read())).toMatchObject({ does: 'approve', reason: 'fine with me', isOnCard: true, user: '1002' })
  })

  it('takes what happened away from everybody else, which the gate notices', async () => {
    const { gate, shown } = await posted()
    await press(1, 'Approve', shown)
    only(await gate.read())
    expect(context.lines).toEqual([])
    expect(await gate.read()).toEqual([])
    expect(context.lines).toEqual([expect.stringMatching(/^Another program reads the updates of this bot/)])
  })

  it('shows the end in the place of the card, without buttons, from another process too', async () => {
    const { gate, shown, ref } = await posted()
    await gate.update(card({ footer: '1 of 2' }))
    expect(await kept()).toMatchObject([{ message: { text: expect.stringContaining('1 of 2'), reply_markup: shown.message.reply_markup } }])
    const next = openTelegram(settings(), context)
    await next.adopt(ref, [])
    await next.update(finalCard())
    const [ended, ...more] = await kept()
    expect(more).toEqual([])
    expect(ended).toMatchObject({ messageId: shown.messageId, message: { reply_markup: { inline_keyboard: [] } } })
    expect(ended?.message.text).toMatch(/Approved: shop v2 to production[\s\S]*Approved by ann\./)
    expect(ended?.message.text).not.toContain('With a reason')
  })

  it('shows a reminder as a reply to the card', async () => {
    const { gate, shown } = await posted()
    const { decision: _, ...note } = card({ headline: 'Still waiting', mentions: [{ name: 'ann', ids: { telegram: '1001' } }] })
    await gate.remind(note)
    const reminder = (await kept()).at(-1)?.message
    expect(reminder).toMatchObject({ reply_parameters: { message_id: shown.messageId } })
    expect(reminder?.text).toContain('<a href="tg://user?id=1001">ann</a>')
  })

  it('shows a notice, and what it becomes', async () => {
    const channel = telegramNotices(settings(), context)
    const delivery = await channel.send(finalCard({ headline: 'Build failed' }))
    const [{ messageId } = { messageId: 0 }] = await kept()
    expect(delivery).toMatchObject({ state: 'delivered', url: `https://t.me/c/1234567890/${messageId}` })
    await channel.edit?.(delivery.state === 'delivered' ? (delivery.ref ?? '') : '', finalCard({ headline: 'Build mended' }))
    expect(await kept()).toMatchObject([{ messageId, message: { text: expect.stringContaining('<b>Build mended</b>') } }])
  })

  it('lacks what a check asks for, which is told as a failure of the server', async () => {
    const check = openTelegram(settings(), context).check()
    await expect(check).rejects.toMatchObject({ code: 'channel-failed', problem: { en: `${new URL(server.url).host} fails: HTTP 500.` } })
  })
})

/** Tells when all has been answered that was asked so far. */
function watchedHttp(): { readonly http: Http; readonly settled: () => Promise<unknown> } {
  const http = httpWith({ env: {} })
  const sent: Promise<unknown>[] = []
  const send: Http['send'] = (call) => {
    const answer = http.send(call)
    sent.push(answer)
    return answer
  }
  return { http: { ...http, send }, settled: () => Promise.allSettled(sent) }
}
