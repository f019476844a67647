import type { Channel } from '../../src/config/channels.ts'
import { explain, isKnownError } from '../../src/kit/errors.ts'
import { calendarOf } from '../../src/plan/calendar/calendar-of.ts'
import type { RefusedEntry } from '../../src/plan/entry.ts'
import { readBitableSettings } from '../../src/plan/source/bitable/read-bitable-settings.ts'
import { defaultsFrom } from '../../src/plan/source/file/plan-defaults.ts'
import { readPlanCsv } from '../../src/plan/source/file/read-plan-csv.ts'
import { readPlanFile } from '../../src/plan/source/file/read-plan-file.ts'
import { readPlanIcs } from '../../src/plan/source/file/read-plan-ics.ts'
import { hasOnly, isMapping } from './yaml-value.ts'

const sections: ReadonlySet<string> = new Set(['time-zone', 'defaults', 'calendar', 'entries'])

/** A plan, or a part of one: the zone alone may be a configuration's. */
export const isPlan = (value: unknown): boolean =>
  isMapping(value) && hasOnly(value, sections) && Object.keys(value).some((key) => key !== 'time-zone')

const emptyFile = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//b//EN\r\nEND:VCALENDAR\r\n'
const path = 'release-plan.yml'
const defaults = defaultsFrom({ workflow: 'release.yml' }, 'main')
const always = { from: 0, until: Date.UTC(2100, 0, 1) }

/** What is wrong with a plan in YAML: the file as a whole, its calendar, or single entries. Of what a part leaves out nothing is asked. */
export const planFaults = (words: string): Promise<string[]> =>
  faultsOf(async () => {
    const { calendar, entries, refused } = await readPlanFile(words, path, { zone: 'UTC', branch: 'main' })
    const files = [...calendar.allow, ...calendar.deny].flatMap((rule) => (rule.kind === 'events' ? [rule.path] : []))
    const { verdict } = await calendarOf(calendar, calendar.zone, new Map(files.map((file) => [file, emptyFile])))
    for (const { due, environment } of entries) verdict(due.at, environment)
    return refused.filter(({ refusal }) => !isPart(refusal.problem.en))
  })

/** An entry of a fragment may get its workflow from defaults, and need entries, that the fragment does not show. */
const isPart = (problem: string): boolean => /names what is no entry of the plan/.test(problem)

export const csvPlanFaults = (words: string): Promise<string[]> =>
  faultsOf(async () => (await readPlanCsv(words, path, defaults, 'UTC')).refused)

export const icsPlanFaults = (words: string): Promise<string[]> =>
  faultsOf(async () => (await readPlanIcs(words.replace(/\n/g, '\r\n'), path, defaults, 'UTC', always)).refused)

/** What is wrong with the input `bitable`; a channel that it names is an app of Feishu. */
export const bitableFaults = (words: string, env: NodeJS.ProcessEnv): Promise<string[]> =>
  faultsOf(async () => {
    await readBitableSettings(words, env, () => undefined, { channelNamed: appOf, branch: 'main' })
    return []
  })

const appOf = (name: string): Channel =>
  ({ type: 'feishu', name, appId: 'cli_a1b2c3', appSecret: 'something', chat: 'oc_1' }) as unknown as Channel // as much of one as is looked at

async function faultsOf(read: () => Promise<readonly RefusedEntry[]>): Promise<string[]> {
  try {
    return (await read()).map(({ where, refusal: { problem, remedy } }) => `${where}: ${problem.en} ${remedy?.en ?? ''}`)
  } catch (error) {
    if (!isKnownError(error)) throw error
    return [explain(error, 'en')]
  }
}
