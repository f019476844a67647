import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import * as lark from '@larksuiteoapi/node-sdk'
import { contentOf } from '../../../src/chat/feishu/forms.ts'
import { inLanguage, postOf } from '../../../src/chat/feishu/post.ts'
import { type FakeFeishu, startFeishu } from '../../fakes/feishu/server.ts'
import type { FeishuApp, FeishuChat, FeishuPerson } from '../../fakes/feishu/state.ts'
import { exampleMessage } from '../chat/notice-context.ts'

let feishu: FakeFeishu
let app: FeishuApp
let chat: FeishuChat
let alice: FeishuPerson
let client: lark.Client
const quiet = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {}, trace: () => {} }
const clientOf = ({ id, secret }: { id: string; secret: string }) =>
  new lark.Client({ appId: id, appSecret: secret, domain: feishu.url, logger: quiet, cache: freshCache() })

/** The SDK's own cache is one for the whole process; each client here gets its own. */
function freshCache(): lark.Cache {
  const kept = new Map<unknown, unknown>()
  return { get: async (key) => kept.get(key), set: async (key, value) => Boolean(kept.set(key, value)) }
}

beforeEach(async () => {
  feishu = await startFeishu()
  app = feishu.addApp()
  alice = feishu.addPerson('Alice')
  chat = feishu.addChat({ people: [alice], apps: [app] })
  client = clientOf(app)
})
afterEach(() => feishu.close())

const { decision: _, ...notice } = exampleMessage
const example = { ...notice, sections: [{ title: 'Output', lines: [{ words: '  error: <at id=all></at>' }], isCode: true }] }
const limit = { card: 1, post: 1, text: 1 }
const card = (title: string) =>
  JSON.stringify({
    schema: '2.0',
    config: { update_multi: true },
    header: { title: { tag: 'plain_text', content: title } },
    body: { elements: [{ tag: 'markdown', content: '**x**' }] },
  })
const send = (type: string, content: string, to = chat.id) =>
  client.im.v1.message.create({ params: { receive_id_type: 'chat_id' }, data: { receive_id: to, msg_type: type, content } })
const sendCard = async () => (await send('interactive', card('one'))).data?.message_id ?? ''
const edit = (id = '') => client.im.v1.message.patch({ path: { message_id: id }, data: { content: card('two') } })
const react = (id: string, emoji: string) =>
  client.im.v1.messageReaction.create({ path: { message_id: id }, data: { reaction_type: { emoji_type: emoji } } })
type Answer = Promise<{ readonly code?: number | undefined }>
/** The code of a refusal, however the SDK hands it over. */
const codeOf = async (call: Answer): Promise<number | undefined> =>
  call.then(
    ({ code }) => code,
    (error: { response?: { data?: { code?: number } } }) => error.response?.data?.code,
  )

