import type { Comment } from '../../chat/github/comment.ts'
import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import type { PlanEntry } from '../../plan/entry.ts'
import { commandIn, type PlanCommand } from '../../plan/people/command.ts'
import { heed } from '../../plan/people/heed.ts'
import { personWith } from '../../plan/people/rights.ts'
import type { Records } from '../../plan/records.ts'
import type { OpenPlan } from './open-plan.ts'

/** What came of a comment: what is answered, and the entry that must be looked at soon. Undefined: it said nothing to us. */
export interface HeededComment {
  readonly answer: Text
  readonly isRefused: boolean
  readonly id: string
}

/** So often is a command tried where a tick writes at the same moment. */
const tries = 5

/** Heeds a comment on the plan’s issue: whoever wrote it must be known to the configuration. */
export async function heedOne(
  plan: OpenPlan,
  records: Records,
  { body, login }: Pick<Comment, 'body' | 'login'>,
): Promise<HeededComment | undefined> {
  const command = commandIn(body)
  if (!command) return undefined
  const person = personWith(plan.directory, login)
  if (!person) return refused(command, stranger(login))
  const entry = await entryNamed(plan, command.id)
  if (!entry) return refused(command, noEntry(command.id))
  for (let attempt = 1; attempt <= tries; attempt++) {
    const kept = await records.read(entry.id)
    const { directory, project, clock } = plan
    const heeded = heed({ command, person, entry, record: kept.record, directory, project, now: clock.now() })
    const { answer, record, isRefused = false } = heeded
    if (!record || (await records.write(kept, record))) return { answer, isRefused, id: entry.id }
  }
  return refused(command, busy)
}

const refused = ({ id }: PlanCommand, answer: Text): HeededComment => ({ answer, isRefused: true, id })

async function entryNamed({ sources }: OpenPlan, id: string): Promise<PlanEntry | undefined> {
  if (id === '') return undefined
  for (const source of sources) {
    const found = await source.readAgain(id)
    if (found.state === 'planned') return found.entry
  }
  return undefined
}

const stranger = (login: string): Text =>
  text(
    `${printable(login)} is nobody of “people:” in the configuration, and cannot change the plan.`,
    `${printable(login)} 不在配置的“people:”中，不能更改计划。`,
  )
const noEntry = (id: string): Text =>
  id === ''
    ? text('Name the entry: “/status <entry>”.', '请写明条目：“/status <条目>”。')
    : text(`The plan has no entry “${printable(id)}”, or it cannot be read.`, `计划中没有条目“${printable(id)}”，或无法读取。`)
const busy = text('The entry is changed by somebody else at this moment; try again.', '该条目此刻正被更改；请重试。')
