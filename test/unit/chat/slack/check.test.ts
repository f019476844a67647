import { afterEach, describe, expect, it } from '@jest/globals'
import type { ChannelContext, DecisionChannel } from '../../../../src/chat/channel.ts'
import { openSlack } from '../../../../src/chat/slack/slack.ts'
import { personFrom } from '../../../../src/config/people.ts'
import type { InputError } from '../../../../src/kit/errors.ts'
import type { Text } from '../../../../src/kit/text.ts'
import { botScopes } from '../../../fakes/slack/slack.ts'
import { chat, type Desk, openDesk, person } from './desk.ts'

let desk: Desk
afterEach(() => desk.close())
const full = [...botScopes, 'channels:read', 'groups:read']
const words = async () => (await desk.gate().check()).map(({ en }) => en)
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: InputError) => ({ code: error.code, problem: error.problem?.en, where: error.where }),
  )

describe('a dry run', () => {
  it('finds all well, posts nothing', async () => {
    desk = await openDesk({ scopes: full })
    expect(await words()).toEqual(['Connected to Acme as @sallyport1; it may read and write in C01.'])
    expect(desk.slack.channel(chat).messages).toEqual([])
    expect(desk.slack.requests.filter(({ method }) => /post|add|update/i.test(method))).toEqual([])
  })

  it('works in a private channel', async () => {
    desk = await openDesk({ scopes: full, isPrivate: true })
    expect(await words()).toHaveLength(1)
  })

  it('says who of the voters is not in the channel, over all pages of members', async () => {
    desk = await openDesk({ scopes: full })
    for (let number = 100; number < 1200; number++) desk.slack.people.join(`U${number}`, 'crowd', chat)
    desk.slack.people.join('ULAST', 'last', chat)
    desk.slack.people.leave(person(3), chat)
    expect((await words())[1]).toBe(`Not in the channel, and thus unable to decide there: person-3 (${person(3)}).`)
  })

  it('does not hold up a request for that, but for what stands in its way', async () => {
    desk = await openDesk({ scopes: full })
    desk.slack.people.leave(person(3), chat)
    const works: (() => Promise<readonly Text[]>)[] = []
    expect(await desk.gate().check((work) => works.push(work))).toHaveLength(1)
    expect(desk.slack.requests.filter(({ method }) => /members/.test(method))).toEqual([])
    expect(await works[0]?.()).toEqual([expect.objectContaining({ en: expect.stringContaining(person(3)) })])
    desk.slack.people.archive(chat)
    expect(await refusal(desk.gate().check((work) => works.push(work)))).toMatchObject({ problem: 'The channel is archived.' })
    expect(works).toHaveLength(1)
  })

  it('says what it cannot know', async () => {
    desk = await openDesk()
    expect((await words())[1]).toMatch(/cannot be seen without the scopes channels:read/)
  })

  it('says which ids are none', async () => {
    desk = await openDesk({ scopes: full })
    const context: ChannelContext = {
      ...desk.context,
      voters: [personFrom('ann', { slack: '@ann' }), personFrom('bob', { email: 'b@x.test' })],
    }
    const channel = openSlack({ type: 'slack', name: 'team', token: desk.bot.token, chat, api: desk.slack.api }, context)
    const said = await (channel as DecisionChannel).check()
    expect(said.map(({ en }) => en)[1]).toMatch(/people\.ann\.slack: “@ann” is no member id/)
  })
})

describe('what stands in the way is named before anything is posted', () => {
  it.each([
    { lacking: 'chat:write', named: 'chat:write' },
    { lacking: 'reactions:read', named: 'reactions:read' },
    { lacking: 'reactions:write', named: 'reactions:write' },
  ])('no right: $lacking', async ({ lacking, named }) => {
    desk = await openDesk({ scopes: botScopes.filter((scope) => scope !== lacking) })
    expect(await refusal(desk.gate().check())).toEqual({
      code: 'channel-unusable',
      problem: `The token lacks scopes: ${named}.`,
      where: 'channels.team',
    })
  })

  it('no right to read replies, of this kind of channel or of any', async () => {
    desk = await openDesk({ scopes: ['chat:write', 'reactions:read', 'reactions:write'] })
    expect(await refusal(desk.gate().check())).toMatchObject({ problem: 'The token lacks scopes: channels:history / groups:history.' })
    await desk.close()
    desk = await openDesk({ scopes: botScopes.filter((scope) => scope !== 'groups:history'), isPrivate: true })
    expect(await refusal(desk.gate().check())).toMatchObject({ problem: 'The token lacks a scope: groups:history.' })
  })

  it('a token that is not valid', async () => {
    desk = await openDesk()
    desk.bot.state = 'revoked'
    expect(await refusal(desk.gate().check())).toMatchObject({ problem: 'Slack does not accept the token (token_revoked).' })
  })

  it('a channel that is not there, a bot that is not in it, one that is archived', async () => {
    desk = await openDesk({ scopes: full })
    desk.slack.people.leave(desk.bot.botUser, chat)
    expect(await refusal(desk.gate().check())).toMatchObject({ problem: 'The bot is not in the channel.' })
    desk.slack.channel(chat).members.add(desk.bot.botUser)
    desk.slack.people.archive(chat)
    expect(await refusal(desk.gate().check())).toMatchObject({ problem: 'The channel is archived.' })
    await desk.close()
    desk = await openDesk({ isPrivate: true })
    desk.slack.people.leave(desk.bot.botUser, chat)
    expect(await refusal(desk.gate().check())).toMatchObject({ problem: 'Slack has no such channel, or the bot cannot see it.' })
  })

  it('Slack itself', async () => {
    desk = await openDesk()
    desk.slack.outage()
    expect(await refusal(desk.gate().check())).toMatchObject({ code: 'network-failed' })
  })
})
