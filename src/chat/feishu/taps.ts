import type { Ask } from '../channel.ts'

/** The reactions that decide, by Feishu's names for them; the bot lays both out under its card. */
export const emojis = { approve: 'CheckMark', reject: 'CrossMark' } as const

/** A reaction of a person that decides. */
export interface Tap {
  readonly id: string
  /** Open id. */
  readonly user: string
  readonly does: 'approve' | 'reject'
  /** Milliseconds since 1970, by Feishu's clock. */
  readonly at: number
}

/** What is known of the people who did something: their reactions, and for each the key of the act that stands as the last one. */
export interface Known {
  readonly taps: readonly Tap[]
  readonly last: ReadonlyMap<string, string>
}

export const nothingKnown: Known = { taps: [], last: new Map() }

type TapAsk = Omit<Ask, 'userName'>

/** Keys tell who and what, so that another process can go on from them. */
export const keyOf = ({ does, user, id }: Tap): string => `tap:${does}:${user}:${id}`
export const messageKey = (user: string, messageId: string): string => `said:${user}:${messageId}`
const backKey = ({ user, id }: Tap): string => `back:${user}:${id}`

/** The message of an act that was written; undefined for reactions. */
export const messageOf = (key: string): string | undefined => /^said:[^:]+:(.+)$/.exec(key)?.[1]

/**
 * What people did between two looks at the reactions. A reaction that is gone withdraws a vote only if it was the last thing the person
 * did; if their other reaction still stands, that one speaks again. `now` in milliseconds since 1970.
 */
export function look(known: Known, standing: readonly Tap[], now: number): { readonly asks: readonly TapAsk[]; readonly known: Known } {
  const before = new Set(known.taps.map(({ id }) => id))
  const after = new Set(standing.map(({ id }) => id))
  const added = standing.filter(({ id }) => !before.has(id)).toSorted((a, b) => a.at - b.at)
  const spoken = new Set(added.map(({ user }) => user))
  const isUndone = (tap: Tap) => !after.has(tap.id) && !spoken.has(tap.user) && known.last.get(tap.user) === keyOf(tap)
  const undone = known.taps.filter(isUndone).map((tap) => ({ tap, other: latestOf(standing, tap.user) }))
  const last = new Map(known.last)
  for (const tap of added) last.set(tap.user, keyOf(tap))
  for (const { tap, other } of undone) {
    if (other) last.set(tap.user, keyOf(other))
    else last.delete(tap.user)
  }
  return { asks: [...added.map(tapAsk), ...undone.map(({ tap, other }) => backAsk(tap, other, now))], known: { taps: standing, last } }
}

const latestOf = (taps: readonly Tap[], user: string): Tap | undefined =>
  taps.filter((tap) => tap.user === user).reduce<Tap | undefined>((latest, tap) => (latest && latest.at > tap.at ? latest : tap), undefined)

const tapAsk = (tap: Tap): TapAsk => ({ key: keyOf(tap), does: tap.does, user: tap.user, at: tap.at, reason: '', by: 'reaction' })

const backAsk = (gone: Tap, other: Tap | undefined, now: number): TapAsk => ({
  key: backKey(gone),
  does: other?.does ?? 'withdraw',
  user: gone.user,
  at: now,
  reason: '',
  by: 'reaction',
})

/** Somebody wrote something that decides: unless they have tapped since, that is the last thing they did. */
export function spoke(known: Known, user: string, key: string, at: number): Known {
  const tap = known.taps.find((one) => keyOf(one) === known.last.get(user))
  return tap && tap.at > at ? known : { ...known, last: new Map(known.last).set(user, key) }
}

/** What the keys of acts that another process handled, oldest first, tell about people. When a reaction was made is not known any more. */
export function recalled(keys: readonly string[]): Known {
  const taps = new Map<string, Tap>()
  const last = new Map<string, string>()
  for (const key of keys) {
    const [, kind, does, user = '', id = ''] = /^(tap|said|back)(?::(approve|reject))?:([^:]+):(.+)$/.exec(key) ?? []
    if (kind === 'back') taps.delete(id)
    if (kind === 'tap') taps.set(id, { id, user, does: does === 'reject' ? 'reject' : 'approve', at: 0 })
    const other = kind === 'back' ? latestOf([...taps.values()], user) : undefined
    const standing = kind === 'back' ? other && keyOf(other) : key
    if (kind === undefined) continue
    if (standing === undefined) last.delete(user)
    else last.set(user, standing)
  }
  return { taps: [...taps.values()], last }
}
