import { describe, expect, it } from '@jest/globals'
import { refusal } from '../../../config/loading.ts'
import { read } from './reading.ts'

/** Files in which something is wrong that concerns every entry, and what is said of it. */
const mistakes: readonly { name: string; file: string; says: string }[] = [
  {
    name: 'unknown section',
    file: `entry: []\n`,
    says: `Unknown key “entry”.\n  Where: .github/release-plan.yml:1:1 (entry)\n  What to do: Did you mean “entries”?`,
  },
  {
    name: 'unknown section far from all known ones',
    file: `zzzzzz: 1\n`,
    says: `Unknown key “zzzzzz”.\n  Where: .github/release-plan.yml:1:1 (zzzzzz)\n  What to do: Known here: time-zone, defaults, calendar, entries.`,
  },
  {
    name: 'a list as the whole file',
    file: `- a\n`,
    says: `Expected a mapping of sections such as “calendar:” and “entries:”.\n  Where: .github/release-plan.yml:1:1`,
  },
  {
    name: 'a mapping where the entries are expected',
    file: `entries: { a: 1 }\n`,
    says: `Expected a list; found a mapping with the keys a.\n  Where: .github/release-plan.yml:1:10 (entries)`,
  },
  {
    name: 'wrong indentation',
    file: `entries:\n  - id: a\n   at: b\n`,
    says: `This is not valid YAML: Sequence item without - indicator.\n  Where: .github/release-plan.yml:3:1`,
  },
  {
    name: 'a key twice',
    file: `entries: [{ id: a, id: b }]\n`,
    says: `This key stands here twice.\n  Where: .github/release-plan.yml:1:20`,
  },
  {
    name: 'name of Object.prototype as key',
    file: `entries: [{ constructor: 1 }]\n`,
    says: `“constructor” cannot be a key.\n  Where: .github/release-plan.yml:1:13 (entries[0])`,
  },
  {
    name: 'an alias of itself',
    file: `a: &a [*a]\n`,
    says: `The alias “*a” has no anchor before it.\n  Where: .github/release-plan.yml:1:8 (a[0])`,
  },
  {
    name: 'time zone that people call otherwise',
    file: `time-zone: Beijing\n`,
    says: `“Beijing” is no time zone; expected a name of the IANA list such as “Asia/Shanghai”.\n  Where: .github/release-plan.yml:1:12 (time-zone)\n  What to do: Did you mean “Asia/Shanghai”?`,
  },
  {
    name: 'offset as a time zone',
    file: `time-zone: +08:00\n`,
    says: `“+08:00” is no time zone; expected a name of the IANA list such as “Asia/Shanghai”.\n  Where: .github/release-plan.yml:1:12 (time-zone)`,
  },
  {
    name: 'variable as a time zone: a plan is data',
    file: `time-zone: $ZONE\n`,
    says: `“$ZONE” is no time zone; expected a name of the IANA list such as “Asia/Shanghai”.\n  Where: .github/release-plan.yml:1:12 (time-zone)`,
  },
  {
    name: 'time zone of the calendar',
    file: `calendar: { time-zone: Asia/Shangai }\n`,
    says: `“Asia/Shangai” is no time zone; expected a name of the IANA list such as “Asia/Shanghai”.\n  Where: .github/release-plan.yml:1:24 (calendar.time-zone)\n  What to do: Did you mean “Asia/Shanghai”?`,
  },
  {
    name: 'default workflow without ending',
    file: `defaults: { workflow: release }\n`,
    says: `Expected the name of a workflow’s file, such as release.yml; found “release”.\n  Where: .github/release-plan.yml:1:23 (defaults.workflow)`,
  },
  {
    name: 'default without a unit',
    file: `defaults: { on-late: 30 }\n`,
    says: `Expected skip, ask, or a duration such as 1h; found 30.\n  Where: .github/release-plan.yml:1:22 (defaults.on-late)`,
  },
  {
    name: 'misspelt default',
    file: `defaults: { onlate: 1h }\n`,
    says: `Unknown key “onlate”.\n  Where: .github/release-plan.yml:1:13 (defaults.onlate)\n  What to do: Did you mean “on-late”?`,
  },
  {
    name: 'default that is none',
    file: `defaults: { id: a }\n`,
    says: `Unknown key “id”.\n  Where: .github/release-plan.yml:1:13 (defaults.id)\n  What to do: Known here: workflow, ref, environment, on-late, on-freeze, on-close, reminders, owner, notify.`,
  },
  {
    name: 'default reminder that is no duration',
    file: `defaults: { reminders: [1h, soon] }\n`,
    says: `Expected a duration such as 90s, 5m, 1h30m or 2d; found “soon”.\n  Where: .github/release-plan.yml:1:29 (defaults.reminders[1])`,
  },
  {
    name: 'misspelt side of the calendar',
    file: `calendar: { alow: [] }\n`,
    says: `Unknown key “alow”.\n  Where: .github/release-plan.yml:1:13 (calendar.alow)\n  What to do: Did you mean “allow”?`,
  },
  {
    name: 'rule without a name',
    file: `calendar: { deny: [{ days: fri }] }\n`,
    says: `“name” is missing.\n  Where: .github/release-plan.yml:1:20 (calendar.deny[0].name)`,
  },
  {
    name: 'rule that never says when',
    file: `calendar: { deny: [{ name: A }] }\n`,
    says: `This rule does not say when it holds.\n  Where: .github/release-plan.yml:1:20 (calendar.deny[0])\n  What to do: Give it “days”, “from” and “to”, “holidays”, “cron” and “for”, or “calendar”.`,
  },
  {
    name: 'rule that is a word',
    file: `calendar: { deny: [A] }\n`,
    says: `Expected a mapping; found “A”.\n  Where: .github/release-plan.yml:1:20 (calendar.deny[0])`,
  },
  {
    name: 'day in full',
    file: `calendar: { deny: [{ name: A, days: friday }] }\n`,
    says: `Expected workdays, every, or days of the week: mon, tue, wed, thu, fri, sat, sun; found “friday”.\n  Where: .github/release-plan.yml:1:37 (calendar.deny[0].days)`,
  },
  {
    name: 'day in a list',
    file: `calendar: { deny: [{ name: A, days: [fri, sonday] }] }\n`,
    says: `Expected one of mon, tue, wed, thu, fri, sat, sun; found “sonday”.\n  Where: .github/release-plan.yml:1:43 (calendar.deny[0].days[1])`,
  },
  {
    name: 'beginning without end',
    file: `calendar: { allow: [{ name: A, days: fri, from: '09:00' }] }\n`,
    says: `“to” is missing.\n  Where: .github/release-plan.yml:1:21 (calendar.allow[0].to)`,
  },
  {
    name: 'end without beginning',
    file: `calendar: { allow: [{ name: A, to: '09:00' }] }\n`,
    says: `“from” is missing.\n  Where: .github/release-plan.yml:1:21 (calendar.allow[0].from)`,
  },
  {
    name: 'time of day that no clock shows',
    file: `calendar: { allow: [{ name: A, days: fri, from: '09:00', to: '25:00' }] }\n`,
    says: `Expected a time of day from 00:00 to 24:00; found “25:00”.\n  Where: .github/release-plan.yml:1:62 (calendar.allow[0].to)\n  What to do: Certain days take times of day; a stretch of dates takes dates in both “from” and “to”, and no “days”.`,
  },
  {
    name: 'no time between',
    file: `calendar: { allow: [{ name: A, days: fri, from: '09:00', to: '09:00' }] }\n`,
    says: `“from” and “to” are the same time of day.\n  Where: .github/release-plan.yml:1:62 (calendar.allow[0].to)\n  What to do: Leave both out for the whole day.`,
  },
  {
    name: 'hours as numbers',
    file: `calendar: { allow: [{ name: A, days: fri, from: 9, to: 18 }] }\n`,
    says: `The plan has 2 mistakes:\n  .github/release-plan.yml:1:49 (calendar.allow[0].from): Expected text; found 9.\n  .github/release-plan.yml:1:56 (calendar.allow[0].to): Expected text; found 18.`,
  },
  {
    name: 'a date and a time of day',
    file: `calendar: { deny: [{ name: A, from: 2026-12-20, to: '10:00' }] }\n`,
    says: `Expected a time of day from 00:00 to 24:00; found “2026-12-20”.\n  Where: .github/release-plan.yml:1:37 (calendar.deny[0].from)\n  What to do: Certain days take times of day; a stretch of dates takes dates in both “from” and “to”, and no “days”.`,
  },
  {
    name: 'end before the beginning',
    file: `calendar: { deny: [{ name: A, from: 2026-12-20, to: 2026-12-19 }] }\n`,
    says: `“to” must lie after “from”.\n  Where: .github/release-plan.yml:1:53 (calendar.deny[0].to)`,
  },
  {
    name: 'day that does not exist',
    file: `calendar: { deny: [{ name: A, from: 2026-02-30, to: 2026-12-19 }] }\n`,
    says: `“2026-02-30”: the calendar has no such day.\n  Where: .github/release-plan.yml:1:37 (calendar.deny[0].from)\n  What to do: Write for example “2026-12-01 09:00”, or with an offset “2026-12-01T09:00+08:00”.`,
  },
  {
    name: 'unknown country',
    file: `calendar: { deny: [{ name: A, holidays: chine }] }\n`,
    says: `Expected one of china; found “chine”.\n  Where: .github/release-plan.yml:1:41 (calendar.deny[0].holidays)\n  What to do: Did you mean “china”?`,
  },
  {
    name: 'holidays at certain hours',
    file: `calendar: { deny: [{ name: A, holidays: china, from: '09:00', to: '10:00' }] }\n`,
    says: `The plan has 2 mistakes:\n  .github/release-plan.yml:1:54 (calendar.deny[0].from): “from” cannot stand beside “holidays” in one rule. Add “days: every” to leave the holidays out of these hours.\n  .github/release-plan.yml:1:67 (calendar.deny[0].to): “to” cannot stand beside “holidays” in one rule. Add “days: every” to leave the holidays out of these hours.`,
  },
  {
    name: 'cron without a length',
    file: `calendar: { deny: [{ name: A, cron: '0 22 * * *' }] }\n`,
    says: `“for” is missing.\n  Where: .github/release-plan.yml:1:20 (calendar.deny[0].for)`,
  },
  {
    name: 'length without cron',
    file: `calendar: { deny: [{ name: A, for: 4h }] }\n`,
    says: `“cron” is missing.\n  Where: .github/release-plan.yml:1:20 (calendar.deny[0].cron)`,
  },
  {
    name: 'cron of another kind',
    file: `calendar: { deny: [{ name: A, cron: '@daily', for: 4h }] }\n`,
    says: `Expected a cron expression of five fields, such as 0 22 * * *; found “@daily”.\n  Where: .github/release-plan.yml:1:37 (calendar.deny[0].cron)`,
  },
  {
    name: 'cron that lasts no time',
    file: `calendar: { deny: [{ name: A, cron: '0 22 * * *', for: 0s }] }\n`,
    says: `Expected a duration longer than nothing.\n  Where: .github/release-plan.yml:1:56 (calendar.deny[0].for)`,
  },
  {
    name: 'calendar file outside of the repository',
    file: `calendar: { deny: [{ name: A, calendar: ../x.ics }] }\n`,
    says: `Expected a relative path without “..” such as storage or config/.env; found “../x.ics”.\n  Where: .github/release-plan.yml:1:41 (calendar.deny[0].calendar)`,
  },
  {
    name: 'two kinds of rule in one',
    file: `calendar: { deny: [{ name: A, calendar: x.ics, days: fri }] }\n`,
    says: `“days” cannot stand beside “calendar” in one rule.\n  Where: .github/release-plan.yml:1:54 (calendar.deny[0].days)`,
  },
  {
    name: 'several mistakes, in the order of the file',
    file: `zone: a\ncalendar: { deny: [{ name: A }, { name: B, from: '09:00', to: 24:01 }] }\n`,
    says: `Unknown key “zone”.\n  Where: .github/release-plan.yml:1:1 (zone)\n  What to do: Known here: time-zone, defaults, calendar, entries.`,
  },
]

