import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { RESTPostAPIWebhookWithTokenJSONBody } from 'discord-api-types/v10'
import fc from 'fast-check'
import type { ChannelContext, NoticeChannel } from '../../../../src/chat/channel.ts'
import { openDiscord } from '../../../../src/chat/discord/discord.ts'
import { discordMessage } from '../../../../src/chat/discord/render.ts'
import type { Message } from '../../../../src/chat/message.ts'
import { httpWith } from '../../../../src/kit/http.ts'
import type { Log } from '../../../../src/kit/log.ts'
import type { Text } from '../../../../src/kit/text.ts'
import { type Discord, type DiscordHook, startDiscord } from '../../../fakes/discord/discord.ts'
import { messageProblems } from '../../../fakes/discord/form.ts'
import { type TickingClock, tickingClock } from '../../../support/ticking-clock.ts'

let discord: Discord
let hook: DiscordHook
let url: string
let channel: NoticeChannel
let clock: TickingClock
let logged: string[]
let masked: string[]

const logTo = (lines: string[], secrets: string[]): Log => {
  const note = (message: Text | string) => void lines.push(typeof message === 'string' ? message : message.en)
  const loud = { info: note, debug: note, notice: note, warning: note, error: note }
  return {
    ...loud,
    locale: 'en',
    from: (_, output) => note(output),
    group: (_, body) => body(),
    mask: (secret) => void secrets.push(secret),
  }
}

const contextOf = (): ChannelContext => ({
  clock,
  http: httpWith({ env: {} }),
  log: logTo(logged, masked),
  env: {},
  signal: new AbortController().signal,
  random: () => 0.5,
  voters: [],
  github: { client: { get: async () => undefined }, repository: 'acme/shop' } as unknown as ChannelContext['github'], // not for Discord
})

const openAt = (webhook: string, api?: string): NoticeChannel =>
  openDiscord({ type: 'discord', name: 'disc', webhook, ...(api === undefined ? {} : { api }) }, contextOf())

beforeEach(async () => {
  clock = tickingClock(50)
  discord = await startDiscord({ now: clock.now })
  const added = discord.addHook()
  hook = added.hook
  url = added.url
  logged = []
  masked = []
  channel = openAt(url)
})
afterEach(async () => {
  await channel.close()
  await discord.close()
  clock.stop()
})

const card = (changes: Partial<Message> = {}): Message => ({
  headline: 'Release shop v2 to production?',
  tone: 'waiting',
  level: 'production',
  facts: [{ label: 'Commit', value: 'abcdef123456', url: 'https://github.test/acme/shop/commit/abcdef' }],
  sections: [{ title: 'Changes', lines: [{ words: 'Mend the cart — ann', url: 'https://github.test/c/abc1234' }], more: 3 }],
  links: [{ label: 'Decide', url: 'https://github.test/acme/shop/issues/7' }],
  mentions: [],
  footer: 'Request K7QF2M',
  ...changes,
})
const ann = { name: 'ann', ids: { discord: '123456789012345678' } }

