import type { Directory, Person } from '../../config/people.ts'
import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import type { PlanEntry } from '../entry.ts'
import { type Amendment, type EntryRecord, entryStates, type Leave, newRecord, withArc } from '../entry-record.ts'
import { isWaiting, plannedOf } from '../planned.ts'
import { instantWords } from '../words.ts'
import type { PlanCommand } from './command.ts'
import { readPostponed } from './postponed.ts'
import { mayChange } from './rights.ts'

/** A command, who gave it, and what it is about. */
export interface Asked {
  readonly command: PlanCommand
  readonly person: Person
  readonly entry: PlanEntry
  readonly record: EntryRecord | undefined
  readonly directory: Directory
  readonly project: string
  readonly now: number
}

/** What comes of a command: the record that is to be written, and what the person is told. */
export interface Heeded {
  readonly record?: EntryRecord
  readonly isRefused?: true
  readonly answer: Text
}

/** What a command makes of an entry: a pure function. What has begun is not changed any more. */
export function heed(asked: Asked): Heeded {
  const { command, entry, record, directory, person, project, now } = asked
  if (command.does === 'status' || command.does === 'help') return { answer: statusOf(asked) }
  // A freeze is overridden by two, and one of them may be anybody of the project.
  const owner = command.does === 'override' ? '' : entry.owner
  if (!mayChange(directory, person, owner, project)) return refused(notYours(entry))
  const standing = record ? entryStates[record.state] : 'open'
  if ((standing === 'begun' && !(record && isWaiting(record, now))) || standing === 'over') return refused(tooLate(record))
  if (command.does === 'postpone') return postpone(asked)
  if (command.does === 'override') return override(asked)
  if (command.does === 'run') return runLate(asked)
  return takeBack(asked, command.does === 'skip' ? 'skipped' : 'cancelled')
}

const refused = (answer: Text): Heeded => ({ answer, isRefused: true })

const notYours = ({ owner }: PlanEntry): Text =>
  owner === ''
    ? text('Only people of this project may change this entry.', '只有该项目的人员可以更改该条目。')
    : text(`Only ${printable(owner)} and administrators may change this entry.`, `只有 ${printable(owner)} 和管理员可以更改该条目。`)

const tooLate = (record: EntryRecord | undefined): Text => {
  const where = record?.run?.url ? printable(record.run.url, 300) : ''
  const see = where ? text(` Its run: ${where}`, ` 其运行：${where}`) : text('', '')
  return text(`It has been started already, and cannot be changed here.${see.en}`, `它已经启动，不能再在这里更改。${see['zh-CN']}`)
}

function statusOf({ entry, record }: Asked): Text {
  const when = instantWords(plannedOf(entry, record).due, entry.due.zone)
  const why = record?.why ?? text('', '')
  const state = record?.state ?? 'planned'
  return text(`${state}, ${when.en}. ${why.en}`.trim(), `${state}，${when['zh-CN']}。${why['zh-CN']}`.trim())
}

/** The record with what a person changed, and the arc that says so. */
function amended({ entry, record, person, now }: Asked, change: Partial<EntryRecord>, why: Text): EntryRecord {
  const before = record ?? newRecord(entry.due.at)
  const { state, isTakenBack, why: kept } = before
  return withArc(before, { state, at: now, by: person.name, why }, { isTakenBack, why: kept, ...change })
}

const amendmentOf = ({ entry, person, record }: Asked, reason: string, change: Pick<Amendment, 'at' | 'wish'>): Amendment => {
  const before = record?.amendment?.of === entry.due.at ? record.amendment : undefined
  const at = change.at ?? before?.at
  return { of: entry.due.at, ...(at === undefined ? {} : { at }), ...(change.wish ? { wish: change.wish } : {}), by: person.name, reason }
}

function postpone(asked: Asked): Heeded {
  const { command, entry, record, now, person } = asked
  const found = readPostponed(command.rest, plannedOf(entry, record).due, entry.due.zone, now)
  if (found.state === 'refused')
    return refused(found.refusal.remedy ? both(found.refusal.problem, found.refusal.remedy) : found.refusal.problem)
  const when = instantWords(found.at, entry.due.zone)
  const answer = text(
    `${printable(entry.id)} is planned for ${when.en} (${printable(person.name)}).`,
    `${printable(entry.id)} 已改到 ${when['zh-CN']}（${printable(person.name)}）。`,
  )
  return { record: amended(asked, { amendment: amendmentOf(asked, found.reason, { at: found.at }) }, answer), answer }
}

const both = (one: Text, other: Text): Text => text(`${one.en} ${other.en}`, `${one['zh-CN']} ${other['zh-CN']}`)

function takeBack(asked: Asked, wish: 'cancelled' | 'skipped'): Heeded {
  const { command, entry, person } = asked
  const who = printable(person.name)
  const answer =
    wish === 'cancelled'
      ? text(`${printable(entry.id)} is cancelled by ${who}.`, `${printable(entry.id)} 已由 ${who} 取消。`)
      : text(`${printable(entry.id)} is left out by ${who}.`, `${printable(entry.id)} 已由 ${who} 跳过。`)
  return { record: amended(asked, { amendment: amendmentOf(asked, command.rest, { wish }) }, answer), answer }
}

/** A freeze is overridden by two: the first says why, and one of them may change the entry. */
function override(asked: Asked): Heeded {
  const { command, entry, record, directory, person, project } = asked
  const { due } = plannedOf(entry, record)
  const before = record?.leave?.for === 'freeze' && record.leave.due === due ? record.leave : undefined
  const reason = before?.reason || command.rest
  if (!reason) return refused(text('Say why: “/override <id> <reason>”.', '请说明原因：“/override <编号> <原因>”。'))
  if (before?.by.includes(person.name)) return refused(text('A second person must agree.', '需要第二个人同意。'))
  const by = [...(before?.by ?? []), person.name]
  const isEntitled = by.some((name) => directory.people.some((one) => one.name === name && mayChange(directory, one, entry.owner, project)))
  if (by.length >= 2 && !isEntitled) return refused(notYours(entry))
  const leave: Leave = { for: 'freeze', due, by, reason }
  const who = printable(by.join(', '))
  const answer =
    by.length >= 2
      ? text(
          `It starts in spite of the freeze: ${printable(reason, 300)} (${who}).`,
          `不顾冻结照常启动：${printable(reason, 300)}（${who}）。`,
        )
      : text(`Noted. A second person must agree with “/override ${entry.id}”.`, `已记录。需要第二个人评论“/override ${entry.id}”表示同意。`)
  return { record: amended(asked, { leave }, answer), answer }
}

function runLate(asked: Asked): Heeded {
  const { entry, record, person, command } = asked
  const { due } = plannedOf(entry, record)
  const isAboutFreeze = record?.leave?.for === 'freeze' && record.leave.due === due
  if (record?.state !== 'asked' || isAboutFreeze) return refused(text('Nobody is asked about this entry.', '目前没有就该条目询问任何人。'))
  const leave: Leave = { for: 'lateness', due, by: [person.name], reason: command.rest }
  const answer = text(
    `It starts now, late, as ${printable(person.name)} wishes.`,
    `按 ${printable(person.name)} 的意思，虽已延迟，现在启动。`,
  )
  return { record: amended(asked, { leave }, answer), answer }
}
