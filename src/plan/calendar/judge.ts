import type { CalendarVerdict } from './calendar.ts'
import { type Layer, lookAhead, type Stretch } from './layer.ts'

export interface Layers {
  readonly allow: readonly Layer[]
  readonly deny: readonly Layer[]
}

/** Words for a release that no window admits, as the rule of a verdict. */
export const outside = 'outside of every allowed window'

/** Rules that open and close against each other every minute are given up on after so many steps. */
const mostSteps = 20_000

interface Standing {
  readonly isOpen: boolean
  readonly rule: string | undefined
  /** It stands so at least until then. */
  readonly until: number
}

/**
 * The verdict on an instant for an environment: a freeze wins over every window; without windows it is open. The next opening or closing is found by
 * going from change to change, and is exact.
 */
export function judge({ allow, deny }: Layers, at: number, environment: string): CalendarVerdict {
  const holds = ({ environments }: Layer) => environments.length === 0 || environments.includes(environment)
  const layers = { allow: allow.filter(holds), deny: deny.filter(holds) }
  const { isOpen, rule } = standing(layers, at)
  const change = nextChange(layers, at)
  return isOpen ? { isOpen, rule, closesAt: change } : { isOpen, rule: rule ?? outside, opensAt: change }
}

function nextChange(layers: Layers, at: number): number | undefined {
  const now = standing(layers, at)
  let next = now.until
  for (let steps = 0; steps < mostSteps && next <= at + lookAhead; steps++) {
    const then = standing(layers, next)
    if (then.isOpen !== now.isOpen) return next
    next = then.until
  }
  return undefined
}

function standing({ allow, deny }: Layers, at: number): Standing {
  const freezes = deny.map((layer) => asked(layer, at))
  const freeze = freezes.find(({ isInside }) => isInside)
  if (freeze) return { isOpen: false, rule: freeze.rule, until: latest(freezes.filter(({ isInside }) => isInside)) }
  if (allow.length === 0) return { isOpen: true, rule: undefined, until: earliest(freezes) }
  const windows = allow.map((layer) => asked(layer, at))
  const window = windows.find(({ isInside }) => isInside)
  if (!window) return { isOpen: false, rule: undefined, until: earliest(windows) }
  const closing = latest(windows.filter(({ isInside }) => isInside))
  return { isOpen: true, rule: window.rule, until: Math.min(closing, earliest(freezes)) }
}

const asked = (layer: Layer, at: number): Stretch & { readonly rule: string } => {
  const stretch = layer.stretch(at)
  return { ...stretch, rule: stretch.detail === undefined ? layer.name : `${layer.name}: ${stretch.detail}` }
}

const latest = (stretches: readonly Stretch[]): number => Math.max(...stretches.map(({ until }) => until))
const earliest = (stretches: readonly Stretch[]): number => Math.min(...stretches.map(({ until }) => until))
