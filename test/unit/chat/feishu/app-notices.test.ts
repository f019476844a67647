import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { NoticeChannel } from '../../../../src/chat/channel.ts'
import { feishuAppNotices } from '../../../../src/chat/feishu/app-notices.ts'
import type { Message } from '../../../../src/chat/message.ts'
import { rateLimited } from '../../../fakes/feishu/answers.ts'
import type { FeishuFault } from '../../../fakes/feishu/faults.ts'
import { type FakeFeishu, startFeishu } from '../../../fakes/feishu/server.ts'
import type { FeishuApp, FeishuChat, FeishuPerson } from '../../../fakes/feishu/state.ts'
import { type VirtualClock, virtualClock } from '../../../support/virtual-clock.ts'
import { exampleMessage, type NoticeContext, noticeContext, wordsOf } from '../notice-context.ts'

const { decision: _, ...notice } = exampleMessage
const png = Buffer.from('89504e470d0a1a0a0000', 'hex')
const picture = { data: png, type: 'image/png', alt: 'Durations' } as const
const code = { title: 'src/app.ts', lines: [{ words: 'error TS2345:' }, { words: '    at <at id=all></at> ```' }], isCode: true }

let clock: VirtualClock
let feishu: FakeFeishu
let app: FeishuApp
let alice: FeishuPerson
let chat: FeishuChat
let context: NoticeContext
beforeEach(async () => {
  clock = virtualClock()
  feishu = await startFeishu({ now: clock.now })
  app = feishu.addApp()
  app.scopes.add('im:resource')
  alice = feishu.addPerson('Alice')
  chat = feishu.addChat({ people: [alice], apps: [app] })
  context = noticeContext({ clock })
})
afterEach(() => feishu.close())

type Settings = Parameters<typeof feishuAppNotices>[0]
const open = (changes: Partial<Settings> = {}, more = context): NoticeChannel =>
  feishuAppNotices({ type: 'feishu', name: 'lark', appId: app.id, appSecret: app.secret, chat: chat.id, api: feishu.url, ...changes }, more)
const edit = (channel: NoticeChannel, ref: string, message: Message) =>
  channel.edit?.(ref, message) ?? Promise.reject(new Error('cannot edit'))
const shown = () => [...feishu.state.messages.values()]
const refIn = (delivery: unknown): string => String((delivery as { ref?: string }).ref)
const forms = ['card', 'post', 'text'] as const
const answer = (status: number, body: unknown): FeishuFault => ({ kind: 'answer', answer: { status, body } })
const isWrite = ({ method, path }: { method: string; path: string }) => method !== 'GET' && !path.endsWith('/internal')

