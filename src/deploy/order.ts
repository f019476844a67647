import type { Budget } from './budget.ts'
import type { HealthCheck } from './health.ts'
import type { HookScript } from './hooks.ts'
import type { Entry, Manifest } from './manifest.ts'
import type { SharedPath } from './shared.ts'
import type { WaveSize } from './waves.ts'

/** A release as the runner has it: a tree on disk and what it consists of. */
export interface Release {
  readonly name: string
  /** Whether the name was asked for; otherwise a host that serves the same version and content is left as it is. */
  readonly isNamed: boolean
  readonly version: string
  readonly sha: string
  readonly root: string
  readonly manifest: Manifest
  readonly seeds: ReadonlyMap<string, readonly Entry[]>
  /** Modification time of all its files, in seconds since 1970. */
  readonly time: number
}

/** A host of the order, and where on it things go. */
export interface HostOrder {
  readonly name: string
  readonly tags: readonly string[]
  readonly owner: string | undefined
  /** Absolute paths without a slash at the end. */
  readonly releases: string
  readonly live: string
}

export type HookName = 'before-download' | 'after-download' | 'before-release' | 'after-release' | 'after-rollback'

/** How a fleet is to be treated. Durations in milliseconds. */
export interface Strategy {
  readonly waves: readonly WaveSize[]
  readonly pause: number
  readonly parallel: number
  readonly onHostFailure: 'stop' | 'continue' | 'rollback'
  readonly maxFailed: Budget
  readonly rollback: 'fleet' | 'wave' | 'host' | 'none'
  readonly keep: number
  readonly reuse: 'copy' | 'hard-link'
  readonly shared: readonly SharedPath[]
  readonly lockWait: number
  readonly healthCheck: HealthCheck | undefined
  readonly hooks: Readonly<Partial<Record<HookName, HookScript>>>
  /** A real folder at the live path steps aside. */
  readonly adopt: boolean
  readonly forceUnlock: boolean
}

/** The workflow run that deploys. */
export interface RunFacts {
  readonly project: string
  readonly environment: string
  readonly repository: string
  readonly run: string
  readonly attempt: number
  readonly url: string
  readonly actor: string
}
