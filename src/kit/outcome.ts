import type { ReasonCode } from './reason-codes.ts'

/** How an action ended: the outputs that every action has, and its own. */
export interface Outcome {
  readonly outcome: string
  readonly reasonCode: ReasonCode
  /** Whether the step ends well (exit code 0). */
  readonly succeeded: boolean
  /** The output `result`, without its `version`. */
  readonly result: Readonly<Record<string, unknown>>
  /** The action's own outputs by name; anything but a string is written as JSON. */
  readonly outputs?: Readonly<Record<string, unknown>>
}

/** The outputs of an outcome, as the runner takes them: strings. */
export function outputsOf(ended: Outcome): ReadonlyMap<string, string> {
  const all = {
    outcome: ended.outcome,
    'reason-code': ended.reasonCode,
    result: { version: 1, outcome: ended.outcome, 'reason-code': ended.reasonCode, ...ended.result },
    ...ended.outputs,
  }
  return new Map(Object.entries(all).map(([name, value]) => [name, stringOf(value)]))
}

const stringOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
