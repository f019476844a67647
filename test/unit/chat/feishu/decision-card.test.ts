import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { DecisionChannel } from '../../../../src/chat/channel.ts'
import { httpWith } from '../../../../src/kit/http.ts'
import { cardFault } from '../../../fakes/feishu/cards.ts'
import { finalCard, requestCard } from './messages.ts'
import { type FeishuWorld, feishuWorld, told } from './open-feishu.ts'

let world: FeishuWorld
let channel: DecisionChannel
beforeEach(async () => {
  world = await feishuWorld()
  channel = world.open()
})
afterEach(() => world[Symbol.asyncDispose]())

const reactionsOf = (id: string) => world.feishu.state.messages.get(id)?.reactions.map(({ emoji, operator }) => `${operator.type} ${emoji}`)
const inTopic = (id: string) => [...world.feishu.state.messages.values()].filter(({ rootId }) => rootId === id)
const written = (id: string) => inTopic(id).map(({ content, sender }) => `${sender.type} ${content}`)
const calls = (method: string, path: RegExp) => world.feishu.exchanges.filter((one) => one.method === method && path.test(one.path))

describe('a posted card', () => {
  it('can be edited, has two reactions to tap, and a topic to write in', async () => {
    const { ref, url } = await channel.post(requestCard())
    const card = world.card()
    expect(cardFault(JSON.parse(card.content), world.feishu.state)).toBeUndefined()
    expect(reactionsOf(card.id)).toEqual(['app CheckMark', 'app CrossMark'])
    expect(written(card.id)).toEqual([expect.stringContaining('Reply here')])
    expect(JSON.parse(ref)).toEqual({ chat: world.chat.id, message: card.id, thread: card.threadId, request: 'K7QF2M' })
    expect(url).toBe(`https://applink.feishu.cn/client/chat/open?openChatId=${world.chat.id}`)
  })

  it('of Lark is linked to in Lark', async () => {
    const throughFake = httpWith({ env: {}, proxy: world.feishu.url }) // whose address is none of Lark's
    const { url } = await world.open({ api: 'http://open.larksuite.com' }, { http: throughFake }).post(requestCard())
    expect(world.card()).toBeDefined()
    expect(url).toBe(`https://applink.larksuite.com/client/chat/open?openChatId=${world.chat.id}`)
  })

  it('is posted once, though nobody heard that it was', async () => {
    world.feishu.faults.next({ kind: 'reset', when: 'after' }, { when: ({ path }) => path === '/open-apis/im/v1/messages' })
    await channel.post(requestCard())
    expect(world.card()).toBeDefined()
    expect(calls('POST', /messages$/).map(({ status }) => status)).toEqual([0, 200])
  })

  it('of two channels of one app are two', async () => {
    const other = world.feishu.addChat({ people: world.people, apps: [world.app] })
    await channel.post(requestCard())
    await world.open({ name: 'other', chat: other.id }).post(requestCard())
    expect(new Set([...world.feishu.state.messages.values()].map(({ chatId }) => chatId)).size).toBe(2)
  })

  it('names those whom Feishu does not know, instead of alerting them', async () => {
    await channel.post(requestCard({ mentions: [{ name: 'Zoe', ids: { feishu: 'ou_gone' } }] }))
    expect(world.card().content).toContain('Zoe')
    expect(world.card().content).not.toContain('<at')
  })

  it('is edited only when it changed, and loses its reactions with the decision', async () => {
    await channel.post(requestCard())
    await channel.update(requestCard())
    expect(world.card().history).toHaveLength(1)
    world.feishu.people.react(world.alice.openId, world.card().id, 'CheckMark')
    await channel.update(requestCard({ footer: 'Request K7QF2M, 1 of 2' }))
    expect(reactionsOf(world.card().id)).toEqual(['app CheckMark', 'app CrossMark', 'user CheckMark'])
    await channel.update(finalCard())
    expect(world.card().content).toContain('Approved: shop')
    expect(reactionsOf(world.card().id)).toEqual(['user CheckMark'])
  })

  it('gets what is missing below it later, when the service has no room at first', async () => {
    const limited = { kind: 'answer', answer: { status: 502, body: 'down' } } as const
    world.feishu.faults.disturb = ({ method, path }) => (method === 'POST' && /reactions$|reply$/.test(path) ? limited : undefined)
    await channel.post(requestCard())
    expect(reactionsOf(world.card().id)).toEqual([])
    world.feishu.faults.disturb = undefined
    await channel.read()
    expect(reactionsOf(world.card().id)).toEqual(['app CheckMark', 'app CrossMark'])
    expect(written(world.card().id)).toHaveLength(1)
  })

  it('that somebody deleted is posted anew at the next read, and nobody has withdrawn', async () => {
    await channel.post(requestCard())
    const first = world.card().id
    world.feishu.people.react(world.alice.openId, first, 'CheckMark')
    expect(told(await channel.read())).toEqual(['alice approve by reaction'])
    world.feishu.people.recall(first)
    expect(await channel.read()).toEqual([])
    expect(world.card().id).not.toBe(first)
    expect(reactionsOf(world.card().id)).toEqual(['app CheckMark', 'app CrossMark'])
    expect(world.logged.join()).toContain('deleted and is posted anew')
    world.feishu.people.react(world.people[1]?.openId ?? '', world.card().id, 'CrossMark')
    expect(told(await channel.read())).toEqual(['Person 1 reject by reaction'])
  })

  it('that was deleted is posted anew with its next state, also the last', async () => {
    await channel.post(requestCard())
    world.feishu.people.recall(world.card().id)
    await channel.update(finalCard())
    expect(world.card().content).toContain('Approved: shop')
    expect(reactionsOf(world.card().id)).toEqual([])
  })

  it('that cannot be edited says so', async () => {
    await channel.post(requestCard())
    const answer = { status: 400, body: { code: 230027, msg: 'Lack of necessary permissions.' } }
    world.feishu.faults.next({ kind: 'answer', answer }, { when: ({ method }) => method === 'PATCH' })
    await expect(channel.update(requestCard({ footer: 'x' }))).rejects.toMatchObject({ code: 'channel-unusable' })
  })
})
