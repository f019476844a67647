import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Delivery, NoticeChannel } from '../../../../src/chat/channel.ts'
import { openDiscord } from '../../../../src/chat/discord/discord.ts'
import type { Message } from '../../../../src/chat/message.ts'
import { type Discord, type DiscordHook, startDiscord } from '../../../fakes/discord/discord.ts'
import { picture, png } from '../../../support/png.ts'
import { type VirtualClock, virtualClock } from '../../../support/virtual-clock.ts'
import { exampleMessage, type NoticeContext, noticeContext, wordsOf } from '../notice-context.ts'

let clock: VirtualClock
let discord: Discord
let hook: DiscordHook
let url: string
let context: NoticeContext
let channel: NoticeChannel

const open = (webhook = url, world = context) => openDiscord({ type: 'discord', name: 'disc', webhook }, world)

beforeEach(async () => {
  clock = virtualClock()
  discord = await startDiscord({ now: clock.now })
  const added = discord.addHook()
  hook = added.hook
  url = added.url
  context = noticeContext({ clock })
  channel = open()
})
afterEach(async () => {
  await channel.close()
  await discord.close()
})

const ann = { name: 'ann', ids: { discord: '123456789012345678' } }
const { decision: _, ...rest } = exampleMessage
const notice = (changes: Partial<Message> = {}): Message => ({ ...rest, headline: 'shop v2: the build failed', tone: 'bad', ...changes })
const refOf = (delivery: Delivery): string => (delivery.state === 'delivered' ? (delivery.ref ?? '') : '')
const embedOf = (index = 0) => discord.messages[index]?.embeds[0] as { title: string; image?: { url: string } } // one was sent

