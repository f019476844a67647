import type { Text } from '../../kit/text.ts'
import type { ChannelContext } from '../channel.ts'
import { botApi } from './bot-api.ts'
import { checkToShow } from './check.ts'
import { deskOf, type TelegramSettings } from './desk.ts'
import { patientApi } from './patient-api.ts'

/** All that can be found out about a place for notices without posting. A webhook of the bot, or somebody who reads its updates, is nothing to them. */
export function checkNotices(settings: TelegramSettings, context: ChannelContext): Promise<readonly Text[]> {
  const api = botApi(settings, context)
  return checkToShow(deskOf(settings, context, api, patientApi(api, context), context.signal))
}