describe.each(forms)('a notice as %s', (format) => {
  it('is posted with its links, and edited in place, also by another process', async () => {
    const delivery = await open({ format }).send(notice)
    expect(delivery).toEqual({ state: 'delivered', ref: shown()[0]?.id })
    expect(shown()[0]?.type).toBe(format === 'card' ? 'interactive' : format)
    for (const { url } of notice.links) expect(shown()[0]?.content).toContain(url)
    const edited = await edit(open({ format }), refIn(delivery), { ...notice, headline: 'Released after all' })
    expect(edited).toEqual(delivery)
    expect(shown().map(({ content }) => content.includes('Released after all'))).toEqual([true])
  })

  it('alerts people by their ids, and by name where Feishu does not know somebody', async () => {
    const mentions = [{ name: 'alice', ids: { feishu: alice.openId } }]
    await open({ format }).send({ ...notice, mentions })
    expect(shown()[0]?.mentions.map(({ openId }) => openId)).toEqual([alice.openId])
    const strangers = [...mentions, { name: 'ghost', ids: { feishu: 'ou_ghost' } }]
    const delivery = await open({ format }).send({ ...notice, mentions: strangers })
    expect(delivery).toMatchObject({
      state: 'delivered',
      note: { en: expect.stringContaining('Nobody was alerted'), 'zh-CN': expect.stringContaining('未提醒') },
    })
    expect(shown()[1]?.mentions).toEqual([])
    expect(shown()[1]?.content).toContain('ghost')
  })

  it('arrives once where the answer to it is lost', async () => {
    feishu.faults.next({ kind: 'reset', when: 'after' }, { when: isWrite, times: 2 })
    const delivery = await open({ format }).send(notice)
    expect([delivery.state, refIn(delivery), shown().length]).toEqual(['delivered', shown()[0]?.id, 1])
  })

  it('is edited all the same where the answer to that is lost', async () => {
    const channel = open({ format })
    const ref = refIn(await channel.send(notice))
    feishu.faults.next({ kind: 'reset', when: 'after' }, { when: isWrite })
    expect(await edit(channel, ref, { ...notice, headline: 'Two' })).toMatchObject({ state: 'delivered', ref })
  })

  it.each([
    { name: 'recalled', act: () => Object.assign(shown()[0] ?? {}, { isRecalled: true }) },
    { name: 'posted by another app', act: () => Object.assign(shown()[0] ?? {}, { sender: { id: 'cli_other', type: 'app' } }) },
    { name: 'deleted', act: () => feishu.state.messages.clear() },
    { name: 'of another kind', act: () => Object.assign(shown()[0] ?? {}, { type: 'image' }) },
  ])('is gone for an edit when it was $name', async ({ act, name }) => {
    const channel = open({ format })
    const ref = refIn(await channel.send(notice))
    act()
    const edited = await edit(channel, ref, notice)
    // Cards say “no permission” for what another app wrote, as for what one may not edit at all.
    const isVague = format === 'card' && name === 'posted by another app'
    expect(edited).toMatchObject({ state: isVague ? 'rejected' : 'gone', reason: { 'zh-CN': expect.stringMatching(/\p{Script=Han}/u) } })
  })

  it('shows code with its spaces, and alerts nobody from within', async () => {
    await open({ format }).send({ ...notice, sections: [code] })
    const content = shown()[0]?.content ?? ''
    expect(content).toMatch(/ {4}at|\u00a0{4}at/)
    expect(format === 'post' ? '' : content).not.toMatch(/<at id=all/)
    expect(shown()[0]?.mentions).toEqual([])
    if (format === 'post') expect(content).toContain('"tag":"code_block"')
    if (format === 'card') expect(content.match(/```/g)).toHaveLength(2)
  })

  it('shows a picture', async () => {
    const channel = open({ format })
    const delivery = await channel.send({ ...notice, picture })
    expect(delivery).toEqual({ state: 'delivered', ref: shown()[0]?.id })
    const [image] = [...feishu.state.images.values()]
    expect([image?.format, image?.bytes]).toEqual(['png', png])
    expect(shown().at(-1)?.content).toContain(image?.key)
    expect(shown().map(({ type }) => type)).toEqual(format === 'text' ? ['text', 'image'] : [format === 'card' ? 'interactive' : format])
    const edited = await edit(channel, refIn(delivery), { ...notice, picture })
    expect([edited.state, 'note' in edited, feishu.state.images.size]).toEqual(['delivered', format === 'text', 1])
  })

  it.each([
    { name: 'may not upload', act: () => app.scopes.delete('im:resource'), data: png, says: /picture was left out.*im:resource|left out/ },
    { name: 'sends something else', act: () => {}, data: Buffer.from('GIF89a'), says: /left out.*234011/ },
    { name: 'sends nothing', act: () => {}, data: Buffer.alloc(0), says: /left out.*234010/ },
    { name: 'sends too much', act: () => {}, data: Buffer.concat([png, Buffer.alloc(10 * 1024 * 1024)]), says: /no more than 10 MB/ },
  ])('says why the picture is not there where the app $name', async ({ act, data, says }) => {
    act()
    const delivery = await open({ format }).send({ ...notice, picture: { ...picture, data } })
    expect(delivery).toMatchObject({ state: 'delivered', note: { en: expect.stringMatching(says) } })
    expect(shown()).toHaveLength(1)
  })

  it('previews what would be sent', () => {
    const words = open({ format }).preview({ ...notice, sections: [code] })
    expect(words).toContain('Release shop v1.4.2')
    expect(words).toContain('https://github.test/acme/shop/issues/7')
    expect(words).toContain('Asked by: alice-l')
    expect(words).toMatch(/[ \u00a0]{4}at/)
    expect(feishu.exchanges).toEqual([])
  })
})

describe('an edit', () => {
  it('of a card is too late after 14 days', async () => {
    const channel = open()
    const ref = refIn(await channel.send(notice))
    clock.advance(14 * 86_400_000 + 1000)
    expect(await edit(channel, ref, notice)).toMatchObject({ state: 'gone', reason: { en: expect.stringContaining('14 days') } })
  })

  it('of a text is one too many after twenty', async () => {
    const channel = open({ format: 'text' })
    const ref = refIn(await channel.send(notice))
    for (let count = 0; count < 20; count++) expect((await edit(channel, ref, { ...notice, headline: `${count}` })).state).toBe('delivered')
    expect(await edit(channel, ref, notice)).toMatchObject({ state: 'gone', reason: { en: expect.stringContaining('twenty') } })
  })

  it.each([
    { name: 'a code that nobody knows', fault: answer(400, { code: 230_075, msg: 'The time to edit is over.' }), state: 'gone' },
    { name: 'the bot out of the group', fault: answer(400, { code: 230_002, msg: 'x' }), state: 'rejected' },
    { name: 'a gateway that is down', fault: answer(502, 'x'), state: 'unknown' },
    { name: 'a limit without end', fault: { kind: 'answer', answer: rateLimited(100) } as FeishuFault, state: 'limited' },
    { name: 'a page of somebody else', fault: answer(404, '<html>'), state: 'rejected' },
  ])('ends as $state with $name', async ({ fault, state }) => {
    const channel = open()
    const ref = refIn(await channel.send(notice))
    feishu.faults.disturb = () => fault
    expect((await edit(channel, ref, notice)).state).toBe(state)
  })

  it('never throws, whatever it is given', async () => {
    for (const ref of ['', '#', 'om_x#poem', '../../x', '\ud800'])
      expect(await edit(open(), ref, notice).catch(() => 'thrown')).not.toBe('thrown')
  })
})

describe('a card that Feishu cannot build', () => {
  it('is sent as text, and edited as text', async () => {
    feishu.faults.disturb = ({ body, method }) =>
      method === 'POST' && body.includes('interactive') ? answer(400, { code: 230_099, msg: 'Failed to create card content' }) : undefined
    const channel = open()
    const delivery = await channel.send(notice)
    expect(delivery).toMatchObject({ state: 'delivered', note: { en: expect.stringContaining('as text') } })
    expect(shown().map(({ type }) => type)).toEqual(['text'])
    expect(await edit(channel, refIn(delivery), { ...notice, headline: 'Two' })).toMatchObject({ state: 'delivered' })
    expect(shown()[0]?.content).toContain('Two')
  })
})

describe('an answer of Feishu to an app that is no success', () => {
  it.each([
    { name: 'a parameter', body: { code: 230_001 }, state: 'rejected', says: /230001/ },
    { name: 'the bot out of the group', body: { code: 230_002 }, state: 'rejected', says: /not in the chat.*Add the app’s bot/s },
    { name: 'no bot', body: { code: 230_006 }, state: 'rejected', says: /no bot.*Switch the bot on/s },
    { name: 'a group that forbids it', body: { code: 230_018 }, state: 'rejected', says: /forbid/ },
    { name: 'sensitive words', body: { code: 230_022 }, state: 'rejected', says: /sensitive.*Look for a word/s },
    { name: 'a message that is too long', body: { code: 230_025 }, state: 'rejected', says: /too long/ },
    { name: 'a missing right', body: { code: 230_027 }, state: 'rejected', says: /lacks a right.*Grant/s },
    { name: 'an unknown chat', body: { code: 230_034 }, state: 'rejected', says: /no such chat.*oc_/s },
    { name: 'a dissolved group', body: { code: 232_009 }, state: 'rejected', says: /dissolved/ },
    { name: 'too often for the group', body: { code: 230_020 }, state: 'limited', says: /too many calls/ },
    { name: 'too often for the app', body: { code: 99_991_400 }, status: 429, state: 'limited', says: /too many calls/ },
    { name: 'a wrong secret', body: { code: 10_014 }, state: 'rejected', says: /app and secret.*developer console/s },
    { name: 'an address list', body: { code: 99_991_401 }, state: 'rejected', says: /address is not on/ },
    { name: 'a used-up month', body: { code: 99_991_403 }, state: 'rejected', says: /used up/ },
    { name: 'an app that is off', body: { code: 99_991_662 }, state: 'rejected', says: /switched off/ },
    { name: 'a code in no table', body: { code: 123_456 }, state: 'rejected', says: /123456/ },
    { name: 'a page in its place', body: '<html>Login</html>', state: 'unknown', says: /not understood/ },
    { name: 'a gateway that is down', body: 'x', status: 502, state: 'unknown', says: /HTTP 502/ },
    { name: 'no code', body: {}, state: 'unknown', says: /not understood/ },
  ])('with HTTP 200 or not, $name is $state', async ({ body, status = 200, state, says }) => {
    feishu.faults.disturb = ({ path }) => (path.endsWith('/internal') ? undefined : answer(status, body))
    const start = clock.now()
    const delivery = await open().send(notice)
    expect([delivery.state, clock.now() - start < 61_000]).toEqual([state, true])
    expect(wordsOf(delivery)).toMatch(says)
    expect(wordsOf(delivery)).toMatch(/\p{Script=Han}/u)
    expect(shown()).toEqual([])
  })

  it('renews a token that has run out, once', async () => {
    const channel = open()
    await channel.send(notice)
    app.tokens.splice(0)
    expect((await channel.send(notice)).state).toBe('delivered')
    expect(feishu.exchanges.filter(({ path }) => path.endsWith('/internal'))).toHaveLength(2)
    feishu.faults.disturb = ({ path }) => (path.endsWith('/internal') ? undefined : answer(400, { code: 99_991_663, msg: 'x' }))
    expect((await channel.send(notice)).state).toBe('rejected')
    expect(feishu.exchanges.filter(({ path }) => path.endsWith('/internal'))).toHaveLength(3)
  })

  it('tells no secret', async () => {
    feishu.faults.disturb = ({ path, headers }) =>
      path.endsWith('/internal') ? undefined : answer(400, { code: 9499, msg: `${app.secret} ${headers.authorization}` })
    const delivery = await open().send(notice)
    const [{ value = '?' } = {}] = app.tokens
    for (const secret of [app.secret, value]) expect(`${wordsOf(delivery)}${context.lines.join()}`).not.toContain(secret)
    expect(context.masked).toEqual(expect.arrayContaining([app.secret, value]))
  })
})

describe('limits', () => {
  it('of five messages a second into a group are kept', async () => {
    const channel = open()
    for (let count = 0; count < 12; count++) expect((await channel.send(notice)).state).toBe('delivered')
    expect(feishu.exchanges.filter(({ status }) => status !== 200).length).toBe(0)
  })

  it('are waited for as long as Feishu says', async () => {
    feishu.faults.next({ kind: 'answer', answer: rateLimited(7) }, { when: isWrite })
    const start = clock.now()
    expect((await open().send(notice)).state).toBe('delivered')
    expect(clock.now() - start).toBeGreaterThanOrEqual(7000)
  })
})

describe('check', () => {
  it('posts nothing', async () => {
    expect(await open().check()).toEqual([])
    expect(shown()).toEqual([])
  })

  it.each([
    { name: 'no right to send', act: () => app.scopes.clear() },
    { name: 'the bot outside the group', act: () => chat.apps.clear() },
    { name: 'a wrong secret', settings: { appSecret: 'other' } },
    { name: 'a chat that is none', settings: { chat: 'general' } },
  ])('tells $name', async ({ act = () => {}, settings = {} }) => {
    act()
    await expect(open(settings).check()).rejects.toMatchObject({ code: 'channel-unusable' })
  })
})

it('needs the settings of an app', () => {
  expect(() => feishuAppNotices({ type: 'feishu', name: 'x', webhook: 'https://x.test' }, context)).toThrow('app-id')
})