describe('a notice that Discord refuses', () => {
  it.each([
    { code: 10_003, status: 404, en: /channel of the webhook is gone/, remedy: /anew/ },
    { code: 10_004, status: 404, en: /server of the webhook is gone/, remedy: /anew/ },
    { code: 10_015, status: 404, en: /no such webhook any more \(10015/, remedy: /anew/ },
    { code: 50_027, status: 401, en: /address of the webhook is not right/, remedy: /Check the token/ },
    { code: 50_035, status: 400, en: /does not understand the message/, remedy: /report/ },
    { code: 50_006, status: 400, en: /empty/, remedy: /report/ },
    { code: 40_005, status: 413, en: /too long/, remedy: /shorter/ },
    { code: 50_013, status: 403, en: /does not permit/, remedy: /administers/ },
    { code: 200_000, status: 400, en: /AutoMod/, remedy: /administers/ },
    { code: 240_000, status: 400, en: /filter of links/, remedy: /administers/ },
    { code: 50_083, status: 400, en: /archived/, remedy: /Open the thread again/ },
    { code: 160_005, status: 400, en: /locked/, remedy: /administers/ },
    { code: 220_001, status: 400, en: /forum/, remedy: /thread_id/ },
    { code: 40_333, status: 403, en: /Cloudflare/, remedy: /settings/ },
    { code: 999_999, status: 400, en: /refused the message \(999999/, remedy: /Look up/ },
  ])('$code: says why and what to do, and is not sent again', async ({ code, status, en, remedy }) => {
    discord.fail({ status, code })
    const delivery = await channel.send(notice())
    expect(delivery).toMatchObject({
      state: 'rejected',
      reason: { en: expect.stringMatching(en) },
      remedy: { en: expect.stringMatching(remedy) },
    })
    expect(wordsOf(delivery)).toMatch(/\p{Script=Han}/u)
    expect(discord.requests).toHaveLength(1)
  })

  it('for a moment is tried again, and is limited where no hint says how long', async () => {
    discord.fail({ status: 503, code: 130_000 }, 2)
    expect(await channel.send(notice())).toMatchObject({ state: 'delivered' })
    discord.fail({ status: 429, body: '<html>1015</html>' }, 9)
    expect(await channel.send(notice())).toMatchObject({ state: 'limited' })
    expect(discord.requests).toHaveLength(8)
    expect(discord.messages).toHaveLength(1)
  })
})

describe('an edit', () => {
  it('puts the new message in the place of the old one, also from another process, and takes away what it has not', async () => {
    const ref = refOf(await channel.send(notice({ mentions: [ann] })))
    const other = open(url, noticeContext({ clock }))
    expect(await other.edit?.(ref, notice({ headline: 'shop v2 is fixed' }))).toEqual({ state: 'delivered', ref })
    expect(discord.messages).toMatchObject([{ edits: 1, content: '', mentions: [ann.ids.discord] }])
    expect(embedOf().title).toContain('fixed')
    expect(ref).not.toContain(hook.token)
  })

  it('finds its message in the thread that the address names', async () => {
    const threaded = open(`${url}?thread_id=77`)
    const ref = refOf(await threaded.send(notice()))
    expect(await threaded.edit?.(ref, notice({ headline: 'new' }))).toMatchObject({ state: 'delivered' })
    expect(discord.messages).toMatchObject([{ threadId: '77', edits: 1 }])
  })

  it.each([
    { name: 'deleted', fault: { status: 404, code: 10_008 } },
    { name: 'of another author', fault: { status: 403, code: 50_005 } },
    { name: 'too old', fault: { status: 429, code: 30_046 } },
  ])('of a message that is $name finds it gone', async ({ fault }) => {
    const ref = refOf(await channel.send(notice()))
    discord.fail(fault)
    expect(await channel.edit?.(ref, notice())).toMatchObject({ state: 'gone', reason: { en: expect.any(String) } })
    discord.removeMessage(discord.messages[0]?.id ?? '')
    expect(await channel.edit?.(ref, notice())).toMatchObject({ state: 'gone' })
  })

  it('by a webhook that is gone is rejected: to post anew would not help', async () => {
    const ref = refOf(await channel.send(notice()))
    discord.removeHook(hook)
    expect(await channel.edit?.(ref, notice())).toMatchObject({ state: 'rejected', reason: { en: expect.stringContaining('webhook') } })
  })

  it.each(['', 'null', '{}', '{"id":5}', '{"id":"../../@me"}'])('of what is no place finds it gone: %j', async (ref) => {
    expect(await channel.edit?.(ref, notice())).toMatchObject({ state: 'gone' })
    expect(discord.requests).toEqual([])
  })

  it('whose answer was lost is made again: twice the same is the same', async () => {
    const ref = refOf(await channel.send(notice()))
    discord.fail('reset-after', 2)
    expect(await channel.edit?.(ref, notice({ headline: 'new' }))).toMatchObject({ state: 'delivered' })
    discord.fail({ status: 502 }, 9)
    expect(await channel.edit?.(ref, notice({ headline: 'newer' }))).toMatchObject({ state: 'unknown' })
    expect(discord.messages).toHaveLength(1)
  })
})

describe('a picture', () => {
  it('is part of the message, below its words, and stays there in an edit', async () => {
    const ref = refOf(await channel.send(notice({ picture: picture() })))
    expect(discord.messages).toMatchObject([
      { attachments: [{ filename: 'picture.png', data: png(64, 32), description: 'Duration of the last 20 runs' }] },
    ])
    expect(embedOf().image).toEqual({ url: 'attachment://picture.png' })
    expect(await channel.edit?.(ref, notice({ headline: 'new' }))).toEqual({ state: 'delivered', ref })
    expect(embedOf()).toMatchObject({ title: expect.stringContaining('new'), image: { url: 'attachment://picture.png' } })
  })

  it('that is too large leaves the words delivered, and says so', async () => {
    expect(await channel.send(notice({ picture: picture(Buffer.alloc(10 * 1024 * 1024 + 1)) }))).toMatchObject({
      state: 'delivered',
      ref: expect.any(String),
      note: { en: expect.stringContaining('40005'), 'zh-CN': expect.stringContaining('未附图片') },
    })
    expect(discord.messages).toMatchObject([{ attachments: [] }])
  })

  it('that may have arrived is not sent again', async () => {
    discord.fail('reset-after')
    expect(await channel.send(notice({ picture: picture() }))).toMatchObject({ state: 'unknown' })
    expect(discord.messages).toHaveLength(1)
  })

  it('is not blamed for what is wrong with the webhook', async () => {
    discord.removeHook(hook)
    expect(await channel.send(notice({ picture: picture() }))).toMatchObject({ state: 'rejected' })
    expect(discord.requests).toHaveLength(1)
  })
})
