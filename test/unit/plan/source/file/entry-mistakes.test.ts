import { describe, expect, it } from '@jest/globals'
import { ids, path, read, told } from './reading.ts'

/** Entries with mistakes, and what is said of them. */
const mistakes: readonly { name: string; entry: string; says: string }[] = [
  { name: 'a word', entry: 'shop', says: `Expected a mapping; found “shop”.\n@ .github/release-plan.yml:2:5 (entries[0])` },
  { name: 'nothing', entry: '', says: `Expected a mapping; found nothing.\n@ .github/release-plan.yml:2:5 (entries[0])` },
  {
    name: 'no id',
    entry: '{ at: 2026-12-01 09:00, workflow: r.yml, ref: main }',
    says: `“id” is missing.\n@ .github/release-plan.yml:2:5 (entries[0].id)`,
  },
  {
    name: 'id that would be a path',
    entry: '{ id: ../a, at: 2026-12-01 09:00, workflow: r.yml, ref: main }',
    says: `Expected a name of letters, digits and . _ - that begins with a letter or digit, at most 64 long; found “../a”.\n@ .github/release-plan.yml:2:11 (entries[0].id)`,
  },
  {
    name: 'id that looks like a variable',
    entry: '{ id: $X, at: 2026-12-01 09:00, workflow: r.yml, ref: main }',
    says: `Expected a name of letters, digits and . _ - that begins with a letter or digit, at most 64 long; found “$X”.\n@ .github/release-plan.yml:2:11 (entries[0].id)`,
  },
  {
    name: 'list as id',
    entry: '{ id: [a], at: 2026-12-01 09:00, workflow: r.yml, ref: main }',
    says: `Expected a name of letters, digits and . _ - that begins with a letter or digit, at most 64 long; found a list.\n@ .github/release-plan.yml:2:11 (entries[0].id)`,
  },
  {
    name: 'no time',
    entry: '{ id: a, workflow: r.yml, ref: main }',
    says: `“at” is missing.\n@ .github/release-plan.yml:2:5 (entries[0].at)`,
  },
  {
    name: 'time in words',
    entry: '{ id: a, at: tomorrow, workflow: r.yml, ref: main }',
    says: `Expected a date with a time of day, found “tomorrow”.\n@ .github/release-plan.yml:2:18 (entries[0].at)\n→ Write for example “2026-12-01 09:00”, or with an offset “2026-12-01T09:00+08:00”.`,
  },
  {
    name: 'date alone',
    entry: '{ id: a, at: 2026-12-01, workflow: r.yml, ref: main }',
    says: `“2026-12-01” is a date alone; a time of day is needed.\n@ .github/release-plan.yml:2:18 (entries[0].at)\n→ Write for example “2026-12-01 09:00”, or with an offset “2026-12-01T09:00+08:00”.`,
  },
  {
    name: 'day that does not exist',
    entry: '{ id: a, at: 2026-02-30 09:00, workflow: r.yml, ref: main }',
    says: `“2026-02-30 09:00”: the calendar has no such day.\n@ .github/release-plan.yml:2:18 (entries[0].at)\n→ Write for example “2026-12-01 09:00”, or with an offset “2026-12-01T09:00+08:00”.`,
  },
  {
    name: 'number as time',
    entry: '{ id: a, at: 20261201, workflow: r.yml, ref: main }',
    says: `Expected a date with a time of day, found “20261201”.\n@ .github/release-plan.yml:2:18 (entries[0].at)\n→ Write for example “2026-12-01 09:00”, or with an offset “2026-12-01T09:00+08:00”.`,
  },
  {
    name: 'misspelt time zone',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: main, time-zone: Asia/Shangai }',
    says: `“Asia/Shangai” is no time zone; expected a name of the IANA list such as “Asia/Shanghai”.\n@ .github/release-plan.yml:2:75 (entries[0].time-zone)\n→ Did you mean “Asia/Shanghai”?`,
  },
  {
    name: 'no workflow anywhere',
    entry: '{ id: a, at: 2026-12-01 09:00, ref: main }',
    says: `“workflow” is missing.\n@ .github/release-plan.yml:2:5 (entries[0].workflow)\n→ Write it in the entry, or under “defaults:” for all of them.`,
  },
  {
    name: 'no ref anywhere',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml }',
    says: `“ref” is missing.\n@ .github/release-plan.yml:2:5 (entries[0].ref)\n→ Write it in the entry, or under “defaults:” for all of them.`,
  },
  {
    name: 'workflow elsewhere',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: ../x.yml, ref: main }',
    says: `Expected the name of a workflow’s file, such as release.yml; found “../x.yml”.\n@ .github/release-plan.yml:2:46 (entries[0].workflow)`,
  },
  {
    name: 'misspelt key',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: main, enviroment: p }',
    says: `Unknown key “enviroment”.\n@ .github/release-plan.yml:2:64 (entries[0].enviroment)\n→ Did you mean “environment”?`,
  },
  {
    name: 'ref with a blank',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: latest gren }',
    says: `Expected a branch, a tag, a commit, “latest green” or “latest green of <branch>”; found “latest gren”.\n@ .github/release-plan.yml:2:58 (entries[0].ref)`,
  },
  {
    name: 'list as ref',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: [main] }',
    says: `Expected a branch, a tag, a commit, “latest green” or “latest green of <branch>”; found a list.\n@ .github/release-plan.yml:2:58 (entries[0].ref)`,
  },
  {
    name: 'environment with a blank',
    entry: `{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: main, environment: 'a b' }`,
    says: `Expected a name of letters, digits and . _ - that begins with a letter or digit, at most 64 long; found “a b”.\n@ .github/release-plan.yml:2:77 (entries[0].environment)`,
  },
  {
    name: 'inputs as a list',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: main, inputs: [1] }',
    says: `Expected a mapping; found a list.\n@ .github/release-plan.yml:2:72 (entries[0].inputs)`,
  },
  {
    name: 'input whose name begins with a digit',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: main, inputs: { 1a: b } }',
    says: `Expected the name of a workflow’s input: letters, digits, _ and -, not beginning with a digit; found “1a”.\n@ .github/release-plan.yml:2:74 (entries[0].inputs.1a)`,
  },
  {
    name: 'list as input',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: main, inputs: { a: [b] } }',
    says: `Expected text, a number, true or false; found a list.\n@ .github/release-plan.yml:2:77 (entries[0].inputs.a)`,
  },
  {
    name: 'version of two lines',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: main, version: "a\\nb" }',
    says: `Expected a version without control characters, at most 255 long; found “a⏎b”.\n@ .github/release-plan.yml:2:73 (entries[0].version)`,
  },
  {
    name: 'two versions',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: main, version: v2, inputs: { version: v1 } }',
    says: `“version” and the input “version” differ: the workflow can be given one of them only.\n@ .github/release-plan.yml:2:73 (entries[0].version)\n→ Remove one of them.`,
  },
  {
    name: 'need that is no id',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: main, needs: b/c }',
    says: `Expected a name of letters, digits and . _ - that begins with a letter or digit, at most 64 long; found “b/c”.\n@ .github/release-plan.yml:2:71 (entries[0].needs)`,
  },
  {
    name: 'need that is no entry',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: main, needs: [ok, okay] }',
    says: `“needs” names what is no entry of the plan: okay.\n@ .github/release-plan.yml:2\n→ Did you mean “ok”?`,
  },
  {
    name: 'need of itself',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: main, needs: a }',
    says: `Its needs go round in a circle: a → a.\n@ .github/release-plan.yml:2\n→ None of them can be the first: remove one of the needs.`,
  },
  {
    name: 'lateness in words',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: main, on-late: later }',
    says: `Expected skip, ask, or a duration such as 1h; found “later”.\n@ .github/release-plan.yml:2:73 (entries[0].on-late)`,
  },
  {
    name: 'lateness of more than a year',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: main, on-late: 400d }',
    says: `Expected skip, ask, or a duration such as 1h; found “400d”.\n@ .github/release-plan.yml:2:73 (entries[0].on-late)`,
  },
  {
    name: 'unknown way with a freeze',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: main, on-freeze: wait }',
    says: `Expected one of postpone, skip, ask; found “wait”.\n@ .github/release-plan.yml:2:75 (entries[0].on-freeze)`,
  },
  {
    name: 'reminder without a unit',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: main, reminders: 10 }',
    says: `Expected durations such as 24h, at most 10; found 10.\n@ .github/release-plan.yml:2:75 (entries[0].reminders)`,
  },
  {
    name: 'owner with a blank',
    entry: `{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: main, owner: 'a b' }`,
    says: `Expected a name without spaces or control characters, at most 64 long; found “a b”.\n@ .github/release-plan.yml:2:71 (entries[0].owner)`,
  },
  {
    name: 'empty list of channels',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: main, notify: [] }',
    says: `Expected a list with at least one item; found an empty list.\n@ .github/release-plan.yml:2:72 (entries[0].notify)`,
  },
  {
    name: 'yes in place of true',
    entry: '{ id: a, at: 2026-12-01 09:00, workflow: r.yml, ref: main, cancelled: yes }',
    says: `Expected true or false; found “yes”.\n@ .github/release-plan.yml:2:75 (entries[0].cancelled)`,
  },
  {
    name: 'several mistakes',
    entry: '{ id: a, at: 2026-13-01 09:00, workflow: r.yml, ref: main, xx: 1 }',
    says: `The entry has 2 mistakes:\n  .github/release-plan.yml:2:18 (entries[0].at): “2026-13-01 09:00”: the calendar has no such day. Write for example “2026-12-01 09:00”, or with an offset “2026-12-01T09:00+08:00”.\n  .github/release-plan.yml:2:64 (entries[0].xx): Unknown key “xx”. Known here: id, at, time-zone, version, inputs, needs, cancelled, skipped, workflow, ref, environment, on-late, ….`,
  },
]

