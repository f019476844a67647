import { DiscordAPIError, RateLimitError, REST } from '@discordjs/rest'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type RESTPostAPIWebhookWithTokenWaitResult, Routes } from 'discord-api-types/v10'
import { type Discord, type DiscordHook, startDiscord } from '../../fakes/discord/discord.ts'
import { png } from '../../support/png.ts'

/** discord.js's client is the independent side: what it understands of the fake is what a client of Discord would. */
let discord: Discord
let hook: DiscordHook
let rest: REST
beforeEach(async () => {
  discord = await startDiscord()
  hook = discord.addHook().hook
  rest = new REST({ api: discord.api, version: '10', retries: 0 })
})
afterEach(() => discord.close())

const wait = new URLSearchParams({ wait: 'true' })
const post = (body: unknown, query?: URLSearchParams) =>
  rest.post(Routes.webhook(hook.id, hook.token), { auth: false, body, ...(query ? { query } : {}) })
const error = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (thrown: DiscordAPIError) => thrown,
  )

describe('a webhook', () => {
  it('answers with the message where it is waited for, and with nothing otherwise', async () => {
    const message = (await post({ content: 'hello', embeds: [{ title: 'x' }] }, wait)) as RESTPostAPIWebhookWithTokenWaitResult // asked for
    expect(message).toMatchObject({ id: discord.messages[0]?.id, webhook_id: hook.id, content: 'hello', embeds: [{ title: 'x' }] })
    await post({ content: 'quiet' })
    expect(discord.messages.map(({ content }) => content)).toEqual(['hello', 'quiet'])
    expect(discord.requests.map(({ status }) => status)).toEqual([200, 204])
  })

  it('tells about itself', async () => {
    expect(await rest.get(Routes.webhook(hook.id, hook.token), { auth: false })).toMatchObject({ id: hook.id, name: 'Releases', type: 1 })
  })

  it.each([
    { name: 'an unknown webhook', id: '1', token: 'x', status: 404, code: 10_015 },
    { name: 'a wrong token', id: undefined, token: 'wrong', status: 401, code: 50_027 },
  ])('refuses $name', async ({ id, token, status, code }) => {
    const refused = await error(rest.post(Routes.webhook(id ?? hook.id, token), { auth: false, body: { content: 'x' } }))
    expect(refused).toBeInstanceOf(DiscordAPIError)
    expect(refused).toMatchObject({ status, code })
  })

  it('in a forum wants to know the post', async () => {
    hook = discord.addHook({ isForum: true }).hook
    expect(await error(post({ content: 'x' }))).toMatchObject({ code: 220_001 })
    await post({ content: 'x' }, new URLSearchParams({ wait: 'true', thread_id: '77' }))
    expect(discord.messages).toMatchObject([{ threadId: '77' }])
  })
})

describe('a message of a webhook', () => {
  const send = async (body: object, files: { name: string; data: Buffer }[] = []) =>
    (await rest.post(Routes.webhook(hook.id, hook.token), {
      auth: false,
      body,
      query: wait,
      files,
    })) as RESTPostAPIWebhookWithTokenWaitResult // asked for

  it('is edited by its id: what is not named stays', async () => {
    const { id } = await send({ content: 'running', embeds: [{ title: 'x' }] })
    const route = Routes.webhookMessage(hook.id, hook.token, id)
    expect(await rest.patch(route, { auth: false, body: { content: 'done' } })).toMatchObject({
      id,
      content: 'done',
      embeds: [{ title: 'x' }],
    })
    expect(discord.messages).toMatchObject([{ content: 'done', edits: 1 }])
    expect(await error(rest.patch(route, { auth: false, body: { content: '', embeds: [] } }))).toMatchObject({ code: 50_006 })
    discord.removeMessage(id)
    expect(await error(rest.patch(route, { auth: false, body: { content: 'x' } }))).toMatchObject({ status: 404, code: 10_008 })
  })

  it('is found only with its own webhook, and in its own thread', async () => {
    const query = new URLSearchParams({ wait: 'true', thread_id: '77' })
    const { id } = (await post({ content: 'x' }, query)) as RESTPostAPIWebhookWithTokenWaitResult // asked for
    const edit = (from: DiscordHook, search?: URLSearchParams) =>
      rest.patch(Routes.webhookMessage(from.id, from.token, id), {
        auth: false,
        body: { content: 'y' },
        ...(search ? { query: search } : {}),
      })
    expect(await error(edit(hook))).toMatchObject({ code: 10_008 })
    expect(await error(edit(discord.addHook().hook, query))).toMatchObject({ code: 10_008 })
    expect(await edit(hook, query)).toMatchObject({ content: 'y' })
  })

  it('has files, with what they show', async () => {
    const data = png(3, 3)
    const attachments = [{ id: 0, description: 'Figures' }]
    expect(await send({ embeds: [{ image: { url: 'attachment://a.png' } }], attachments }, [{ name: 'a.png', data }])).toMatchObject({
      attachments: [{ filename: 'a.png', description: 'Figures', size: data.length }],
    })
    expect(discord.messages).toMatchObject([{ attachments: [{ filename: 'a.png', data }] }])
    const large = [{ name: 'a.png', data: Buffer.alloc(10 * 1024 * 1024 + 1) }]
    expect(await error(send({ content: 'x' }, large))).toMatchObject({ status: 413, code: 40_005 })
    expect(await error(send({ embeds: [{ image: { url: 'a.png' } }] }))).toMatchObject({ code: 50_035 })
  })
})