describe('a notice in Discord', () => {
  it('is delivered when Discord has kept it, with the link to where the decision is made', async () => {
    expect(await channel.send(card())).toEqual({ state: 'delivered', ref: `{"id":"${discord.messages[0]?.id}"}` })
    const [{ embeds = [] } = {}] = discord.messages
    expect(embeds).toMatchObject([
      {
        title: expect.stringContaining('PRODUCTION'),
        description: expect.stringContaining('[Decide](https://github.test/acme/shop/issues/7)'),
        footer: { text: 'Request K7QF2M' },
      },
    ])
    expect(discord.requests[0]).toMatchObject({
      path: expect.stringContaining('wait=true'),
      agent: expect.stringMatching(/^DiscordBot \(https:/),
    })
  })

  it('alerts whom it mentions, and nobody whom its data names', async () => {
    const words = '@everyone @here <@223456789012345678> <@&5>'
    await channel.send(card({ headline: words, mentions: [ann, { name: words, ids: { discord: '@everyone' } }] }))
    expect(discord.messages).toMatchObject([{ mentions: [ann.ids.discord], mentionsEveryone: false }])
  })

  it('goes to a thread where the address names one', async () => {
    await openAt(`${url}?thread_id=77`).send(card())
    expect(discord.messages).toMatchObject([{ threadId: '77' }])
  })

  it('goes through another base where the configuration names one', async () => {
    const webhook = `https://discord.com/api/webhooks/${hook.id}/${hook.token}`
    expect(await openAt(webhook, new URL(url).origin).send(card())).toMatchObject({ state: 'delivered' })
  })

  it('keeps to five in two seconds, also where more are asked for at once', async () => {
    const sent = await Promise.all(Array.from({ length: 12 }, () => channel.send(card())))
    expect(sent.every(({ state }) => state === 'delivered')).toBe(true)
    expect(discord.requests.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200))
  })

  it.each([{ retryAfter: 7.25 }, { retryAfter: 7.25, global: true }])('waits as long as Discord asks: %j', async (fault) => {
    discord.fail(fault)
    const began = clock.now()
    expect(await channel.send(card())).toMatchObject({ state: 'delivered' })
    expect(clock.now() - began).toBeGreaterThanOrEqual(7250)
  })

  it('that Discord will not take for long is limited', async () => {
    discord.fail({ retryAfter: 900 })
    expect(await channel.send(card())).toMatchObject({ state: 'limited', reason: { en: expect.stringContaining('15 min') } })
  })

  it.each([
    { name: 'unknown webhook', fault: { status: 404, code: 10_015 }, reason: /no such webhook any more \(10015/ },
    { name: 'wrong token', fault: { status: 401, code: 50_027 }, reason: /address of the webhook is not right \(50027/ },
    { name: 'forum', fault: { status: 400, code: 220_001 }, reason: /forum/ },
    { name: 'bad form', fault: { status: 400, code: 50_035 }, reason: /does not understand/ },
    { name: 'a code nobody knows', fault: { status: 403, code: 999_999 }, reason: /refused the message \(999999/ },
    { name: 'Cloudflare', fault: { status: 403, body: '<html>banned</html>' }, reason: /forbids|permit/ },
  ])('that is refused is not sent again: $name', async ({ fault, reason }) => {
    discord.fail(fault)
    expect(await channel.send(card())).toMatchObject({ state: 'rejected', reason: { en: expect.stringMatching(reason) } })
    expect(discord.requests).toHaveLength(1)
  })

  it('that may have arrived is not sent again', async () => {
    discord.fail('reset-after')
    expect(await channel.send(card())).toMatchObject({ state: 'unknown' })
    discord.fail({ status: 500 })
    expect(await channel.send(card())).toMatchObject({ state: 'unknown' })
    discord.fail({ status: 200, body: '<html>sign in</html>' })
    expect(await channel.send(card())).toMatchObject({ state: 'unknown' })
    expect(discord.messages).toHaveLength(1)
  })
})

describe('a dry run', () => {
  it('asks for the webhook, and posts nothing', async () => {
    expect((await channel.check()).map(({ en }) => en)).toEqual(['The webhook is there, and called “Releases”.'])
    expect(discord.messages).toEqual([])
    expect(channel.preview(card({ mentions: [ann] }))).toContain('<@123456789012345678>')
  })

  it('names what is wrong with the address', async () => {
    discord.removeHook(hook)
    await expect(channel.check()).rejects.toMatchObject({ code: 'channel-unusable', where: 'channels.disc.webhook' })
    await expect(openAt(`${url}/slack`).check()).rejects.toMatchObject({ code: 'invalid-configuration' })
    discord.outage()
    await expect(channel.check()).rejects.toMatchObject({ code: 'network-failed' })
    discord.fail({ status: 503 })
  })
})

describe('the address', () => {
  it('is a secret: in no log, answer or error, whatever happens', async () => {
    const said: unknown[] = []
    for (const fault of [{ status: 401, code: 50_027 }, { status: 500 }, 'reset-before', { retryAfter: 1 }] as const) {
      discord.fail(fault)
      said.push(await channel.send(card()))
    }
    discord.outage()
    said.push(await channel.send(card()), String(await channel.check().catch((error: unknown) => error)))
    expect([JSON.stringify(said), ...logged].join('\n')).not.toContain('s3cret_Token')
    expect(masked).toContain(url)
  })
})

describe('what is rendered', () => {
  it('is a body of Discord’s own types', () => {
    const { embeds, allowed_mentions: allowed, ...rest } = discordMessage(card({ mentions: [ann] }), 'zh-CN')
    const body: RESTPostAPIWebhookWithTokenJSONBody = {
      ...rest,
      embeds: [...embeds],
      allowed_mentions: { parse: [...allowed.parse], users: [...allowed.users] },
    }
    expect(messageProblems({ ...body })).toEqual([])
    expect(JSON.stringify(body)).toContain('生产')
  })

  it.each([
    '**bold** _it_ ~~no~~ `code` ```block``` ||spoiler||',
    '[a link](https://evil.test) https://evil.test',
    '<@123456789012345678> <@&1> <#2> <t:1:R> <:emoji:3> </cmd:4> @everyone',
    '# title\n> quote\n- item\n1. item',
    'two\r\nlines\u2028three \u202edesrever',
    '\\*already\\*',
  ])('has no markup of data: %j', (words) => {
    const facts = [{ label: words, value: words, url: 'javascript:alert(1)' }]
    const message = card({ headline: words, facts, sections: [{ title: words, lines: [{ words }] }], links: [], footer: words })
    const { embeds } = discordMessage(message, 'en')
    const [{ title, description = '' }] = embeds
    for (const line of [title, ...description.split('\n')]) {
      const own = line
        .replace(/^- /, '')
        .replace(/^\*\*(.*?[^\\])\*\*$/, '$1')
        .replace(/^\*\*(.*?)\\?:\*\* /, '$1')
      expect(own.replace(/\\[^A-Za-z0-9\s]/g, '')).not.toMatch(/[*_~`|>#<@[\]()]/)
    }
  })

  it.each(['```\n@everyone <@223456789012345678>', '``````', '`````x', '</pre>', '**bold** [x](https://evil.test)', '\ud800'])(
    'keeps what a program printed inside its block: %j',
    (words) => {
      const section = { title: 'Why', isCode: true, lines: [{ words, url: 'https://github.test/x' }, { words: '    at line 2' }], more: 2 }
      const { embeds, content } = discordMessage(card({ sections: [section], facts: [], links: [] }), 'en')
      const [, inside, after] = /^\*\*Why\*\*\n```\n([\s\S]*)\n```\n([\s\S]*)$/.exec(embeds[0].description ?? '') ?? []
      expect(inside).not.toContain('```')
      expect(inside?.replaceAll('\u200b', '')).toBe(`${words.toWellFormed().replaceAll('\n', ' ')}\n    at line 2`)
      expect([after, content]).toEqual(['… and 2 more', undefined])
    },
  )

  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 5000 }),
    fc.constantFrom('*'.repeat(9000), '`'.repeat(9000), '同意'.repeat(4000)),
  )
  const lines = fc.array(fc.record({ words, url: fc.webUrl() }), { maxLength: 60 })
  const anything: fc.Arbitrary<Message> = fc.record({
    headline: words,
    tone: fc.constantFrom('waiting', 'good', 'bad', 'neutral', 'warning'),
    level: fc.constantFrom('production', 'test'),
    facts: fc.array(fc.record({ label: words, value: words, url: words }), { maxLength: 60 }),
    sections: fc.array(fc.record({ title: words, lines, more: fc.nat(99), isCode: fc.boolean() }), { maxLength: 30 }),
    links: fc.array(fc.record({ label: words, url: fc.webUrl() }), { maxLength: 60 }),
    mentions: fc.array(fc.record({ name: words, ids: fc.record({ discord: fc.constantFrom('123456789012345678', 'x') }) }), {
      maxLength: 150,
    }),
    footer: words,
  })

  it('is taken by Discord whatever is said', () => {
    fc.assert(
      fc.property(anything, (message) => {
        const body = discordMessage(message, 'en')
        expect(messageProblems({ ...body })).toEqual([])
        expect(body.embeds[0].title).not.toBe('')
      }),
      { numRuns: 40 },
    )
  })
})