const good = '{ id: ok, at: 2026-12-01 09:00, workflow: r.yml, ref: main }'

describe('an entry with a mistake', () => {
  it.each(mistakes)('is refused alone: $name', async ({ entry, says }) => {
    const { entries, refused } = await read(`entries:\n  - ${entry}\n  - ${good}\n`, { branch: undefined })
    expect(ids(entries)).toEqual(['ok'])
    expect(refused.map((each) => told(each))).toEqual([says])
    expect(refused[0]?.where).toBe(`${path}:2`)
  })

  it.each(mistakes)('is told in Chinese as well: $name', async ({ entry }) => {
    const { refused } = await read(`entries:\n  - ${entry}\n  - ${good}\n`, { branch: undefined })
    for (const each of refused) expect(told(each, 'zh-CN')).toMatch(/\p{Script=Han}/u)
    for (const each of refused) expect(told(each, 'zh-CN')).not.toMatch(/Expected|missing|Unknown|mistake/)
  })

  it('keeps whatever could be read of it', async () => {
    const { refused } = await read(
      'defaults: { owner: alice, notify: team }\nentries:\n  - { id: a, at: 2026-12-01 09:00, time-zone: Asia/Tokyo, owner: bob, x: 1 }\n  - { id: b/c, at: never, notify: [ops] }\n',
    )
    expect(refused).toMatchObject([
      { id: 'a', owner: 'bob', notify: ['team'], due: { at: Date.parse('2026-12-01T00:00:00Z'), zone: 'Asia/Tokyo' } },
      { id: '', owner: 'alice', notify: ['ops'], due: undefined },
    ])
  })
})
