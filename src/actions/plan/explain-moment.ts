import { InputError } from '../../kit/errors.ts'
import type { Outcome } from '../../kit/outcome.ts'
import { markdown } from '../../kit/printable.ts'
import type { Io } from '../../kit/run.ts'
import { explainVerdict } from '../../plan/calendar/explain.ts'
import { readMoment } from '../../plan/time/read-moment.ts'
import type { PlanInputs } from '../plan-inputs.ts'
import type { OpenPlan } from './open-plan.ts'

/** Tells whether the calendar is open at a moment, which rule says so, and when that changes. The step fails where it is closed. */
export async function explainMoment(io: Io, inputs: PlanInputs, plan: OpenPlan): Promise<Outcome> {
  const at = momentIn(inputs.at, plan)
  const calendar = await plan.calendar()
  const verdict = calendar.verdict(at, inputs.environment)
  for (const note of calendar.notes(at, at + 1)) io.log.warning(note)
  const words = explainVerdict(verdict, at, plan.zone)
  io.summary(`### ${verdict.isOpen ? '🟢' : '🧊'} ${markdown(words[io.log.locale], 800)}\n`)
  if (verdict.isOpen) io.log.info(words)
  else io.log.error(words)
  const next = verdict.isOpen ? at : verdict.opensAt
  return {
    outcome: verdict.isOpen ? 'nothing-due' : 'blocked',
    reasonCode: verdict.isOpen ? 'calendar-open' : 'calendar-closed',
    succeeded: verdict.isOpen,
    result: { at: new Date(at).toISOString(), open: verdict.isOpen, rule: verdict.rule ?? '', words: words[io.log.locale] },
    outputs: { due: '', dispatched: [], next: next === undefined ? '' : new Date(next).toISOString(), 'late-seconds': '' },
  }
}

function momentIn(words: string, { clock, zone }: OpenPlan): number {
  if (/^(?:now|现在)$/i.test(words)) return clock.now()
  const read = readMoment(words, zone)
  if (read.state === 'read') return read.moment.at
  const { problem, remedy } = read.refusal
  throw new InputError({ code: 'invalid-input', problem, where: 'with: at', ...(remedy ? { remedy } : {}) })
}
