import type { Trouble } from './reading.ts'

/** Tries without a hint of the service; those that it asked to wait for do not count. */
const tries = 5
/** Milliseconds: the longest wait before the second try, doubled for each further one, and the longest of all. */
const base = 500
const ceiling = 10_000

/** How far the sending of one message has come. */
export interface Progress {
  /** Tries that failed without a hint, this one included; 1 after the first. */
  readonly failures: number
  /** Whether the service recognises a message that is sent again. */
  readonly deduplicates: boolean
  /** In [0, 1). */
  readonly random: number
}

/**
 * Milliseconds until the next try, or undefined when there must be none: what is refused stays refused, and what may have arrived is never
 * repeated where it would arrive twice. Full jitter, so that jobs that failed together do not come back together.
 */
export function nextTry(trouble: Trouble, { failures, deduplicates, random }: Progress): number | undefined {
  if (!mayRepeat(trouble, deduplicates)) return undefined
  if (isHinted(trouble)) return trouble.wait + Math.round(random * Math.min(1000, trouble.wait / 10))
  return failures >= tries ? undefined : Math.round(random * Math.min(ceiling, base * 2 ** (failures - 1)))
}

function mayRepeat({ class: kind }: Trouble, deduplicates: boolean): boolean {
  return kind === 'retry' || kind === 'limited' || (kind === 'unclear' && deduplicates)
}

/** Whether the service said how long to wait. Less than a tenth of a second says nothing. */
export const isHinted = (trouble: Trouble): trouble is Trouble & { readonly wait: number } => (trouble.wait ?? 0) >= 100
