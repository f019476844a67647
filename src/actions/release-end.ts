import type { Outcome } from '../kit/outcome.ts'
import { reasonCodes } from '../kit/reason-codes.ts'
import type { Locale } from '../kit/text.ts'
import type { ReleaseEnd } from './release-trace.ts'

/** How far a release came: what each part ended with. The last of the first three decides. */
export interface Parts {
  /** Nothing was begun: a mistake in configuration or secrets. */
  readonly refused?: Outcome
  readonly approve?: Outcome
  readonly deploy?: Outcome
  readonly notify?: Outcome
}

const nothing: Outcome = { outcome: 'failed', reasonCode: 'internal-error', succeeded: false, result: {} }
const decisive = ({ refused, approve, deploy }: Parts): Outcome => deploy ?? approve ?? refused ?? nothing

/** The outputs of a release: those of its parts, and the end of the part that decided it. */
export function outcomeOf(parts: Parts): Outcome {
  const { outcome, reasonCode, succeeded, result } = decisive(parts)
  const { approve, deploy, notify } = parts
  const { parcel: _, ...told } = notify?.outputs ?? {}
  return {
    outcome,
    reasonCode,
    succeeded,
    result: { ...(parts.refused ? result : {}), approve: approve?.result, deploy: deploy?.result, notify: notify?.result },
    outputs: { ...approve?.outputs, ...deploy?.outputs, ...told },
  }
}

/** What people are told of it. */
export function releaseEndOf(parts: Parts, locale: Locale): ReleaseEnd {
  const end = decisive(parts)
  return {
    status: end.succeeded ? 'success' : end.reasonCode === 'cancelled' ? 'cancelled' : 'failure',
    reason: end.succeeded ? '' : reasonOf(end, locale),
    receipt: wordsOf(parts.approve, 'receipt'),
    hosts: parts.deploy?.outputs?.hosts ? JSON.stringify(parts.deploy.outputs.hosts) : '',
  }
}

/** A rejection by the words of those who rejected, a mistake by what was wrong; anything else by its code. */
function reasonOf(end: Outcome, locale: Locale): string {
  const code = reasonCodes[end.reasonCode][locale]
  const given = wordsOf(end, 'reason') || wordsOf(end, 'rejected-by')
  if (end.outcome === 'rejected' && given) return `${code} ${given.replaceAll('\n', '; ')}`
  return typeof end.result.error === 'string' ? end.result.error : code
}

const wordsOf = (part: Outcome | undefined, name: string): string => {
  const value = part?.outputs?.[name]
  return typeof value === 'string' ? value : ''
}
