import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { DecisionChannel } from '../../../../src/chat/channel.ts'
import { cardFault, markdownOf } from '../../../fakes/feishu/cards.ts'
import { finalCard, requestCard } from './messages.ts'
import { counted, type FeishuWorld, feishuWorld, refused, told } from './open-feishu.ts'

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

describe('reading', () => {
  it('tells taps, words in the topic, quotations and commands with an id, each once', async () => {
    await channel.post(requestCard())
    const { people, card } = world
    const [alice, bob, carol] = people.map(({ openId }) => openId) as [string, string, string]
    world.feishu.people.react(alice, card().id, 'CheckMark')
    world.feishu.people.reply(bob, card().id, 'reject the build is red')
    world.feishu.people.reply(carol, card().id, '同意', { inThread: false })
    world.feishu.people.say(alice, world.chat.id, '/status K7QF2M')
    expect(told(await channel.read()).toSorted()).toEqual([
      'Person 1 reject by command',
      'Person 2 approve by command',
      'alice approve by reaction',
      'alice status by command',
    ])
    expect(await channel.read()).toEqual([])
  })

  it('ignores other reactions, other words, bots, and what was edited or recalled', async () => {
    await channel.post(requestCard())
    const { alice, card, feishu } = world
    feishu.people.react(alice.openId, card().id, 'THUMBSUP')
    feishu.people.reply(alice.openId, card().id, 'I would not approve this')
    feishu.people.say(alice.openId, world.chat.id, 'approve')
    feishu.people.edit(feishu.people.reply(alice.openId, card().id, 'hm'), 'approve')
    feishu.people.recall(feishu.people.reply(alice.openId, card().id, 'approve'))
    expect(await channel.read()).toEqual([])
  })

  it('notices a tap that is taken back, and the one that stands then', async () => {
    await channel.post(requestCard())
    const { alice, card, feishu } = world
    feishu.people.react(alice.openId, card().id, 'CheckMark')
    await channel.read()
    world.clock.advance(1000)
    feishu.people.react(alice.openId, card().id, 'CrossMark')
    expect(told(await channel.read())).toEqual(['alice reject by reaction'])
    feishu.people.unreact(alice.openId, card().id, 'CrossMark')
    expect(told(await channel.read())).toEqual(['alice approve by reaction'])
    feishu.people.unreact(alice.openId, card().id, 'CheckMark')
    expect(told(await channel.read())).toEqual(['alice withdraw by reaction'])
  })

  it('loses nothing at the end of a page: 51 reactions, 60 answers, 55 quotations', async () => {
    await using crowd = await feishuWorld({ people: 60 })
    const own = crowd.open()
    await own.post(requestCard())
    const id = crowd.card().id
    for (const { openId } of crowd.people.slice(0, 51)) crowd.feishu.people.react(openId, id, 'CheckMark')
    for (const { openId } of crowd.people) crowd.feishu.people.reply(openId, id, 'reject no')
    for (const { openId } of crowd.people.slice(0, 55)) crowd.feishu.people.reply(openId, id, 'approve', { inThread: false })
    const asks = await own.read()
    const count = (does: string, by: string) => asks.filter((ask) => ask.does === does && ask.by === by).length
    expect([count('approve', 'reaction'), count('reject', 'command'), count('approve', 'command')]).toEqual([51, 60, 55])
    expect(await own.read()).toEqual([])
    crowd.feishu.people.react(crowd.people[55]?.openId ?? '', id, 'CheckMark')
    for (let n = 0; n < 51; n++) crowd.feishu.people.reply(crowd.people[0]?.openId ?? '', id, 'status')
    expect(await own.read()).toHaveLength(52)
  })

  it('goes on where another process left off', async () => {
    const { ref } = await channel.post(requestCard())
    const { feishu, people, card } = world
    const [alice, bob, carol] = people.map(({ openId }) => openId) as [string, string, string]
    feishu.people.react(alice, card().id, 'CheckMark')
    feishu.people.react(bob, card().id, 'CheckMark')
    feishu.people.reply(carol, card().id, 'reject')
    const seen = (await channel.read()).map(({ key }) => key)
    feishu.people.unreact(bob, card().id, 'CheckMark')
    feishu.people.reply(carol, card().id, 'approve')
    const next = world.open()
    await next.adopt(ref, seen)
    await next.update(requestCard({ footer: 'taken over' }))
    expect(told(await next.read()).toSorted()).toEqual(['Person 1 withdraw by reaction', 'Person 2 approve by command'])
    expect(card().content).toContain('taken over')
    await next.update(finalCard())
    expect(reactionsOf(card().id)).toEqual(['user CheckMark'])
  })

  it('of a card that is gone when another process takes over, is of the one it posts', async () => {
    const { ref } = await channel.post(requestCard())
    world.feishu.people.recall(world.card().id)
    const next = world.open()
    await next.adopt(ref, [])
    expect(await next.read()).toEqual([])
    await next.update(requestCard())
    world.feishu.people.react(world.alice.openId, world.card().id, 'CheckMark')
    expect(told(await next.read())).toEqual(['alice approve by reaction'])
  })

  it('refuses to take over what is in another chat', async () => {
    await expect(channel.adopt('{"chat":"oc_other","message":"om_1"}', [])).rejects.toMatchObject({ code: 'channel-unusable' })
  })

  it('tells what it could read although something else failed, and reads the rest the next time', async () => {
    await channel.post(requestCard())
    const id = world.card().id
    world.feishu.people.react(world.alice.openId, id, 'CheckMark')
    world.feishu.people.reply(world.alice.openId, id, 'reject')
    const denied = { status: 400, body: { code: 230027, msg: 'Lack of necessary permissions.' } }
    world.feishu.faults.next({ kind: 'answer', answer: denied }, { when: ({ query }) => query.container_id_type === 'thread' })
    expect(told(await channel.read())).toEqual(['alice approve by reaction'])
    expect(told(await channel.read())).toEqual(['alice reject by command'])
    world.feishu.faults.next({ kind: 'answer', answer: denied }, { when: ({ path }) => path.endsWith('reactions') })
    await expect(channel.read()).rejects.toMatchObject({ code: 'channel-unusable' })
  })
})

