import fc from 'fast-check'
import type { GateEvent, HeardAsk } from '../../../src/approval/gate.ts'
import type { Policy, Requirement } from '../../../src/approval/policy.ts'
import { act, deadline, minute, opened } from './requests.ts'

export const people = ['ann', 'ben', 'cho', 'dee', 'eli'] as const
const strangers = ['mallory', undefined] as const

const requirement: fc.Arbitrary<Requirement> = fc
  .subarray([...people], { minLength: 1 })
  .chain((eligible) =>
    fc.record({ count: fc.integer({ min: 1, max: eligible.length }), from: fc.constant(['sre']), eligible: fc.constant(eligible) }),
  )

/** Any policy that can be met. */
export const policy: fc.Arbitrary<Policy> = fc.record({
  requirements: fc.array(requirement, { minLength: 1, maxLength: 3 }),
  rejectBy: fc.constantFrom(1, 1, 2, 3),
  excluded: fc.constantFrom([], [{ person: 'mallory', because: 'requester' as const }]),
  onTimeout: fc.constantFrom('reject', 'approve'),
  reason: fc.constantFrom('optional', 'on-reject', 'always'),
  reminders: fc.record({ every: fc.constantFrom(0, minute, 5 * minute), factor: fc.constantFrom(1, 1.5, 3), max: fc.nat(6) }),
})

const places = fc.constantFrom(
  { channel: 'ops', platform: 'telegram' },
  { channel: 'team', platform: 'feishu' },
  { channel: 'gh', platform: 'github' },
)

/** Acts of people and strangers, at different times between the opening and a little behind the deadline; each has a key of its own. */
export const acts = (limit: number, latest = deadline + minute): fc.Arbitrary<readonly HeardAsk[]> =>
  fc
    .uniqueArray(
      fc.record({
        at: fc.integer({ min: opened, max: latest }),
        person: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...people) }, { weight: 1, arbitrary: fc.constantFrom(...strangers) }),
        does: fc.oneof(
          { weight: 4, arbitrary: fc.constant('approve' as const) },
          { weight: 2, arbitrary: fc.constant('reject' as const) },
          { weight: 1, arbitrary: fc.constantFrom('withdraw' as const, 'status' as const) },
        ),
        reason: fc.constantFrom('', 'because', ' '),
        by: fc.constantFrom('button' as const, 'reaction' as const, 'command' as const, 'page' as const),
        place: places,
      }),
      { selector: ({ at }) => at, maxLength: limit },
    )
    .map((all) => all.map(({ person, does, place, ...rest }, index) => act(person, does, { ...rest, ...place, key: `k${index}` })))

/** What happens to a gate, with the time: acts that are heard late, repeated, or another gate's; time in leaps; an end from outside. */
export interface Happening {
  readonly event: GateEvent
  readonly now: number
}

const time = fc.constant<GateEvent>({ kind: 'time' })
const ended: fc.Arbitrary<GateEvent> = fc.constantFrom<GateEvent>({ kind: 'cancel' }, { kind: 'supersede', by: 'NEWER2' })
const foreign: fc.Arbitrary<GateEvent> = fc
  .tuple(fc.constantFrom('ABCDEF', 'XYZ', '99', '', 'NOTHING'), fc.constantFrom('approve' as const, 'reject' as const, 'status' as const))
  .map(([request, does]) => ({ kind: 'ask', ask: act('ann', does, { request, key: `foreign-${request}-${does}` }) }))

export const happenings: fc.Arbitrary<readonly Happening[]> = acts(12).chain((all) => {
  const asked = all.map((ask): fc.Arbitrary<GateEvent> => fc.constant({ kind: 'ask', ask }))
  const event = fc.oneof(
    { weight: 40, arbitrary: fc.oneof(time, ...asked) },
    { weight: 10, arbitrary: time },
    { weight: 1, arbitrary: ended },
    { weight: 4, arbitrary: foreign },
  )
  const leap = fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 3 * minute }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 30 * minute }) },
  )
  return fc.array(fc.tuple(event, leap), { maxLength: 40, size: 'max' }).map((steps) => {
    let now = opened
    return steps.map(([event, later]) => {
      now += later
      return { event, now }
    })
  })
})
