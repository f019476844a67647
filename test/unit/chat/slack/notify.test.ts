import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { NoticeChannel } from '../../../../src/chat/channel.ts'
import { openSlack } from '../../../../src/chat/slack/slack.ts'
import { picture } from '../../../support/png.ts'
import { card, chat, type Desk, finalCard, openDesk } from './desk.ts'

let desk: Desk
let url: string
let hook: ReturnType<Desk['slack']['addHook']>['hook']
let channel: NoticeChannel
beforeEach(async () => {
  desk = await openDesk({ limits: true })
  const added = desk.slack.addHook(chat)
  url = added.url
  hook = added.hook
  channel = desk.open({ webhook: url }) as NoticeChannel // the webhook form only shows
})
afterEach(() => desk.close())

const messages = () => desk.slack.channel(chat).messages
const posts = () => desk.slack.requests.filter(({ method }) => method.startsWith('/services/'))

describe('a notice by incoming webhook', () => {
  it('shows the message with its links, and nothing to tap', async () => {
    expect(await channel.send(card())).toEqual({ state: 'delivered' })
    const [message] = messages()
    expect(JSON.stringify(message?.blocks)).toContain('https://github.test/acme/shop/actions/runs/7')
    expect(JSON.stringify(message?.blocks)).not.toContain('Tap')
    expect(message?.text).toContain('Release shop v2 to production?')
    expect([channel.kind, channel.platform]).toEqual(['notifies', 'slack'])
  })

  it('comes without its picture, and says what would show it', async () => {
    expect(await channel.send(card({ picture: picture() }))).toMatchObject({
      state: 'delivered',
      note: { en: expect.stringContaining('files:write'), 'zh-CN': expect.stringContaining('未附图片') },
    })
  })

  it('mentions people by their ids', async () => {
    await channel.send(finalCard({ mentions: [{ name: 'ann', ids: { slack: 'U01' } }] }))
    expect(JSON.stringify(messages()[0]?.blocks)).toContain('<@U01>')
  })

  it('keeps to one message a second, also where more are asked for at once', async () => {
    const sent = await Promise.all(Array.from({ length: 8 }, () => channel.send(card())))
    expect(sent.every(({ state }) => state === 'delivered')).toBe(true)
    expect(messages()).toHaveLength(8)
    expect(posts().filter(({ status }) => status === 429)).toEqual([])
  })

  it('waits as long as Slack asks', async () => {
    desk.slack.fail({ retryAfter: 5 }, 'webhook')
    const began = desk.clock.now()
    expect(await channel.send(card())).toEqual({ state: 'delivered' })
    expect(desk.clock.now() - began).toBeGreaterThanOrEqual(5000)
  })

  it.each([
    { word: 'invalid_token', reason: /address of the webhook is not right \(invalid_token\)/ },
    { word: 'action_prohibited', reason: /does not permit/ },
    { word: 'channel_is_archived', reason: /archived/ },
    { word: 'no_service', reason: /no such webhook any more/ },
    { word: 'invalid_blocks', reason: /does not understand/ },
  ])('that is refused is not sent again: $word', async ({ word, reason }) => {
    desk.slack.fail({ error: word }, 'webhook')
    const fate = await channel.send(card())
    expect(fate).toMatchObject({ state: 'rejected', reason: { en: expect.stringMatching(reason) }, remedy: { en: expect.any(String) } })
    expect(posts()).toHaveLength(1)
  })

  it('that may have arrived is not sent again', async () => {
    desk.slack.fail('reset-after', 'webhook')
    expect(await channel.send(card())).toMatchObject({ state: 'unknown' })
    expect(messages()).toHaveLength(1)
    desk.slack.fail({ error: 'rollup_error' }, 'webhook')
    expect(await channel.send(card())).toMatchObject({ state: 'unknown' })
  })

  it('answered by something else is not taken for delivered', async () => {
    desk.slack.fail({ status: 200, body: '<html>sign in</html>' }, 'webhook')
    expect(await channel.send(card())).toMatchObject({ state: 'unknown' })
  })

  it('that is revoked says so', async () => {
    hook.state = 'revoked'
    expect(await channel.send(card())).toMatchObject({ state: 'rejected', reason: { 'zh-CN': expect.stringMatching(/webhook 已不存在/) } })
  })
})

describe('a dry run', () => {
  it('reaches Slack, and posts nothing', async () => {
    expect(await channel.check()).toEqual([])
    expect(messages()).toEqual([])
    expect(channel.preview(card())).toContain('Run (https://github.test/acme/shop/actions/runs/7)')
  })

  it('knows the address of a webhook when it sees one', async () => {
    const wrong = desk.open({ webhook: 'https://hooks.slack.com/workflows/T1/B1' }) as NoticeChannel
    await expect(wrong.check()).rejects.toMatchObject({ code: 'invalid-configuration', where: 'channels.team.webhook' })
  })
})

describe('the address', () => {
  it('is a secret: in no log, answer or error, whatever happens', async () => {
    const said: unknown[] = []
    for (const fault of [{ error: 'invalid_token' }, { status: 500 }, 'reset-before', { retryAfter: 1 }] as const) {
      desk.slack.fail(fault, 'webhook')
      said.push(await channel.send(card()))
    }
    desk.slack.outage()
    said.push(await channel.send(card()), String(await channel.check().catch((error: unknown) => error)))
    const words = [JSON.stringify(said), ...desk.logged].join('\n')
    expect(words).not.toContain(hook.path)
    expect(words).not.toContain('s3cretOfTheHook')
    expect(desk.masked).toContain(url)
  })

  it('is looked for at another base where the configuration names one', async () => {
    const webhook = `https://hooks.slack.com${hook.path}`
    const api = new URL(url).origin
    const other = openSlack({ type: 'slack', name: 'team', webhook, api }, desk.context) as NoticeChannel // the webhook form only shows
    expect(await other.send(card())).toEqual({ state: 'delivered' })
  })
})