describe('an answer', () => {
  const tapped = async () => {
    await channel.post(requestCard())
    world.feishu.people.react(world.people[1]?.openId ?? '', world.card().id, 'CheckMark')
    return (await channel.read())[0] as never
  }

  it('to somebody who is refused is for their eyes alone', async () => {
    await channel.answer(await tapped(), refused('Not counted: <at id=all></at>'))
    expect(world.feishu.state.whispers).toMatchObject([{ openId: world.people[1]?.openId, chatId: world.chat.id }])
    expect(markdownOf(world.feishu.state.whispers[0]?.card)).toEqual([expect.not.stringContaining('<')])
    expect(written(world.card().id)).toHaveLength(1)
  })

  it('about a tap that counts is the card itself; words that count get a sign', async () => {
    await channel.answer(await tapped(), counted)
    const id = world.feishu.people.reply(world.alice.openId, world.card().id, 'approve')
    await channel.answer((await channel.read())[0] as never, counted)
    expect(reactionsOf(id)).toEqual(['app OK'])
    expect(world.feishu.state.whispers).toEqual([])
  })

  it('in a group of topics stands in the topic, and alerts the person', async () => {
    await using topics = await feishuWorld({ chat: { mode: 'topic' } })
    const own = topics.open()
    await own.post(requestCard())
    topics.feishu.people.react(topics.people[1]?.openId ?? '', topics.card().id, 'CheckMark')
    const [ask] = await own.read()
    await own.answer(ask as never, refused('Not counted.'))
    const [answer] = [...topics.feishu.state.messages.values()].filter(({ type }) => type === 'post')
    expect(answer).toMatchObject({ rootId: topics.card().id, mentions: [{ openId: topics.people[1]?.openId }] })
    expect(answer?.content).toContain('Not counted.')
    await own.answer(ask as never, refused('Not counted.'))
    expect(topics.feishu.exchanges.filter(({ path }) => path.includes('ephemeral'))).toHaveLength(1)
  })

  it('waits for the end of an outage', async () => {
    const ask = await tapped()
    world.feishu.faults.isDown = true
    const answer = channel.answer(ask, refused('No.'))
    await world.clock.sleep(60_000)
    expect(world.feishu.state.whispers).toEqual([])
    world.feishu.faults.isDown = false
    await answer
    expect(world.feishu.state.whispers).toHaveLength(1)
  })

  it('that cannot be given stops nothing', async () => {
    const ask = await tapped()
    world.feishu.faults.disturb = () => ({ kind: 'answer', answer: { status: 400, body: { code: 230002, msg: 'no' } } })
    await expect(channel.answer(ask, refused('No.'))).resolves.toBeUndefined()
  })
})

describe('a reminder', () => {
  const note = requestCard({ headline: 'Still waiting (20 min left)', facts: [], sections: [] })
  it('stands in the topic and alerts people by their ids', async () => {
    await channel.post(requestCard())
    await channel.remind({
      ...note,
      mentions: [
        { name: 'alice', ids: { feishu: world.alice.openId } },
        { name: 'bob', ids: {} },
      ],
    })
    const reminder = inTopic(world.card().id).at(-1)
    expect(reminder).toMatchObject({ type: 'post', threadId: world.card().threadId, mentions: [{ openId: world.alice.openId }] })
    expect(reminder?.content).toContain('"text":"bob"')
  })

  it('names people whom Feishu does not know', async () => {
    await channel.post(requestCard())
    await channel.remind({ ...note, mentions: [{ name: 'zoe', ids: { feishu: 'ou_gone' } }] })
    expect(inTopic(world.card().id).at(-1)?.content).toContain('"text":"zoe"')
  })

  it('goes into the chat where the card is gone', async () => {
    await channel.post(requestCard())
    world.feishu.people.recall(world.card().id)
    await channel.remind(note)
    expect([...world.feishu.state.messages.values()].at(-1)).toMatchObject({ rootId: undefined, type: 'post' })
  })
})

describe('a token', () => {
  it('that runs out in the middle is renewed, and nobody notices', async () => {
    await channel.post(requestCard())
    world.clock.advance(7_300_000)
    world.feishu.people.react(world.alice.openId, world.card().id, 'CheckMark')
    expect(told(await channel.read())).toEqual(['alice approve by reaction'])
    expect(calls('POST', /internal$/)).toHaveLength(2)
  })

  it('is renewed before it runs out', async () => {
    await channel.post(requestCard())
    world.clock.advance(6_950_000)
    await channel.read()
    expect(calls('POST', /internal$/)).toHaveLength(2)
    expect(world.feishu.exchanges.map(({ status }) => status)).not.toContain(400)
  })

  it('that is refused before its time is renewed once', async () => {
    await channel.post(requestCard())
    world.app.tokens.splice(0)
    await channel.read()
    expect(calls('POST', /internal$/)).toHaveLength(2)
    world.feishu.faults.disturb = ({ path }) =>
      path.endsWith('internal') ? undefined : { kind: 'answer', answer: { status: 400, body: { code: 99991663, msg: 'no' } } }
    await expect(channel.read()).rejects.toMatchObject({ code: 'channel-unusable' })
    expect(calls('POST', /internal$/).length).toBeLessThan(7)
  })
})
