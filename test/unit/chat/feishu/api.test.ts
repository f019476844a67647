import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { explain, isKnownError } from '../../../../src/kit/errors.ts'
import type { FeishuRequest } from '../../../fakes/feishu/answers.ts'
import { rateLimited } from '../../../fakes/feishu/answers.ts'
import type { FeishuFault } from '../../../fakes/feishu/faults.ts'
import type { FakeFeishu } from '../../../fakes/feishu/server.ts'
import { finalCard, requestCard } from './messages.ts'
import { type FeishuWorld, feishuWorld } from './open-feishu.ts'

let world: FeishuWorld
beforeEach(async () => {
  world = await feishuWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

const sending = { when: ({ path, method }: { path: string; method: string }) => method === 'POST' && path.endsWith('/im/v1/messages') }
const sent = () => world.feishu.exchanges.filter((one) => sending.when(one))
const answer = (status: number, body: unknown): FeishuFault => ({ kind: 'answer', answer: { status, body } })

describe('a call', () => {
  it('waits as long as the service asks, then goes on', async () => {
    world.feishu.faults.next({ kind: 'answer', answer: rateLimited(7) }, sending)
    await world.open().post(requestCard())
    const [first, second] = sent()
    expect([first?.status, second?.status]).toEqual([429, 200])
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(7000)
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(12_000)
  })

  it.each([
    {
      name: 'a chat that has had enough messages',
      fault: answer(400, { code: 230020, msg: 'This operation triggers the frequency limit.' }),
    },
    { name: 'an older limit, with HTTP 400', fault: { kind: 'answer', answer: { ...rateLimited(1), status: 400 } } as FeishuFault },
    { name: 'a fault inside', fault: answer(500, { code: 2200, msg: 'internal error' }) },
    { name: 'a gateway that is down', fault: answer(502, '<html>502</html>') },
    { name: 'a reset before', fault: { kind: 'reset', when: 'before' } as FeishuFault },
    { name: 'a reset behind', fault: { kind: 'reset', when: 'after' } as FeishuFault },
    { name: 'a message that is being sent', fault: answer(400, { code: 230049, msg: 'The message is being sent.' }) },
  ])('is tried again after $name, and posts once', async ({ fault }) => {
    world.feishu.faults.next(fault, { ...sending, times: 2 })
    await world.open().post(requestCard())
    expect(world.card()).toBeDefined()
    expect(sent()).toHaveLength(3)
  })

  it('finds room in the end where twenty gates post at once into a group that takes five messages a second', async () => {
    const channels = Array.from({ length: 20 }, (_, n) => world.open({ name: `lark${n}` }))
    await Promise.all(channels.map((channel) => channel.post(requestCard())))
    const cards = [...world.feishu.state.messages.values()].filter(({ type }) => type === 'interactive')
    expect(cards.map(({ threadId }) => threadId !== undefined)).toEqual(Array.from({ length: 20 }, () => true))
  })

  it.each([
    {
      name: 'a limit that does not end',
      fault: { kind: 'answer', answer: rateLimited(20) } as FeishuFault,
      code: 'channel-failed',
      retryable: true,
    },
    { name: 'an outage', fault: { kind: 'reset', when: 'before' } as FeishuFault, code: 'network-failed', retryable: true },
    { name: 'answers that are none', fault: answer(200, '<html>welcome</html>'), code: 'channel-failed', retryable: true },
    { name: 'an unknown refusal', fault: answer(400, { code: 123456, msg: 'no' }), code: 'channel-unusable', retryable: undefined },
    {
      name: 'HTTP 200 with an error in it',
      fault: answer(200, { code: 230002, msg: 'no' }),
      code: 'channel-unusable',
      retryable: undefined,
    },
    { name: 'success without HTTP success', fault: answer(403, { code: 0, msg: 'ok' }), code: 'channel-unusable', retryable: undefined },
    {
      name: 'a card that is refused',
      fault: answer(400, { code: 230099, msg: 'Failed to create card content' }),
      code: 'channel-failed',
      retryable: false,
    },
  ])('ends with what is wrong after $name', async ({ fault, code, retryable }) => {
    world.feishu.faults.next(fault, { ...sending, times: 100 })
    await expect(world.open().post(requestCard())).rejects.toMatchObject({ code, ...(retryable === undefined ? {} : { retryable }) })
    expect(world.feishu.state.messages.size).toBe(0)
    expect(sent().length).toBeLessThan(10)
  })

  it('that ends things is made although the run was cancelled, within seconds', async () => {
    const cancel = new AbortController()
    const channel = world.open({}, { signal: cancel.signal })
    await channel.post(requestCard())
    cancel.abort(new Error('cancelled'))
    await channel.update(finalCard())
    expect(world.card().content).toContain('Approved')
    world.feishu.faults.isDown = true
    const start = world.clock.now()
    await expect(channel.update(finalCard({ footer: 'x' }))).rejects.toMatchObject({ retryable: true })
    expect(world.clock.now() - start).toBeLessThan(6000)
  })
})

describe('what is secret', () => {
  it('is masked, and in no error and no log', async () => {
    const channel = world.open()
    await channel.post(requestCard())
    const [token = ''] = world.app.tokens.map(({ value }) => value)
    expect(world.masked).toEqual(expect.arrayContaining([world.app.secret, token]))
    const secrets = [world.app.secret, token]
    /** What was sent, told again: the token, the secret. */
    const echo =
      (status: number) =>
      ({ headers, body }: FeishuRequest) => {
        const said = `${headers.authorization ?? ''} ${body} ${world.app.secret}`
        return answer(status, { code: 99991672, msg: said, error: { permission_violations: [{ subject: world.app.secret }] } })
      }
    const faults: readonly NonNullable<FakeFeishu['faults']['disturb']>[] = [
      echo(400),
      echo(500),
      () => ({ kind: 'reset', when: 'before' }),
    ]
    const words: string[] = []
    for (const fault of faults) {
      world.feishu.faults.disturb = fault
      for (const act of [() => channel.read(), () => channel.check(), () => world.open({ name: 'new' }).post(requestCard())]) {
        const error: unknown = await act().catch((thrown: unknown) => thrown)
        words.push(isKnownError(error) ? `${explain(error, 'en')}${explain(error, 'zh-CN')}${String(error)}` : `?${String(error)}`)
      }
    }
    expect(words.filter((one) => one.startsWith('?'))).toEqual([])
    for (const secret of secrets) expect([...words, ...world.logged].join('\n')).not.toContain(secret)
  })
})
