import { favicon } from './icons.ts'
import { type PartName, partNames, partsOf } from './parts.ts'
import type { Scene, Visitor } from './scene.ts'

/** All of the page that changes, for one visitor; JSON-safe. */
export interface Frame {
  /** Higher for what is newer. */
  readonly version: number
  readonly title: string
  readonly icon: string
  readonly tone: string
  readonly level: string
  readonly isOpen: boolean
  /** Markup of each part. */
  readonly parts: Readonly<Record<PartName, string>>
}

export function frameOf(scene: Scene, visitor: Visitor): Frame {
  const { headline, tone, level, decision } = scene.card
  const parts = partsOf(scene, visitor)
  return {
    version: scene.version,
    title: headline,
    icon: favicon(tone),
    tone,
    level,
    isOpen: decision !== undefined,
    parts: Object.fromEntries(partNames.map((name) => [name, parts[name].markup])) as Frame['parts'], // every name is there
  }
}
