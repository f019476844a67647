import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { DecisionChannel } from '../../../../src/chat/channel.ts'
import { markdownOf } from '../../../fakes/feishu/cards.ts'
import { requestCard } from './messages.ts'
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
