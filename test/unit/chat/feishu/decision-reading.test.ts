import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { DecisionChannel } from '../../../../src/chat/channel.ts'
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
