import { randomInt } from 'node:crypto'
import type { Policy } from './policy.ts'

/** What is asked for, with every fact of it (design §4). Texts come from outside and are hostile. */
export interface ApprovalRequest {
  /** Short, to be typed by people: `K7QF2M`. */
  readonly id: string
  readonly project: string
  readonly environment: string
  readonly level: 'production' | 'test'
  readonly version: string
  readonly title: string
  readonly description: string
  readonly repository: string
  /** GitHub's number of the repository: it survives a new name. Empty where it is not known. */
  readonly repositoryId: string
  readonly commit: string
  /** Those that the release is for, where it is not for all. */
  readonly servers?: readonly string[]
  readonly ref: string
  readonly workflow: string
  readonly run: string
  readonly attempt: number
  /** What people know the run by, and what started it, in GitHub's words (`workflow_dispatch`). Requests of earlier versions have none. */
  readonly runNumber?: string
  readonly event?: string
  /** Address of the run's page; empty outside of GitHub. */
  readonly runUrl: string
  /** Logins: who started the run, who started this attempt, and who else asked for it; each once. */
  readonly requestedBy: readonly string[]
  /** Milliseconds since 1970. */
  readonly opened: number
  readonly deadline: number
  readonly policy: Policy
}

/** Letters and digits that nobody mistakes for another. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const idLength = 6

/** An id that people can type. One of 887 million: two that are open at once are not alike. */
export const newRequestId = (random: (below: number) => number = randomInt): string =>
  Array.from({ length: idLength }, () => alphabet[random(alphabet.length)]).join('')
