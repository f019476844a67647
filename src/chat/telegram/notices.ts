import { text } from '../../kit/text.ts'
import type { ChannelContext, Edited, NoticeChannel } from '../channel.ts'
import type { TelegramSettings } from './desk.ts'
import { noticeDesk } from './notice-desk.ts'
import { noticePlace } from './notice-place.ts'
import { edit, post } from './notice-posts.ts'
import { plain } from './render.ts'
import { secretsOf, usableToken } from './token.ts'

/** A chat of Telegram that only shows messages, which can be edited and have pictures. Telegram would show a repeated message twice. */
export function telegramNotices(given: TelegramSettings, context: ChannelContext): NoticeChannel {
  const settings = { ...given, token: usableToken(given) }
  for (const secret of secretsOf(settings.token)) context.log.mask(secret)
  const desk = noticeDesk(settings, context)
  return {
    kind: 'notifies',
    name: settings.name,
    platform: 'telegram',
    check: async () => (await import('./check-notices.ts')).checkNotices(settings, context),
    preview: (message) => plain(message, { locale: context.log.locale }),
    send: (message) => post(desk, message),
    edit: async (ref, message) => {
      const place = noticePlace(ref)
      return place ? edit(desk, place, message) : unreadable
    },
    close: async () => context.http.close(),
  }
}

const unreadable: Edited = {
  state: 'gone',
  reason: text('What was kept about the message in Telegram cannot be read.', '无法读取所保存的 Telegram 消息信息。'),
}
