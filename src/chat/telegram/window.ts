import type { Update } from './shapes.ts'

/** An update as this gate has come to know it. Times in milliseconds since 1970, of our clock. */
interface Sighting {
  readonly seen: number
  /** It came into the queue after this: the queue was looked at then, and it was not there. */
  readonly after: number
  /** When it was done, where Telegram tells it. */
  readonly dated: number | undefined
}

/** The last look at the queue. */
interface Look {
  readonly at: number
  readonly ids: readonly number[]
  /** Whether there was nothing beyond what could be seen. */
  readonly isWhole: boolean
}

/** What a gate knows of the queue that it shares with other gates. */
export interface Window {
  readonly known: ReadonlyMap<number, Sighting>
  readonly look?: Look
  /** Since when no two looks were further apart than {@link shared}, and all saw the whole queue. */
  readonly unbroken: number
  /** The highest id so far. */
  readonly highest: number
}

export interface FreshUpdate {
  readonly update: Update
  /** It was done after this, in milliseconds since 1970; undefined where nothing was known before. */
  readonly after: number | undefined
}

export interface Seen {
  readonly window: Window
  /** What was not there before, in the order of happening. */
  readonly fresh: readonly FreshUpdate[]
  /** Every gate that lives has seen what comes before this id: it may be cleared. */
  readonly clear?: number
  /** Updates are gone that this gate never saw, or may be: it was away for longer than they live. */
  readonly missed: boolean
  /** Somebody took updates away that no gate would have. */
  readonly taken: boolean
}

/** As many as Telegram shows at once, from the head of the queue (facts/chat.md 1.3). */
export const windowSize = 100
/** A click lives for 150 seconds in the queue; a second or two is lost on the way. */
const lifeOfClick = 148_000
/**
 * What is younger than this can have been taken away by no gate, and has not expired: each looks every two seconds, and clears nothing that
 * was in sight for less than {@link inSight}.
 */
const shared = 20_000
/** How long an update must have been in sight before it is cleared: whoever lives has looked many times. The fuller the queue, the less. */
const inSight = [
  { from: windowSize, least: 30_000 },
  { from: 90, least: 90_000 },
  { from: 50, least: 600_000 },
] as const
/** What is dated so long ago needs to have been in sight only for so long: it can be no click, and its own gate saw it when it came. */
const old = { age: 600_000, least: 6000 } as const
/** Nothing is remembered of more. */
const mostKnown = 5000

export const newWindow: Window = { known: new Map(), unbroken: Number.POSITIVE_INFINITY, highest: 0 }

/**
 * What a look at the queue tells. `at`: when it was asked for; `cleared`: what this gate itself asked to clear with it, ids below that;
 * `ahead`: milliseconds by which Telegram's clock is ahead of ours.
 */
export function look(before: Window, updates: readonly Update[], at: number, { cleared = 0, ahead = 0 } = {}): Seen {
  const fresh = updates.filter(({ update_id: id }) => !before.known.has(id))
  const known = remember(before, fresh, at, ahead)
  const now: Look = { at, ids: updates.map(({ update_id: id }) => id), isWhole: updates.length < windowSize }
  const isSteady = before.look?.isWhole === true && at - before.look.at < shared
  const gap = gapIn(before, now, cleared)
  /** Clicks expire wherever they are in the queue, but a stranger takes its beginning away. */
  const isTheft = gap === 'before' && isSteady && wasWatchedSince(before)
  const wasAway = before.look !== undefined && at - before.look.at >= lifeOfClick
  const window: Window = {
    known,
    look: now,
    unbroken: now.isWhole ? (isSteady ? Math.min(before.unbroken, at) : at) : Number.POSITIVE_INFINITY,
    highest: Math.max(before.highest, ...now.ids),
  }
  const clear = clearable(window, at)
  return {
    window,
    fresh: fresh.map((update) => ({ update, after: wholeLookAt(before) })),
    taken: isTheft || isTakenYoung(before, now, cleared),
    missed: (gap !== undefined && !isTheft) || wasAway,
    ...(clear === undefined ? {} : { clear }),
  }
}

function remember(before: Window, fresh: readonly Update[], at: number, ahead: number): Window['known'] {
  const known = new Map(before.known)
  const after = wholeLookAt(before) ?? Number.NEGATIVE_INFINITY
  for (const update of fresh) known.set(update.update_id, { seen: at, after, dated: dateOf(update, ahead) })
  for (const id of known.keys()) {
    if (known.size <= mostKnown) break
    known.delete(id)
  }
  return known
}

const never: Sighting = { seen: 0, after: Number.NEGATIVE_INFINITY, dated: undefined }

/** Where the last look did not see everything, nothing is known of when the rest came. */
const wholeLookAt = ({ look: last }: Window): number | undefined => (last?.isWhole ? last.at : undefined)

/** Only messages are dated: a click has the date of the message under which the button is. */
const dateOf = ({ message }: Update, ahead: number): number | undefined =>
  message ? (message.edit_date ?? message.date) * 1000 - ahead : undefined

/** Ids follow one another: where some are left out, somebody's click or command was, and is gone. */
function gapIn({ highest }: Window, { ids }: Look, cleared: number): 'before' | 'within' | undefined {
  const fresh = ids.filter((id) => id > highest)
  const [first] = fresh
  if (first === undefined || highest === 0) return undefined
  if (first !== highest + 1 && first > cleared) return ids[0] === first ? 'before' : 'within'
  return fresh.every((id, index) => id === first + index) ? undefined : 'within'
}

/** Whether every look since the highest id came saw all there was. */
const wasWatchedSince = ({ known, highest, unbroken }: Window): boolean =>
  unbroken <= (known.get(highest)?.seen ?? Number.NEGATIVE_INFINITY)

/** Something that was there a moment ago is gone, too young for anybody but a stranger to have taken it away. */
function isTakenYoung(before: Window, now: Look, cleared: number): boolean {
  const head = now.ids[0] ?? Number.POSITIVE_INFINITY
  const gone = (before.look?.ids ?? []).filter((id) => id < head && id >= cleared)
  const isYoung = ({ after, dated = after }: Sighting): boolean => now.at - after < shared && now.at - dated < old.age
  return gone.some((id) => isYoung(before.known.get(id) ?? never))
}

/** The longest beginning of the queue that every live gate has surely seen: the id behind it. Nothing while there is room. */
function clearable({ known, look: now }: Window, at: number): number | undefined {
  const ids = now?.ids ?? []
  const tier = inSight.find(({ from }) => ids.length >= from)
  if (!tier) return undefined
  const isShared = (id: number): boolean => {
    const { seen, dated = at } = known.get(id) ?? { seen: at, dated: at }
    return at - seen >= tier.least || (at - dated >= old.age && at - seen >= old.least)
  }
  const keep = ids.findIndex((id) => !isShared(id))
  const last = keep < 0 ? ids.at(-1) : ids[keep - 1]
  return last === undefined ? undefined : last + 1
}