describe('a plan that cannot be used as a whole', () => {
  it.each(mistakes)('tells $name', async ({ file, says }) => {
    const { code, words } = await refusal(() => read(file))
    expect({ code, words }).toEqual({ code: 'plan-faulty', words: says })
  })

  it.each(mistakes)('tells $name in Chinese as well', async ({ file }) => {
    const { words } = await refusal(() => read(file), 'zh-CN')
    expect(words).toMatch(/\p{Script=Han}/u)
    expect(words).not.toMatch(/Expected|missing|Unknown|mistake/)
  })

  it('tells that there are too many entries', async () => {
    const { words } = await refusal(() => read(`entries: [${'1,'.repeat(10_001)}]\n`))
    expect(words).toContain('A plan has at most 10000 entries; here are 10001.')
  })

  it('refuses aliases that swell, at once', async () => {
    const bomb = [
      'a0: &a0 [x]',
      ...Array.from({ length: 30 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`),
    ].join('\n')
    const { words } = await refusal(() => read(bomb))
    expect(words).toContain('The plan has more than 300000 pieces, those repeated by aliases included.')
  })

  it('refuses what nests too deeply', async () => {
    for (const depth of [60, 5000])
      expect((await refusal(() => read(`entries: ${'['.repeat(depth)}${']'.repeat(depth)}\n`))).words).toContain('Nested too deeply')
  })
})
