import type { Route } from '../config/notify.ts'
import type { LogEvent } from './log-event.ts'
import { type Level, levels } from './log-level.ts'

/** What a channel is told: all of its events in one message. */
export interface RoutedEvents {
  readonly channel: string
  /** Most severe first; of one level in their order. */
  readonly events: readonly LogEvent[]
  /** People, groups and keywords of the configuration, of the routes that led here. */
  readonly mention: readonly string[]
  /** Channels that stand in when this one refuses, in their order. */
  readonly fallback: readonly string[]
}

/** Where something goes, and whom it alerts there. */
export type Way = Omit<Route, 'level'>

/** Where something of a level goes. Several routes of one level add up, so that a second line in the configuration never goes unheard. */
export const routeOf = (level: Level, routes: readonly Route[]): Way =>
  joined(routes.filter((route) => route.level === level && route.to.length > 0))

/** Who is told of which events, by their levels. */
export function routeEvents(events: readonly LogEvent[], routes: readonly Route[]): readonly RoutedEvents[] {
  const sorted = bySeverity(events)
  const channels = unique(levels.flatMap((level) => routeOf(level, routes).to))
  const told = channels.map((channel): RoutedEvents => {
    const leading = routes.filter(({ to }) => to.includes(channel))
    const heard = sorted.filter(({ level }) => leading.some((route) => route.level === level))
    const { mention, fallback } = joined(leading.filter((route) => heard.some(({ level }) => level === route.level)))
    return { channel, events: heard, mention, fallback }
  })
  return told.filter((one) => one.events.length > 0)
}

const joined = (routes: readonly Route[]): Way => ({
  to: unique(routes.flatMap(({ to }) => to)),
  mention: unique(routes.flatMap(({ mention }) => mention)),
  fallback: unique(routes.flatMap(({ fallback }) => fallback)),
})

export const bySeverity = (events: readonly LogEvent[]): readonly LogEvent[] =>
  levels.flatMap((level) => events.filter((event) => event.level === level))

const unique = <T>(all: readonly T[]): T[] => [...new Set(all)]
