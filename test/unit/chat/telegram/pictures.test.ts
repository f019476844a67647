import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Delivery, NoticeChannel } from '../../../../src/chat/channel.ts'
import type { Message } from '../../../../src/chat/message.ts'
import { telegramNotices } from '../../../../src/chat/telegram/notices.ts'
import { badRequest } from '../../../fakes/telegram/refusal.ts'
import { type FakeMessage, type FakeTelegram, Refusal, startTelegram } from '../../../fakes/telegram/telegram.ts'
import { picture, png } from '../../../support/png.ts'
import { type VirtualClock, virtualClock } from '../../../support/virtual-clock.ts'
import { exampleMessage, noticeContext } from '../notice-context.ts'

const group = -1001234567890

let clock: VirtualClock
let telegram: FakeTelegram
let channel: NoticeChannel
beforeEach(async () => {
  clock = virtualClock()
  telegram = await startTelegram({ clock })
  telegram.addChat({ id: group, type: 'supergroup', topics: [42] })
  const settings = { name: 'ops', token: telegram.token, chat: String(group), topic: '42', api: telegram.url }
  channel = telegramNotices(settings, noticeContext({ clock }))
})
afterEach(async () => {
  await channel.close()
  await telegram.close()
})

const { decision: _, ...rest } = exampleMessage
const short = (changes: Partial<Message> = {}): Message => ({ ...rest, picture: picture(), ...changes })
const lines = Array.from({ length: 60 }, (_, index) => ({ words: `commit ${index} ${'x'.repeat(40)}` }))
const long = (changes: Partial<Message> = {}): Message => short({ sections: [{ title: 'Changes', lines }], ...changes })
const messages = (): FakeMessage[] => [...telegram.chat(group).messages.values()]
const refOf = (delivery: Delivery): string => (delivery.state === 'delivered' ? (delivery.ref ?? '') : '')

describe('a notice with a picture', () => {
  it('is one message where the words have room below it', async () => {
    expect(await channel.send(short())).toMatchObject({ state: 'delivered', url: expect.stringContaining('/42/1') })
    expect(messages()).toMatchObject([
      { photo: { width: 64, height: 32, data: png(64, 32) }, text: expect.stringContaining('Release shop v1.4.2'), topic: 42 },
    ])
    expect(telegram.calls).toMatchObject([{ method: 'sendPhoto', parameters: { show_caption_above_media: 'true' } }])
  })

  it('otherwise follows the words, and alerts nobody again', async () => {
    const delivery = await channel.send(long())
    expect(delivery).toMatchObject({ state: 'delivered', ref: expect.stringContaining('"message":1') })
    expect(messages()).toMatchObject([
      { text: expect.stringContaining('commit 59') },
      { photo: { width: 64 }, replyTo: 1, topic: 42, text: 'Duration of the last 20 runs' },
    ])
    expect(telegram.calls[1]?.parameters).toMatchObject({ disable_notification: 'true' })
  })

  it('is parsed as other messages are, and without markup where Telegram cannot', async () => {
    telegram.fail({ fault: { refuse: badRequest("can't parse entities: x") } })
    expect(await channel.send(short())).toMatchObject({ state: 'delivered', note: { en: expect.stringContaining('markup') } })
    expect(messages()).toMatchObject([{ photo: { width: 64 }, entities: [] }])
  })

  it.each([
    { name: 'too many pixels', data: png(9990, 11), why: /does not take the picture \(400: Bad Request: PHOTO_INVALID_DIMENSIONS/ },
    { name: 'no picture', data: Buffer.from('GIF89a of old times'), why: /IMAGE_PROCESS_FAILED/ },
    { name: 'nothing', data: Buffer.alloc(0), why: /file must be non-empty/ },
    { name: 'too large', data: Buffer.alloc(10_485_761), why: /larger than Telegram takes \(400: Bad Request: file of size 10485761/ },
  ])('whose picture is refused arrives without it, and says so: $name', async ({ data, why }) => {
    for (const message of [short({ picture: picture(data) }), long({ picture: picture(data) })]) {
      expect(await channel.send(message)).toMatchObject({
        state: 'delivered',
        ref: expect.any(String),
        note: { en: expect.stringMatching(why), 'zh-CN': expect.stringContaining('未附图片') },
      })
    }
    expect(messages().map(({ photo }) => photo)).toEqual([undefined, undefined])
  })

  it('in a chat without pictures says what to permit', async () => {
    telegram.addChat({ id: group, type: 'supergroup', topics: [42], canSendPhotos: false })
    expect(await channel.send(short())).toMatchObject({ note: { en: expect.stringContaining('may not send pictures in this chat') } })
  })

  it('that may have arrived is not sent again, with or without picture', async () => {
    telegram.fail({ fault: { reset: 'after' } })
    expect(await channel.send(short())).toMatchObject({ state: 'unknown' })
    expect(messages()).toHaveLength(1)
  })

  it('that is refused for another reason is tried once', async () => {
    telegram.fail({ fault: { refuse: new Refusal(401, 'Unauthorized') } })
    expect(await channel.send(short())).toMatchObject({ state: 'rejected', reason: { en: expect.stringContaining('token') } })
    expect(telegram.calls).toHaveLength(1)
  })

  it('whose words arrived is delivered, whatever becomes of the picture', async () => {
    telegram.fail({ method: 'sendPhoto', fault: { reset: 'after' } })
    expect(await channel.send(long())).toMatchObject({ state: 'delivered', note: { en: expect.stringContaining('Without its picture') } })
  })

  it('is edited where its words are, however long they become', async () => {
    const one = refOf(await channel.send(short()))
    const two = refOf(await channel.send(long()))
    expect(await channel.edit?.(one, long({ headline: 'new' }))).toMatchObject({ state: 'delivered', ref: one })
    expect(await channel.edit?.(two, short({ headline: 'new' }))).toMatchObject({ state: 'delivered', ref: two })
    const [first, second] = messages()
    expect([first?.edits, second?.edits]).toEqual([1, 1])
    expect(first?.text.length).toBeLessThanOrEqual(1024)
    expect(first?.photo).toBeDefined()
    expect(first?.text).toContain('new')
  })
})