describe("Feishu's own SDK against the fake", () => {
  it('fetches one token and sends a card', async () => {
    const message = await send('interactive', card('one'))
    expect(message).toMatchObject({
      code: 0,
      data: { msg_type: 'interactive', chat_id: chat.id, sender: { id: app.id, sender_type: 'app' } },
    })
    await sendCard()
    expect(feishu.exchanges.filter(({ path }) => path.endsWith('/internal'))).toHaveLength(1)
    expect(feishu.state.messages.size).toBe(2)
  })

  it('edits its card', async () => {
    const id = await sendCard()
    expect(await edit(id)).toMatchObject({ code: 0 })
    expect(feishu.state.messages.get(id)?.history).toEqual([card('one'), card('two')])
  })

  it('edits its text', async () => {
    const sent = await send('text', '{"text":"a"}')
    const id = sent.data?.message_id ?? ''
    await client.im.v1.message.update({ path: { message_id: id }, data: { msg_type: 'text', content: '{"text":"b"}' } })
    expect(feishu.state.messages.get(id)).toMatchObject({ content: '{"text":"b"}', edits: 1, isUpdated: true })
  })

  it('edits its rich text, twenty times and no more', async () => {
    const content = (words: string) =>
      JSON.stringify(inLanguage(postOf({ ...example, headline: words }, { locale: 'en', hasCode: true }), 'en'))
    const id = (await send('post', content('one'))).data?.message_id ?? ''
    const put = () => client.im.v1.message.update({ path: { message_id: id }, data: { msg_type: 'post', content: content('two') } })
    for (let count = 0; count < 20; count++) expect(await put()).toMatchObject({ code: 0, data: { updated: true } })
    expect(await codeOf(put())).toBe(230_072)
    expect(feishu.state.messages.get(id)?.content).toContain('two')
  })

  it('uploads a picture, shows it in a message of its own, in rich text and in a card, and puts it into a card later', async () => {
    app.scopes.add('im:resource')
    const image = Buffer.from('89504e470d0a1a0a0d0a2d2d', 'hex')
    const key = (await client.im.v1.image.create({ data: { image_type: 'message', image } }))?.image_key ?? ''
    expect(feishu.state.images.get(key)).toMatchObject({ format: 'png', bytes: image })
    expect(await send('image', JSON.stringify({ image_key: key }))).toMatchObject({ code: 0, data: { msg_type: 'image' } })
    const ours = (form: 'card' | 'post' | 'text') =>
      JSON.stringify(contentOf(example, form, { locale: 'zh-CN', hasCode: true, imageKey: key, limit, sizeOf: () => 0 }).content)
    expect(await send('post', ours('post'))).toMatchObject({ code: 0 })
    expect(await send('text', ours('text'))).toMatchObject({ code: 0 })
    expect(await send('interactive', ours('card'))).toMatchObject({ code: 0 })
    const id = await sendCard()
    expect(await client.im.v1.message.patch({ path: { message_id: id }, data: { content: ours('card') } })).toMatchObject({ code: 0 })
    expect(feishu.state.messages.get(id)?.content).toContain(key)
  })

  it('hears that a picture is not known, or is none', async () => {
    app.scopes.add('im:resource')
    const unknown = { tag: 'img', img_key: 'img_x', alt: { tag: 'plain_text', content: '' } }
    const codes = await Promise.all([
      codeOf(send('image', '{"image_key":"img_x"}')),
      codeOf(send('post', '{"zh_cn":{"content":[[{"tag":"img","image_key":"img_x"}]]}}')),
      codeOf(send('interactive', JSON.stringify({ schema: '2.0', body: { elements: [unknown] } }))),
      codeOf(client.im.v1.image.create({ data: { image_type: 'message', image: Buffer.from('GIF89a') } }) as Answer),
    ])
    expect(codes).toEqual([230_001, 230_001, 230_099, 234_011])
  })

  it('puts reactions, reads those of others page by page, and takes its own away', async () => {
    const id = await sendCard()
    const own = await react(id, 'CheckMark')
    feishu.people.react(alice.openId, id, 'CheckMark')
    feishu.people.react(alice.openId, id, 'CrossMark')
    const first = await client.im.v1.messageReaction.list({ path: { message_id: id }, params: { page_size: 2 } })
    expect(first.data).toMatchObject({
      has_more: true,
      items: [
        { operator: { operator_type: 'app', operator_id: app.id } },
        { operator: { operator_type: 'user', operator_id: alice.openId } },
      ],
    })
    const rest = await client.im.v1.messageReaction.list({
      path: { message_id: id },
      params: { page_size: 2, page_token: first.data?.page_token ?? '' },
    })
    expect(rest.data).toMatchObject({ has_more: false, items: [{ reaction_type: { emoji_type: 'CrossMark' } }] })
    await client.im.v1.messageReaction.delete({ path: { message_id: id, reaction_id: own.data?.reaction_id ?? '' } })
    expect(feishu.state.messages.get(id)?.reactions.map(({ operator }) => operator.type)).toEqual(['user', 'user'])
  })

  it('answers in a topic, and reads what people wrote there', async () => {
    const id = await sendCard()
    const data = { msg_type: 'text', content: '{"text":"here"}', reply_in_thread: true }
    const answer = await client.im.v1.message.reply({ path: { message_id: id }, data })
    expect(answer.data).toMatchObject({ root_id: id, parent_id: id, thread_id: expect.stringMatching(/^omt_/) })
    feishu.people.reply(alice.openId, id, 'approve')
    const params = { container_id_type: 'thread', container_id: answer.data?.thread_id ?? '', sort_type: 'ByCreateTimeDesc' } as const
    const { data: listed } = await client.im.v1.message.list({ params })
    expect(listed?.items?.map(({ sender, body }) => [sender?.sender_type, body?.content])).toEqual([
      ['user', '{"text":"approve"}'],
      ['app', '{"text":"here"}'],
      ['app', expect.stringContaining('"title":"one"')],
    ])
    const { data: shown } = await client.im.v1.message.get({ path: { message_id: id } })
    expect(shown?.items?.[0]?.thread_id).toBe(answer.data?.thread_id)
  })

  it('reads a chat: roots and quotations, not what is inside topics', async () => {
    const id = await sendCard()
    feishu.people.reply(alice.openId, id, 'inside')
    feishu.people.reply(alice.openId, id, 'quoted', { inThread: false })
    const { data } = await client.im.v1.message.list({ params: { container_id_type: 'chat', container_id: chat.id, start_time: '0' } })
    expect(data?.items?.map(({ body }) => body?.content)).toEqual([expect.stringContaining('one'), '{"text":"quoted"}'])
    expect(data?.items?.[1]).toMatchObject({ root_id: id, parent_id: id, sender: { id: alice.openId, id_type: 'open_id' } })
  })

  it('looks at the chat and at who is in it', async () => {
    const path = { chat_id: chat.id }
    expect((await client.im.v1.chat.get({ path })).data).toMatchObject({ chat_mode: 'group', group_message_type: 'chat' })
    expect((await client.im.v1.chatMembers.get({ path })).data).toMatchObject({ items: [{ member_id: alice.openId, name: 'Alice' }] })
    expect((await client.im.v1.chatMembers.isInChat({ path })).data).toEqual({ is_in_chat: true })
    chat.apps.clear()
    expect((await client.im.v1.chatMembers.isInChat({ path })).data).toEqual({ is_in_chat: false })
    expect((await client.im.v1.chat.get({ path })).data).not.toHaveProperty('chat_mode')
  })

  it('recalls its message', async () => {
    const id = await sendCard()
    await client.im.v1.message.delete({ path: { message_id: id } })
    expect((await client.im.v1.message.get({ path: { message_id: id } })).data?.items?.[0]).toMatchObject({ deleted: true })
    expect(await codeOf(edit(id))).toBe(230011)
    expect(await codeOf(client.im.v1.messageReaction.list({ path: { message_id: id } }))).toBe(231003)
  })

  const refusals: readonly { name: string; code: number; does: () => Answer }[] = [
    { name: 'an emoji that there is none of', code: 231001, does: async () => react(await sendCard(), 'checkmark') },
    { name: 'an edit of what is no card', code: 230001, does: async () => edit((await send('text', '{"text":"a"}')).data?.message_id) },
    { name: 'an edit of what another wrote', code: 230027, does: () => edit(feishu.people.say(alice.openId, chat.id, 'hi')) },
    { name: 'an unknown chat', code: 230034, does: () => send('text', '{"text":"a"}', 'oc_nowhere') },
    { name: 'a chat without the bot', code: 230002, does: () => send('text', '{"text":"a"}', feishu.addChat({ people: [alice] }).id) },
    { name: 'a card that is too long', code: 230025, does: () => send('interactive', card('x'.repeat(31_000))) },
    { name: 'a card that cannot be built', code: 230099, does: () => send('interactive', '{"schema":"2.0","elements":[]}') },
    {
      name: 'to take away the reaction of another',
      code: 231007,
      does: async () => {
        const path = { message_id: await sendCard(), reaction_id: '' }
        path.reaction_id = feishu.people.react(alice.openId, path.message_id, 'OK')
        return client.im.v1.messageReaction.delete({ path })
      },
    },
    {
      name: 'what is said in a group, without the right to it',
      code: 230027,
      does: () => {
        app.scopes.delete('im:message.group_msg')
        return client.im.v1.message.list({ params: { container_id_type: 'chat', container_id: chat.id } })
      },
    },
    {
      name: 'reactions, without the right to them',
      code: 99991672,
      does: () => {
        app.scopes.delete('im:message.reactions:read')
        app.scopes.delete('im:message:readonly')
        return client.im.v1.messageReaction.list({ path: { message_id: 'om_1' } })
      },
    },
  ]
  it.each(refusals)('is refused $name', async ({ code, does }) => {
    expect(await codeOf(does())).toBe(code)
  })

  it('cannot get a token with a wrong secret', async () => {
    const stranger = clientOf({ id: app.id, secret: 'wrong' })
    await codeOf(stranger.im.v1.chat.get({ path: { chat_id: chat.id } }))
    expect(feishu.exchanges.at(0)).toMatchObject({ status: 200, answer: { code: 10014 } })
  })
})
