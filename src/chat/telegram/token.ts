import { InputError } from '../../kit/errors.ts'
import { text } from '../../kit/text.ts'
import type { TelegramSettings } from './desk.ts'

/** What must not be seen of a token: the whole, and the part that is no id. */
export const secretsOf = (token: string): readonly string[] => [token, token.replace(/^\d+:/, '')]

/** A secret is easily pasted with a line break; what else cannot be part of a token is a mistake. */
export function usableToken({ token, name }: Pick<TelegramSettings, 'token' | 'name'>): string {
  const trimmed = token.trim()
  if (/^\d+:[\w-]+$/.test(trimmed)) return trimmed
  throw new InputError({
    code: 'channel-unusable',
    problem: text('The token is not one of a Telegram bot.', '该 token 不是 Telegram 机器人的 token。'),
    where: `channels.${name}.token`,
    remedy: text(
      'It looks like 123456789:AA… and comes from @BotFather (/mybots → API Token).',
      '它形如 123456789:AA…，可从 @BotFather（/mybots → API Token）获取。',
    ),
  })
}
