import type { Outcome } from '../../kit/outcome.ts'
import type { Io } from '../../kit/run.ts'
import { text } from '../../kit/text.ts'
import { type Case, isPlanned } from '../../plan/act.ts'
import { planTable } from '../../plan/page/plan-page.ts'
import type { TickReport } from '../../plan/tick.ts'
import { refusalOf } from '../../plan/words.ts'
import type { OpenPlan } from './open-plan.ts'

/** States in which an entry that was due was not started. */
const blocked = ['refused', 'asked', 'missed', 'unknown', 'put-off', 'waiting']

/** The outputs of a tick; the table of entries goes on the page of the run. */
export function tickOutcome(io: Io, { zone, clock }: OpenPlan, { cases, started, faults, next }: TickReport): Outcome {
  const { locale } = io.log
  const now = clock.now()
  const due = cases.filter((one) => isDue(one, now))
  const stuck = due.filter(({ kept }) => blocked.includes(kept.record?.state ?? ''))
  const lateness = started.flatMap(({ kept }) => kept.record?.late ?? [])
  const title = text('Release plan', '发布计划')[locale]
  const none = text('Nothing is planned for the next days.', '近期没有计划的发布。')[locale]
  io.summary(`### 🗓 ${title}\n\n${cases.length > 0 ? planTable(cases, zone, locale) : none}\n`)
  const [outcome, reasonCode] = endOf(started.length, stuck.length, faults.length)
  return {
    outcome,
    reasonCode,
    succeeded: outcome === 'dispatched' || outcome === 'nothing-due',
    result: { entries: cases.map((one) => entryOf(one, locale)) },
    outputs: {
      due: due.map(({ entry }) => entry.id).join(','),
      dispatched: started.map(dispatchedOf),
      next: next === undefined ? '' : new Date(next).toISOString(),
      'late-seconds': lateness.length > 0 ? String(Math.round(Math.max(...lateness) / 1000)) : '',
    },
  }
}

function endOf(started: number, stuck: number, faults: number) {
  if (faults > 0) return ['failed', 'plan-unreadable'] as const
  if (stuck > 0) return ['blocked', 'entries-blocked'] as const
  return started > 0 ? (['dispatched', 'dispatched'] as const) : (['nothing-due', 'nothing-due'] as const)
}

/** Its time has come, and something was done or said about it. */
const isDue = ({ entry, kept }: Case, now: number): boolean =>
  kept.record !== undefined && (entry.due?.at ?? kept.record.due) <= now && kept.record.due <= now

const dispatchedOf = ({ entry, kept }: Case) => ({
  id: entry.id,
  run: kept.record?.run?.id,
  url: kept.record?.run?.url,
  'late-seconds': Math.round((kept.record?.late ?? 0) / 1000),
})

const entryOf = ({ entry, kept: { record } }: Case, locale: 'en' | 'zh-CN') => ({
  id: entry.id,
  state: record?.state ?? (isPlanned(entry) ? 'planned' : 'refused'),
  at: entry.due === undefined ? '' : new Date(entry.due.at).toISOString(),
  why: record?.why?.[locale] ?? (isPlanned(entry) ? '' : refusalOf(entry.refusal)[locale]),
  run: record?.run?.url ?? '',
})
