import { InputError, messageOf } from '../../kit/errors.ts'
import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import { timeWatch } from '../../kit/within-time.ts'
import { calendarFault } from './calendar-fault.ts'
import type { Interval } from './event-times.ts'
import { type Layer, lookAhead, type Stretch } from './layer.ts'
import { type CalendarEvent, readEvents } from './read-events.ts'

/** Of a whole file, for one look ahead; a rule that never meets its own conditions may search until the end of time. */
const mostOccurrences = 50_000
const longestSearch = 3000

type Named = Interval & { readonly name: string }

/** Every occurrence in a span, in order; those that touch are one window with the name of the first. */
interface Known extends Interval {
  readonly windows: readonly Named[]
}

/**
 * Windows that are the events of an iCalendar file. Throws an InputError where the file is broken, and, when it is asked, where an event recurs too
 * often to be followed.
 */
export async function eventsLayer(words: string, path: string, zone: string): Promise<Pick<Layer, 'stretch'>> {
  const events = await readEvents(words, path, zone)
  let known: Known | undefined
  return {
    stretch: (at) => {
      if (!known || at < known.from || at >= known.until) known = windowsBetween(events, at, at + lookAhead + 1, path)
      return stretchAt(known, at)
    },
  }
}

function stretchAt({ windows, until }: Known, at: number): Stretch {
  const next = windows[firstEndingAfter(windows, at)]
  if (!next) return { isInside: false, until }
  if (next.from > at) return { isInside: false, until: next.from }
  return { isInside: true, until: next.until, ...(next.name === '' ? {} : { detail: next.name }) }
}

function firstEndingAfter(windows: readonly Named[], at: number): number {
  let [low, high] = [0, windows.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((windows[middle]?.until ?? 0) > at) high = middle
    else low = middle + 1
  }
  return low
}

function windowsBetween(events: readonly CalendarEvent[], from: number, until: number, path: string): Known {
  const found: Named[] = []
  let [steps, place] = [0, 1]
  const search = () => {
    for (const { name, line, occurrences } of events) {
      place = line
      for (const each of occurrences()) {
        if (each.from >= until) break
        if (++steps > mostOccurrences) throw calendarFault(path, line, tooOften)
        if (each.until > each.from && each.until > from) found.push({ ...each, name })
      }
    }
  }
  try {
    if (!timeWatch()(search, longestSearch)) throw calendarFault(path, place, tooLong)
  } catch (error) {
    throw error instanceof InputError ? error : calendarFault(path, place, notFollowed(messageOf(error)), error)
  }
  return { from, until, windows: merged(found.sort((a, b) => a.from - b.from)) }
}

function merged(sorted: readonly Named[]): readonly Named[] {
  const windows: Named[] = []
  for (const each of sorted) {
    const last = windows.at(-1)
    if (last && each.from <= last.until) windows[windows.length - 1] = { ...last, until: Math.max(last.until, each.until) }
    else windows.push(each)
  }
  return windows
}

const tooOften = text('The events of this calendar recur too often to be followed.', '此日历中的事件重复过于频繁，无法处理。')
const tooLong = text('This event of the calendar takes too long to follow.', '日历中的此事件计算时间过长。')
function notFollowed(said: string): Text {
  const shown = printable(said, 120)
  return text(`This event of the calendar cannot be followed: ${shown}.`, `日历中的此事件无法处理：${shown}。`)
}
