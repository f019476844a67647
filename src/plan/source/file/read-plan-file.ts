import { judgeData } from '../../../config/judge.ts'
import { configurationError, type Mistake } from '../../../config/mistakes.ts'
import { readYaml, type YamlKind } from '../../../config/read-yaml.ts'
import { type Tree, treeAt } from '../../../config/tree.ts'
import { text } from '../../../kit/text.ts'
import type { CalendarRule, CalendarRules } from '../../calendar/rules.ts'
import { refuseZone } from '../../time/known-zone.ts'
import { makeRule } from './calendar-rules.ts'
import type { WrittenRule } from './calendar-schema.ts'
import { crossCheck, type JudgedEntries } from './cross-check.ts'
import { withinLimit } from './limits.ts'
import { defaultsFrom, type PlanDefaults } from './plan-defaults.ts'
import { frameSchema } from './plan-schema.ts'
import { thePlan } from './plan-subject.ts'
import { type EntryGround, readEntry } from './read-entry.ts'
import { zoneRefusals } from './zone-refusals.ts'

/** A calendar as it is written, and the IANA zone of its days and hours. */
export interface ZonedRules extends CalendarRules {
  readonly zone: string
}

/** All that a plan file says. */
export interface PlanFile extends JudgedEntries {
  /** IANA zone of times that name none. */
  readonly zone: string
  readonly defaults: PlanDefaults
  readonly calendar: ZonedRules
}

/** What holds where the file says nothing. */
export interface PlanSurroundings {
  /** IANA zone. */
  readonly zone: string
  /** Branch that entries without a `ref` are released from; undefined: such entries are refused. */
  readonly branch?: string | undefined
}

const planFile: YamlKind = {
  subject: thePlan,
  sections: text('“calendar:” and “entries:”', '“calendar:”和“entries:”'),
  mostPieces: 300_000,
  keepsNumbers: true,
}

/**
 * Reads `.github/release-plan.yml`. A mistake in one entry refuses that entry alone. Throws an InputError that tells every mistake of whatever
 * concerns them all: the syntax, unknown sections, `defaults:`, `calendar:`. `$NAME` stays as it is: a plan is data.
 */
export async function readPlanFile(words: string, path: string, around: PlanSurroundings): Promise<PlanFile> {
  const tree = await readYaml(words, path, planFile)
  const judged = judgeData(frameSchema, tree, [])
  const mistakes = [...('mistakes' in judged ? judged.mistakes : []), ...zoneMistakes(tree)]
  if ('mistakes' in judged || mistakes.length > 0) throw configurationError(mistakes, thePlan)
  const { timeZone: zone = around.zone, defaults: written = {}, calendar: rules = {}, entries = [] } = judged.output
  withinLimit(entries.length, path)
  const defaults = defaultsFrom(written, around.branch)
  const calendar = calendarIn(tree, rules, rules.timeZone ?? zone)
  return { zone, defaults, calendar, ...entriesIn(tree, { defaults, zone, refuseZone: zoneRefusals() }) }
}

const zoneMistakes = (tree: Tree): Mistake[] =>
  [['time-zone'], ['calendar', 'time-zone']].flatMap((path) => {
    const found = treeAt(tree, path)
    const refusal = found?.kind === 'scalar' && typeof found.value === 'string' ? refuseZone(found.value) : undefined
    return found && refusal ? [{ at: found.at, path, ...refusal }] : []
  })

function entriesIn(tree: Tree, ground: EntryGround): JudgedEntries {
  const list = treeAt(tree, ['entries'])
  const items = list?.kind === 'list' ? list.items : []
  return crossCheck(items.map((item, index) => readEntry(item, ['entries', index], ground)))
}

interface WrittenRules {
  readonly allow?: readonly WrittenRule[]
  readonly deny?: readonly WrittenRule[]
}

function calendarIn(tree: Tree, { allow = [], deny = [] }: WrittenRules, zone: string): ZonedRules {
  const mistakes: Mistake[] = []
  const rulesOf = (side: keyof WrittenRules, rules: readonly WrittenRule[]): CalendarRule[] =>
    rules.flatMap((rule, index) => {
      const path = ['calendar', side, index]
      const made = makeRule({ rule, tree: treeAt(tree, path) ?? tree, path, zone })
      if ('rule' in made) return [made.rule]
      mistakes.push(...made.mistakes)
      return []
    })
  const calendar = { zone, allow: rulesOf('allow', allow), deny: rulesOf('deny', deny) }
  if (mistakes.length > 0) throw configurationError(mistakes, thePlan)
  return calendar
}
