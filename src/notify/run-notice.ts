import type { Mention } from '../chat/message.ts'
import type { Text } from '../kit/text.ts'
import type { Duration } from './duration.ts'
import type { Edge } from './edge.ts'
import type { ToldVerdict } from './verdict.ts'

/** Everything that is told of a run, before it is put into words. Names and titles are hostile. */
export interface RunNotice {
  readonly event: 'start' | 'result'
  readonly facts: NoticeFacts
  readonly verdict: ToldVerdict
  /** Undefined: the runs before are not known. */
  readonly edge?: Edge | undefined
  readonly isFlapping?: boolean
  readonly duration?: Duration | undefined
  /** Failed first, a matrix folded: `test: 27/30 ok, failed: 18 windows`. */
  readonly jobs: readonly JobLine[]
  readonly excerpt?: NoticeExcerpt | undefined
  readonly tests?: TestLines | undefined
  /** Hosts that a deployment did not bring to the new release. */
  readonly failedHosts: readonly HostLine[]
  readonly approvers: readonly string[]
  readonly explanation?: { readonly title: Text; readonly lines: readonly string[] } | undefined
  readonly mentions: readonly Mention[]
  /** What a run that is not to be trusted says of itself. */
  readonly said: readonly string[]
  /** What could not be found out, and why. */
  readonly notes: readonly Text[]
}

/** Times in milliseconds since 1970. Empty words: not known. */
export interface NoticeFacts {
  readonly project: string
  readonly environment: string
  readonly level: 'production' | 'test'
  readonly version: string
  readonly repository: string
  readonly workflow: string
  readonly number: string
  readonly attempt: number
  /** Of this very attempt. */
  readonly runUrl: string
  readonly commit: string
  readonly commitUrl: string
  readonly commitTitle: string
  readonly ref: string
  readonly author: string
  readonly actor: string
  /** Follows the message through every log line, table and payload. */
  readonly trace: string
}

export interface JobLine {
  readonly words: Text
  readonly url?: string
  readonly isFailed: boolean
}

export interface NoticeExcerpt {
  /** Job and step that it comes from. */
  readonly job: string
  readonly step: string
  readonly lines: readonly string[]
  /** The line of them that says why. */
  readonly why: string
  readonly url?: string | undefined
  /** `src/app.ts:12` */
  readonly path?: string | undefined
}

export interface TestLines {
  /** Totals with their difference to the run before. */
  readonly totals: Text
  readonly failures: readonly string[]
  readonly more: number
}

export interface HostLine {
  readonly name: string
  readonly state: string
  readonly error: string
  readonly owner: string
}