describe('a message that breaks a rule', () => {
  it.each([
    { name: 'no content', body: {}, code: 50_006, words: '' },
    { name: 'too much content', body: { content: 'x'.repeat(2001) }, code: 50_035, words: 'content[BASE_TYPE_MAX_LENGTH]: Must be 2000' },
    { name: 'a long title', body: { embeds: [{ title: 'x'.repeat(257) }] }, code: 50_035, words: 'embeds[0].title[BASE_TYPE_MAX_LENGTH]' },
    {
      name: 'a long description',
      body: { embeds: [{ description: 'x'.repeat(4097) }] },
      code: 50_035,
      words: 'embeds[0].description[BASE_TYPE_MAX_LENGTH]',
    },
    {
      name: 'a field without a value',
      body: { embeds: [{ fields: [{ name: 'x' }] }] },
      code: 50_035,
      words: 'embeds[0].fields[0].value[BASE_TYPE_REQUIRED]',
    },
    {
      name: 'too much in all embeds',
      body: { embeds: [{ description: 'x'.repeat(4000) }, { description: 'x'.repeat(2001) }] },
      code: 50_035,
      words: 'MAX_EMBED_SIZE_EXCEEDED',
    },
    { name: 'eleven embeds', body: { embeds: Array.from({ length: 11 }, () => ({ title: 'x' })) }, code: 50_035, words: 'embeds' },
    {
      name: 'mentions allowed twice',
      body: { content: 'x', allowed_mentions: { parse: ['users'], users: ['123456789012345678'] } },
      code: 50_035,
      words: 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
    },
    {
      name: 'a name for an id',
      body: { content: 'x', allowed_mentions: { users: ['ann'] } },
      code: 50_035,
      words: 'allowed_mentions.users[0][NUMBER_TYPE_COERCE]',
    },
  ])('$name', async ({ body, code, words }) => {
    const refused = await error(post(body))
    expect(refused).toMatchObject({ status: 400, code })
    expect(refused?.message).toContain(words)
  })
})

describe('mentions', () => {
  it('alert everybody unless they are restricted, and only whom the content mentions', async () => {
    await post({ content: '@everyone <@123456789012345678>' })
    await post({ content: '@everyone <@123456789012345678>', allowed_mentions: { parse: [] } })
    await post({
      content: '<@123456789012345678> <@223456789012345678>',
      allowed_mentions: { parse: [], users: ['223456789012345678', '323456789012345678'] },
    })
    await post({ embeds: [{ description: '@everyone <@123456789012345678>' }] })
    expect(discord.messages.map(({ mentions, mentionsEveryone }) => [mentionsEveryone, mentions])).toEqual([
      [true, ['123456789012345678']],
      [false, []],
      [false, ['223456789012345678']],
      [false, []],
    ])
  })
})

describe('limits', () => {
  it('are told in headers, so that the client waits by itself', async () => {
    const started = Date.now()
    for (let count = 0; count < 6; count++) await post({ content: String(count) })
    expect(Date.now() - started).toBeGreaterThanOrEqual(1900)
    expect(discord.requests.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204, 204])
  })

  it('are enforced with a body that says how long', async () => {
    discord.fail({ retryAfter: 64.57 })
    const impatient = new REST({ api: discord.api, version: '10', retries: 0, rejectOnRateLimit: () => true })
    const refused = await impatient
      .post(Routes.webhook(hook.id, hook.token), { auth: false, body: { content: 'x' } })
      .catch((thrown) => thrown)
    expect(refused).toBeInstanceOf(RateLimitError)
    expect((refused as RateLimitError).retryAfter).toBeGreaterThanOrEqual(64_570)
  })
})
