import { type Mistake, placeAndPath } from '../../../config/mistakes.ts'
import { type Path, placeOf, type Tree, treeAt } from '../../../config/tree.ts'
import { printable } from '../../../kit/printable.ts'
import { type Text, text } from '../../../kit/text.ts'
import type { CalendarRule, WeeklyRule } from '../../calendar/rules.ts'
import { readEdge } from '../../time/read-edge.ts'
import type { WrittenRule } from './calendar-schema.ts'
import { isTimeOfDay, minutesOf } from './time-of-day.ts'

/** A rule as it was written, and where. */
export interface RuleGround {
  readonly rule: WrittenRule
  readonly tree: Tree
  readonly path: Path
  /** IANA zone of the calendar. */
  readonly zone: string
}

export type MadeRule = { readonly rule: CalendarRule } | { readonly mistakes: readonly Mistake[] }

type Key = Exclude<keyof WrittenRule, 'name' | 'environments'>

/** Which of a rule's keys may stand beside the one that makes it what it is. */
const kinds = [
  { key: 'calendar', beside: [] },
  { key: 'cron', beside: ['for'] },
  { key: 'for', beside: ['cron'] },
  { key: 'days', beside: ['holidays', 'from', 'to'] },
  { key: 'holidays', beside: [] },
  { key: 'from', beside: ['to'] },
  { key: 'to', beside: ['from'] },
] as const satisfies readonly { readonly key: Key; readonly beside: readonly Key[] }[]

/** What kind of rule it is, and what it says; or all that is wrong with it. */
export function makeRule(ground: RuleGround): MadeRule {
  const { rule, tree, path } = ground
  const kind = kinds.find(({ key }) => rule[key] !== undefined)
  if (!kind) return mistake(ground, undefined, sayWhen)
  const strays = kinds.filter(({ key }) => key !== kind.key && rule[key] !== undefined && !kind.beside.some((other) => other === key))
  if (strays.length > 0) return { mistakes: strays.flatMap(({ key }) => mistake(ground, key, notBeside(key, kind.key)).mistakes) }
  const head = { name: rule.name, environments: rule.environments ?? [], where: placeAndPath(tree.at, path) }
  if (rule.calendar !== undefined) return { rule: { ...head, kind: 'events', path: rule.calendar } }
  if (rule.cron !== undefined || rule.for !== undefined) return cronRule(ground, head)
  if (rule.days === undefined && rule.holidays !== undefined) return { rule: { ...head, kind: 'holidays', of: rule.holidays } }
  return timedRule(ground, head)
}

type Head = Pick<CalendarRule, 'name' | 'environments' | 'where'>

function cronRule(ground: RuleGround, head: Head): MadeRule {
  const { cron, for: lasts } = ground.rule
  if (cron === undefined) return mistake(ground, 'cron', missing('cron'))
  if (lasts === undefined) return mistake(ground, 'for', missing('for'))
  return lasts > 0 ? { rule: { ...head, kind: 'cron', expression: cron.trim(), lasts } } : mistake(ground, 'for', nothingLasts)
}

/** On certain days of the week, or one stretch of time: `from` and `to` say which. */
function timedRule(ground: RuleGround, head: Head): MadeRule {
  const { from, to, days } = ground.rule
  if ((from === undefined) !== (to === undefined)) {
    const key = from === undefined ? 'from' : 'to'
    return mistake(ground, key, missing(key))
  }
  if (from === undefined || to === undefined) return weeklyRule(ground, head, {})
  if (days === undefined && !isTimeOfDay(from) && !isTimeOfDay(to)) return spanRule(ground, head, { from, to })
  const wrong = (
    [
      ['from', from],
      ['to', to],
    ] as const
  ).filter(([, words]) => minutesOf(words) === undefined)
  if (wrong.length > 0) return { mistakes: wrong.flatMap(([key, words]) => mistake(ground, key, noTimeOfDay(words)).mistakes) }
  const [begins = 0, ends = 0] = [minutesOf(from), minutesOf(to)]
  return begins === ends ? mistake(ground, 'to', noTimeBetween) : weeklyRule(ground, head, { from: begins, to: ends })
}

function weeklyRule({ rule: { days = 'every', holidays } }: RuleGround, head: Head, hours: Pick<WeeklyRule, 'from' | 'to'>): MadeRule {
  const some = days === 'workdays' || days === 'every' || typeof days === 'object' ? days : [days]
  return { rule: { ...head, kind: 'weekly', days: some, ...(holidays ? { holidays } : {}), ...hours } }
}

function spanRule(ground: RuleGround, head: Head, words: { readonly from: string; readonly to: string }): MadeRule {
  const [from, to] = [readEdge(words.from, ground.zone, 'from'), readEdge(words.to, ground.zone, 'to')]
  if (from.state === 'refused') return mistake(ground, 'from', from.refusal)
  if (to.state === 'refused') return mistake(ground, 'to', to.refusal)
  return from.at < to.at ? { rule: { ...head, kind: 'span', from: from.at, to: to.at } } : mistake(ground, 'to', endsBefore)
}

type Said = Pick<Mistake, 'problem' | 'remedy'>

function mistake({ tree, path }: RuleGround, key: Key | undefined, said: Said): { readonly mistakes: readonly Mistake[] } {
  const { problem, remedy } = said
  const at = key === undefined ? tree.at : (treeAt(tree, [key])?.at ?? placeOf(tree, [key]))
  return { mistakes: [{ at, path: key === undefined ? path : [...path, key], problem, ...(remedy ? { remedy } : {}) }] }
}

const missing = (key: Key): Said => ({ problem: text(`“${key}” is missing.`, `缺少“${key}”。`) })

const sayWhen: Said = {
  problem: text('This rule does not say when it holds.', '此规则没有说明何时生效。'),
  remedy: text(
    'Give it “days”, “from” and “to”, “holidays”, “cron” and “for”, or “calendar”.',
    '请写上“days”、“from”和“to”、“holidays”、“cron”和“for”，或“calendar”。',
  ),
}

const notBeside = (key: Key, other: Key): Said => ({
  problem: text(`“${key}” cannot stand beside “${other}” in one rule.`, `同一规则中“${key}”不能与“${other}”并用。`),
  ...(other === 'holidays'
    ? { remedy: text('Add “days: every” to leave the holidays out of these hours.', '如需在这些时段中除去节假日，请加上“days: every”。') }
    : {}),
})

const nothingLasts: Said = { problem: text('Expected a duration longer than nothing.', '时长必须大于零。') }
const endsBefore: Said = { problem: text('“to” must lie after “from”.', '“to”必须晚于“from”。') }
const noTimeBetween: Said = {
  problem: text('“from” and “to” are the same time of day.', '“from”与“to”是同一时刻。'),
  remedy: text('Leave both out for the whole day.', '如指全天，请都不写。'),
}

function noTimeOfDay(words: string): { problem: Text; remedy: Text } {
  const shown = printable(words, 60)
  return {
    problem: text(`Expected a time of day from 00:00 to 24:00; found “${shown}”.`, `应为 00:00 到 24:00 的时刻；实际为“${shown}”。`),
    remedy: text(
      'Certain days take times of day; a stretch of dates takes dates in both “from” and “to”, and no “days”.',
      '按星期的规则写时刻；一段日期则“from”和“to”都写日期，且不写“days”。',
    ),
  }
}
