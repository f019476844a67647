import { type GateEvent, type GateState, type HeardAsk, openGate, type Step, step, type Verdict } from '../../../src/approval/gate.ts'
import type { Policy, Requirement } from '../../../src/approval/policy.ts'
import type { ApprovalRequest } from '../../../src/approval/request.ts'

export const minute = 60_000
export const opened = Date.UTC(2026, 10, 23, 9)
export const deadline = opened + 60 * minute

export const requirement = (count: number, ...eligible: readonly string[]): Requirement => ({ count, from: ['sre'], eligible })

/** Two of alice, bob and carol; one rejection ends it; reminders after 5, 15 and 35 minutes. */
export const policyOf = (over: Partial<Policy> = {}): Policy => ({
  requirements: [requirement(2, 'alice', 'bob', 'carol')],
  rejectBy: 1,
  excluded: [],
  onTimeout: 'reject',
  reason: 'optional',
  reminders: { every: 5 * minute, factor: 2, max: 3 },
  ...over,
})

export const requestOf = (over: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
  id: 'K7QF2M',
  project: 'shop',
  environment: 'production',
  level: 'production',
  version: 'v1.4.2',
  title: 'Faster checkout',
  description: '',
  repository: 'acme/shop',
  repositoryId: '99',
  commit: 'a84d88e7554fc1fa21bcbc4efae3c782a70d2b9d',
  ref: 'refs/tags/v1.4.2',
  workflow: 'Release',
  run: '318',
  attempt: 1,
  runUrl: 'https://github.com/acme/shop/actions/runs/318',
  requestedBy: ['dave'],
  opened,
  deadline,
  policy: policyOf(),
  ...over,
})

/** A request that was just opened under a policy that differs so from {@link policyOf}. */
export const gate = (policy: Partial<Policy> = {}, request: Partial<ApprovalRequest> = {}): GateState =>
  openGate(requestOf({ ...request, policy: policyOf(policy) }))

/** What a person does a minute after the opening; everything about it, the key above all, can be said. */
export const act = (person: string | undefined, does: HeardAsk['does'], over: Partial<HeardAsk> = {}): HeardAsk => ({
  key: `${over.channel ?? 'ops'}/${person}/${does}/${over.at ?? 1}`,
  does,
  user: `id-of-${person ?? 'nobody'}`,
  userName: `${person ?? 'Nobody'} as shown`,
  at: opened + minute,
  reason: '',
  by: 'button',
  channel: 'ops',
  platform: 'telegram',
  person,
  ...over,
})

/** The gate hears an act the moment it is done, or later. */
export const hear = (state: GateState, ask: HeardAsk, now = ask.at): Step => step(state, { kind: 'ask', ask }, now)

/** The gate after all of these acts, each heard the moment it is done. */
export const heard = (state: GateState, ...acts: readonly HeardAsk[]): GateState =>
  acts.reduce((before, ask) => hear(before, ask).state, state)

export const stateAfter = (state: GateState, event: GateEvent, now: number): GateState => step(state, event, now).state
export const time: GateEvent = { kind: 'time' }
export const cancel: GateEvent = { kind: 'cancel' }

/** The one verdict that a step answers with; an error when there is none, or more. */
export function verdictIn({ effects }: Step): Verdict {
  const [answer, ...others] = effects.filter((effect) => effect.kind === 'answer')
  if (answer?.kind !== 'answer' || others.length > 0)
    throw new Error(`${effects.length} effects, ${others.length + (answer ? 1 : 0)} answers`)
  return answer.verdict
}

/** What an act is answered with, in one word. */
export const judged = (state: GateState, ask: HeardAsk, now = ask.at): Verdict['kind'] => verdictIn(hear(state, ask, now)).kind

/** `alice: approve, bob: reject`, in the order of names. */
export const standing = ({ votes }: GateState): string =>
  votes
    .map(({ person, verdict }) => `${person}: ${verdict}`)
    .sort()
    .join(', ')
