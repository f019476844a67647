import { afterEach, describe, expect, it } from '@jest/globals'
import { Bot, GrammyError, HttpError, InlineKeyboard, InputFile } from 'grammy'
import { type FakeTelegram, type FakeUser, startTelegram } from '../../fakes/telegram/telegram.ts'
import { png } from '../../support/png.ts'
import { scaledClock } from '../../support/scaled-clock.ts'

const alice: FakeUser = { id: 11, first_name: 'Alice' }
const group = -100
const clock = scaledClock(20)

let telegram: FakeTelegram
afterEach(() => telegram.close())

/** grammY, which nobody here wrote, as the client (facts/chat.md 8). */
async function bot(): Promise<Bot> {
  telegram = await startTelegram({ clock })
  telegram.addChat({ id: group, type: 'group', members: [alice] })
  return new Bot(telegram.token, { client: { apiRoot: telegram.url } })
}

describe('grammY', () => {
  it('sends, edits, deletes and asks', async () => {
    const { api } = await bot()
    const keyboard = new InlineKeyboard().text('Approve', 'a').url('Run', 'https://example.test/run')
    const sent = await api.sendMessage(group, 'Deploy <b>shop</b>?', { parse_mode: 'HTML', reply_markup: keyboard })
    expect(sent).toMatchObject({
      text: 'Deploy shop?',
      entities: [{ type: 'bold', offset: 7, length: 4 }],
      chat: { id: group, type: 'group' },
    })
    await api.editMessageText(group, sent.message_id, 'Done')
    expect(telegram.message(group, sent.message_id)).toMatchObject({ text: 'Done', entities: [], markup: undefined })
    await api.deleteMessage(group, sent.message_id)
    expect(telegram.message(group, sent.message_id).deleted).toBe(true)
    expect(await api.getChatMember(group, alice.id)).toMatchObject({ status: 'member', user: alice })
    expect(await api.getMe()).toMatchObject({ username: 'gatekeeper_bot', is_bot: true })
    expect(await api.getWebhookInfo()).toMatchObject({ url: '' })
  })

  it('sends pictures with words, and edits these alone', async () => {
    const { api } = await bot()
    const sent = await api.sendPhoto(group, new InputFile(png(30, 20), 'a.png'), { caption: '<b>Figures</b>', parse_mode: 'HTML' })
    expect(sent).toMatchObject({ caption: 'Figures', caption_entities: [{ type: 'bold' }], photo: [{ width: 30, height: 20 }] })
    await api.editMessageCaption(group, sent.message_id, { caption: 'New figures' })
    expect(telegram.message(group, sent.message_id)).toMatchObject({ text: 'New figures', photo: { data: png(30, 20) } })
    const refusal = (work: Promise<unknown>) => work.then(undefined, ({ description }: GrammyError) => description)
    const file = new InputFile(png(1, 1), 'a.png')
    expect(
      await Promise.all([
        refusal(api.editMessageText(group, sent.message_id, 'x')),
        refusal(api.sendPhoto(group, file, { caption: 'x'.repeat(1025) })),
        refusal(api.sendPhoto(group, new InputFile(png(9999, 2), 'a.png'))),
        refusal(api.sendPhoto(group, new InputFile(Buffer.from('GIF89a'), 'a.gif'))),
      ]),
    ).toEqual([
      'Bad Request: there is no text in the message to edit',
      'Bad Request: message caption is too long',
      'Bad Request: PHOTO_INVALID_DIMENSIONS',
      'Bad Request: IMAGE_PROCESS_FAILED',
    ])
  })

  it('gets the errors as its own classes: no of the API, limits, broken connections', async () => {
    const { api } = await bot()
    const refused = await api.sendMessage(-7, 'x').catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(GrammyError)
    expect(refused).toMatchObject({ error_code: 400, description: 'Bad Request: chat not found' })
    telegram.fail({ fault: { limit: 7 } })
    expect(await api.sendMessage(group, 'x').catch((error: unknown) => error)).toMatchObject({
      error_code: 429,
      parameters: { retry_after: 7 },
    })
    telegram.fail({ fault: { reset: 'before' } })
    expect(await api.sendMessage(group, 'x').catch((error: unknown) => error)).toBeInstanceOf(HttpError)
  })

  it('reads clicks and commands by long polling and answers them', async () => {
    const reader = await bot()
    reader.on('callback_query:data', (context) => context.answerCallbackQuery({ text: `You chose ${context.callbackQuery.data}` }))
    reader.command('status', (context) => context.reply(`Waiting, ${context.match}`, { reply_parameters: { message_id: context.msgId } }))
    const running = reader.start()
    const { message_id: id } = await reader.api.sendMessage(group, 'Deploy?', { reply_markup: new InlineKeyboard().text('Yes', 'yes') })
    expect(await telegram.people.press(alice, group, id, 'Yes')).toEqual({ text: 'You chose yes', isAlert: false })
    const asked = telegram.people.say(alice, group, '/status@gatekeeper_bot K7')
    const answered = () => [...telegram.chat(group).messages.values()].find(({ replyTo }) => replyTo === asked)
    while (!answered()) await clock.sleep(100)
    expect(answered()?.text).toBe('Waiting, K7')
    await reader.stop()
    await running
    expect(telegram.pending).toBe(0)
  })

  it('is ended by a newer poll with 409', async () => {
    const reader = await bot()
    const ended = reader.start().catch((error: unknown) => error)
    while (!telegram.calls.some(({ method }) => method === 'getUpdates')) await clock.sleep(100)
    await clock.sleep(500)
    const newer = new Bot(telegram.token, { client: { apiRoot: telegram.url } })
    const waiting = newer.api.getUpdates({ timeout: 2 })
    expect(await ended).toMatchObject({ error_code: 409, method: 'getUpdates' })
    expect(await waiting).toEqual([])
  })
})
