import type { LogEvent } from './log-event.ts'
import type { Level } from './log-level.ts'

/** Repeated events as one, with how often and when first and last, in order of first appearance. Folded ones can be folded again. */
export function foldEvents(events: readonly LogEvent[]): readonly LogEvent[] {
  const fold = newFold(Number.POSITIVE_INFINITY)
  for (const event of events) fold.add(event)
  return fold.events()
}

/** Events that are folded as they come, in bounded memory. */
export interface Fold {
  add(event: LogEvent): void
  events(): readonly LogEvent[]
  /** How many events there were of kinds that found no more room. */
  readonly beyond: Readonly<Record<Level, number>>
}

/** `mostKinds` of each level: a flood of other events leaves room for the errors. */
export function newFold(mostKinds: number): Fold {
  const kinds = { error: new Map<string, LogEvent>(), warning: new Map<string, LogEvent>(), info: new Map<string, LogEvent>() }
  const beyond = { error: 0, warning: 0, info: 0 }
  return {
    add: (event) => {
      const kept = kinds[event.level]
      const key = kindOf(event)
      const first = kept.get(key)
      if (first) kept.set(key, merged(first, event))
      else if (kept.size < mostKinds) kept.set(key, event)
      else beyond[event.level] += event.count
    },
    events: () => [...kinds.error.values(), ...kinds.warning.values(), ...kinds.info.values()].sort((a, b) => a.line - b.line),
    beyond,
  }
}

function merged(first: LogEvent, next: LogEvent): LogEvent {
  const lastTime = next.lastTime ?? next.time ?? first.lastTime ?? first.time
  const details = first.details.length > 0 ? first.details : next.details
  return { ...first, details, count: first.count + next.count, ...(lastTime === undefined ? {} : { lastTime }) }
}

/** What differs from one occurrence to the next: ids, addresses, numbers, times. */
const varying = new RegExp(
  [
    `[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`,
    String.raw`\b0x[0-9a-f]+`,
    String.raw`\b(?=[a-f]{0,63}\d)[0-9a-f]{7,64}\b`,
    String.raw`\d+(?:[.:,T/-]\d+)*Z?`,
  ].join('|'),
  'gi',
)

/** The same for events that tell the same thing. */
export const kindOf = ({ level, service, message }: Pick<LogEvent, 'level' | 'service' | 'message'>): string =>
  `${level}\n${service.replace(varying, '#')}\n${message.replace(varying, '#')}`
