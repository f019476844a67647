import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { rateLimited } from '../../fakes/feishu/answers.ts'
import { type FakeFeishu, startFeishu } from '../../fakes/feishu/server.ts'
import type { FeishuApp, FeishuChat, FeishuPerson } from '../../fakes/feishu/state.ts'
import { type ScaledClock, scaledClock } from '../../support/scaled-clock.ts'

let feishu: FakeFeishu
let clock: ScaledClock
let app: FeishuApp
let chat: FeishuChat
let alice: FeishuPerson
beforeEach(async () => {
  clock = scaledClock(1)
  feishu = await startFeishu({ now: clock.now })
  app = feishu.addApp()
  alice = feishu.addPerson('Alice')
  chat = feishu.addChat({ people: [alice], apps: [app] })
})
afterEach(() => feishu.close())

interface Answer {
  readonly status: number
  readonly code: number
  readonly msg: string
  readonly headers: Headers
  readonly data: {
    readonly message_id: string
    readonly items: { readonly body: { readonly content: string } }[]
    readonly page_token?: string
  }
  readonly tenant_access_token: string
  readonly expire: number
}
async function call(method: string, path: string, { body, token }: { body?: unknown; token?: string | undefined } = {}): Promise<Answer> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(`${feishu.url}/open-apis/${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  return { ...((await response.json()) as object), status: response.status, headers: response.headers } as Answer
}
const newToken = () => call('POST', 'auth/v3/tenant_access_token/internal', { body: { app_id: app.id, app_secret: app.secret } })
const as = async (method: string, path: string, body?: unknown) =>
  call(method, path, { body, token: (await newToken()).tenant_access_token })
const send = (content: unknown, type = 'text', more: object = {}) =>
  as('POST', 'im/v1/messages?receive_id_type=chat_id', { receive_id: chat.id, msg_type: type, content, ...more })
const text = '{"text":"hello"}'

describe('a tenant token', () => {
  it('stays the same while half an hour is left, and overlaps with the next', async () => {
    const first = await newToken()
    expect(first).toMatchObject({ status: 200, code: 0, expire: 7200 })
    clock.advance(5_390_000)
    expect((await newToken()).tenant_access_token).toBe(first.tenant_access_token)
    clock.advance(20_000)
    const second = await newToken()
    expect(second.tenant_access_token).not.toBe(first.tenant_access_token)
    const ask = (token: string) => call('GET', `im/v1/chats/${chat.id}`, { token })
    expect([(await ask(first.tenant_access_token)).code, (await ask(second.tenant_access_token)).code]).toEqual([0, 0])
    clock.advance(1_800_000)
    expect([(await ask(first.tenant_access_token)).code, (await ask(second.tenant_access_token)).code]).toEqual([99991663, 0])
  })

  it.each([
    { name: 'none', token: undefined, code: 99991661 },
    { name: 'of no known kind', token: 'abc', code: 99991671 },
    { name: 'that was never made', token: 't-abc', code: 99991663 },
  ])('$name is refused', async ({ token, code }) => {
    expect(await call('GET', `im/v1/chats/${chat.id}`, { token })).toMatchObject({ status: 400, code })
  })
})

describe('sending', () => {
  it('wants the content as text, and the kind of address', async () => {
    expect(await send({ text: 'hello' })).toMatchObject({ status: 400, code: 9499 })
    expect((await send('hello')).code).toBe(230001)
    expect((await as('POST', 'im/v1/messages', { receive_id: chat.id, msg_type: 'text', content: text })).code).toBe(99992402)
  })

  it('sends the same uuid once in an hour', async () => {
    const first = await send(text, 'text', { uuid: 'a' })
    expect((await send(text, 'text', { uuid: 'a' })).data.message_id).toBe(first.data.message_id)
    clock.advance(3_600_001)
    expect((await send(text, 'text', { uuid: 'a' })).data.message_id).not.toBe(first.data.message_id)
    expect((await send(text, 'text', { uuid: 'x'.repeat(51) })).code).toBe(99992402)
  })

  it('takes five a second in a chat, of all bots together', async () => {
    const codes = []
    for (let n = 0; n < 6; n++) codes.push((await send(text)).code)
    expect(codes).toEqual([0, 0, 0, 0, 0, 230020])
    clock.advance(1001)
    expect((await send(text)).code).toBe(0)
  })

  it('takes fifty calls of an API a second, and says how long to wait', async () => {
    const { tenant_access_token: token } = await newToken()
    const answers = await Promise.all(Array.from({ length: 60 }, () => call('GET', `im/v1/chats/${chat.id}`, { token })))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(10)
    expect(refused[0]).toMatchObject({ code: 99991400 })
    expect(refused[0]?.headers.get('x-ogw-ratelimit-reset')).toBe('1')
  })
})

const shell = (elements: readonly unknown[]) => ({ schema: '2.0', body: { elements } })
describe('a card', () => {
  const good = shell([{ tag: 'markdown', content: 'x' }, { tag: 'hr' }])
  it.each([
    { name: 'of schema 2.0', card: good, ext: undefined },
    {
      name: 'of schema 1.0 with what is unknown there',
      card: { config: { whatever: 1 }, elements: [{ tag: 'action', actions: [] }] },
      ext: undefined,
    },
    { name: 'with an unknown property', card: { ...good, elements: [] }, ext: /200621.*unknown property, property: elements, path: ROOT/ },
    {
      name: 'with one deep inside',
      card: shell([{ tag: 'markdown', content: 'x', colour: 'red' }]),
      ext: /property: colour, path: ROOT -> body -> elements -> \[0\]\(tag: markdown\)/,
    },
    { name: 'with what schema 2.0 gave up', card: shell([{ tag: 'action', actions: [] }]), ext: /200861.*unsupported tag action/ },
    { name: 'that is not shared', card: { ...good, config: { update_multi: false } }, ext: /300302/ },
    { name: 'that mentions nobody', card: shell([{ tag: 'markdown', content: '<at id=ou_nobody></at>' }]), ext: /100290/ },
    { name: 'of too many parts', card: shell(Array.from({ length: 201 }, () => ({ tag: 'hr' }))), ext: /300305/ },
    {
      name: 'with a callback that is no object',
      card: shell([{ tag: 'button', behaviors: [{ type: 'callback', value: 'x' }] }]),
      ext: /200621/,
    },
  ])('$name', async ({ card, ext }) => {
    const { code, msg } = await send(JSON.stringify(card), 'interactive')
    expect(code).toBe(ext ? 230099 : 0)
    if (ext) expect(msg).toMatch(ext)
  })

  it('is edited five times a second, for 14 days, if old and new are shared', async () => {
    const { data } = await send(JSON.stringify(good), 'interactive')
    const edit = (content: unknown = good, id = data.message_id) =>
      as('PATCH', `im/v1/messages/${id}`, { content: JSON.stringify(content) })
    const codes = []
    for (let n = 0; n < 6; n++) codes.push((await edit()).code)
    expect(codes).toEqual([0, 0, 0, 0, 0, 230020])
    clock.advance(1001)
    expect((await edit({ elements: [] })).code).toBe(230001)
    const old = await send('{"elements":[]}', 'interactive')
    expect((await edit(good, old.data.message_id)).code).toBe(230001)
    clock.advance(14 * 86_400_000)
    expect((await edit()).code).toBe(230031)
  })
})

describe('a list of messages', () => {
  it('goes on behind a page although more is written in between', async () => {
    const root = feishu.people.say(alice.openId, chat.id, 'root')
    for (let n = 1; n <= 60; n++) feishu.people.reply(alice.openId, root, `${n}`)
    const thread = feishu.state.messages.get(root)?.threadId
    const list = (more: string) =>
      as('GET', `im/v1/messages?container_id_type=thread&container_id=${thread}&sort_type=ByCreateTimeDesc&page_size=50${more}`)
    const first = await list('')
    feishu.people.reply(alice.openId, root, '61')
    const second = await list(`&page_token=${first.data.page_token}`)
    const words = [...first.data.items, ...second.data.items].map(({ body }) => JSON.parse(body.content).text)
    expect(words).toEqual([...Array.from({ length: 60 }, (_, n) => `${60 - n}`), 'root'])
  })

  it.each([
    { name: 'a page of 51', query: 'container_id_type=chat&container_id=CHAT&page_size=51', code: 99992402 },
    { name: 'no container', query: 'container_id_type=chat', code: 99992402 },
    { name: 'a foreign page', query: 'container_id_type=chat&container_id=CHAT&page_token=abc', code: 230001 },
    { name: 'a topic since a time', query: 'container_id_type=thread&container_id=omt_1&start_time=1', code: 230001 },
    { name: 'an unknown chat', query: 'container_id_type=chat&container_id=oc_1', code: 230034 },
  ])('refuses $name', async ({ query, code }) => {
    expect((await as('GET', `im/v1/messages?${query.replace('CHAT', chat.id)}`)).code).toBe(code)
  })

  it('of a group that keeps its messages secret there is none', async () => {
    chat.isSecret = true
    expect((await as('GET', `im/v1/messages?container_id_type=chat&container_id=${chat.id}`)).code).toBe(231203)
  })
})

describe('a card for one person', () => {
  const whisper = (to: string) =>
    as('POST', 'ephemeral/v1/send', { chat_id: to, open_id: alice.openId, msg_type: 'interactive', card: shell([]) })
  it('is seen in a group of plain messages alone', async () => {
    expect(await whisper(chat.id)).toMatchObject({ code: 0, msg: 'ok' })
    expect(feishu.state.whispers).toMatchObject([{ openId: alice.openId, chatId: chat.id }])
    const topics = feishu.addChat({ mode: 'topic', people: [alice], apps: [app] })
    expect((await whisper(topics.id)).code).toBe(18053)
    expect((await whisper(feishu.addChat({ apps: [app] }).id)).code).toBe(11206)
  })
})

describe('faults', () => {
  it('answer, reset before and after, and hang', async () => {
    const { tenant_access_token: token } = await newToken()
    const post = () =>
      call('POST', 'im/v1/messages?receive_id_type=chat_id', { token, body: { receive_id: chat.id, msg_type: 'text', content: text } })
    feishu.faults.next({ kind: 'answer', answer: rateLimited(3) })
    expect((await post()).headers.get('x-ogw-ratelimit-reset')).toBe('3')
    feishu.faults.next({ kind: 'reset', when: 'before' })
    await expect(post()).rejects.toThrow()
    expect(feishu.state.messages.size).toBe(0)
    feishu.faults.next({ kind: 'reset', when: 'after' }, { when: ({ method }) => method === 'POST' })
    await expect(post()).rejects.toThrow()
    expect(feishu.state.messages.size).toBe(1)
    feishu.faults.next({ kind: 'hang', milliseconds: 30 })
    await expect(post()).rejects.toThrow()
    feishu.faults.isDown = true
    await expect(post()).rejects.toThrow()
    feishu.faults.isDown = false
    expect((await post()).code).toBe(0)
    expect(feishu.exchanges.map(({ status }) => status)).toEqual([200, 429, 0, 0, 0, 0, 200])
  })
})
