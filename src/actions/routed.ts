import { text } from '../kit/text.ts'
import { routeOf, type Way } from '../notify/event-routes.ts'
import type { Level } from '../notify/log-level.ts'
import { allChannels } from './notice-places.ts'
import type { NotifyOrder } from './read-notify.ts'

/** Where something of a level goes: as the step says, else as the routes say; without either, to every channel. */
export function routed({ inputs, config }: NotifyOrder, level: Level): { readonly channels: readonly string[] } & Omit<Way, 'to'> {
  if (inputs.channels.length > 0) return { channels: inputs.channels, mention: [], fallback: [] }
  if (config.routes.length === 0) return { channels: allChannels(config), mention: [], fallback: [] }
  const { to, mention, fallback } = routeOf(level, config.routes)
  return { channels: to, mention, fallback }
}

export const nobody = {
  code: 'nobody-to-tell',
  words: text('No channel is to hear of this: it stands on the page of the run alone.', '没有需要通知的渠道：仅写入运行页面。'),
} as const
