import { describe, expect, it } from '@jest/globals'
import { path, read } from './reading.ts'
import { examplePlan } from './release-plan.example.ts'

const hour = 3_600_000

describe('the plan with everything in it', () => {
  it('is read as it is meant', async () => {
    const { zone, defaults, calendar, entries, refused } = await read(examplePlan)
    expect(refused).toEqual([])
    expect(zone).toBe('Asia/Shanghai')
    expect(defaults).toEqual({
      workflow: 'release.yml',
      ref: { kind: 'named', name: 'main' },
      environment: 'production',
      onLate: { kind: 'run-within', milliseconds: hour / 2 },
      onFreeze: 'ask',
      onClose: 'cancel',
      reminders: [48 * hour, hour, hour / 6],
      owner: 'alice',
      notify: ['team'],
    })
    expect(entries).toEqual([
      {
        ...defaults,
        id: 'shop-1.4.2',
        due: { at: Date.parse('2026-12-01T01:00:00Z'), zone: 'Asia/Shanghai', words: '2026-12-01 09:00' },
        inputs: { region: 'cn', retries: '3', dry: 'false', share: '1.10', secret: '$TOKEN' },
        version: 'v1.4.2',
        needs: ['db-migration'],
        wish: 'run',
        where: `${path}:28`,
      },
      {
        id: 'db-migration',
        due: { at: Date.parse('2026-12-01T00:00:00Z'), zone: 'Asia/Shanghai', words: '2026-12-01T08:00+08:00' },
        workflow: 'migrate.yaml',
        ref: { kind: 'latest-green', branch: 'release/1.4' },
        inputs: {},
        version: '',
        environment: 'test',
        needs: [],
        onLate: { kind: 'skip' },
        onFreeze: 'postpone',
        onClose: 'finish',
        reminders: [],
        owner: 'bob',
        notify: ['ops', 'team'],
        wish: 'skipped',
        where: `${path}:33`,
      },
      {
        ...defaults,
        id: '2026',
        due: { at: Date.parse('2026-12-02T08:00:00Z'), zone: 'Europe/Berlin', words: '2026-12-02 09:00' },
        ref: { kind: 'latest-green', branch: '' },
        inputs: {},
        version: '1.10',
        needs: [],
        onLate: { kind: 'ask' },
        wish: 'cancelled',
        where: `${path}:45`,
      },
    ])
    expect(calendar).toEqual({
      zone: 'Europe/Berlin',
      allow: [
        { ...rule('Working hours', 16, 'allow', 0), kind: 'weekly', days: 'workdays', from: 540, to: 1080 },
        { ...rule('China', 17, 'allow', 1), kind: 'weekly', days: 'workdays', holidays: 'china', from: 540, to: 1080 },
        { ...rule('Thursdays', 18, 'allow', 2), kind: 'weekly', days: ['thu'], from: 600, to: 960, environments: ['production'] },
        { ...rule('Nights', 19, 'allow', 3), kind: 'cron', expression: '0 22 * * *', lasts: 4 * hour },
      ],
      deny: [
        { ...rule("Year's end", 21, 'deny', 0), ...span('2026-12-20T00:00+01:00', '2027-01-05T00:00+01:00') },
        { ...rule('Moving house', 22, 'deny', 1), ...span('2026-12-05T20:00+01:00', '2026-12-06T02:00+01:00') },
        { ...rule('Fridays', 23, 'deny', 2), kind: 'weekly', days: ['fri'], from: 900, to: 1440 },
        { ...rule('Public holidays', 24, 'deny', 3), kind: 'holidays', of: 'china' },
        { ...rule('Company', 25, 'deny', 4), kind: 'events', path: '.github/freeze.ics' },
        { ...rule('Mornings', 26, 'deny', 5), kind: 'weekly', days: 'every', from: 1320, to: 390 },
      ],
    })
  })

  const rule = (name: string, line: number, side: string, index: number) => ({
    name,
    environments: [],
    where: `${path}:${line}:7 (calendar.${side}[${index}])`,
  })
  const span = (from: string, to: string) => ({ kind: 'span', from: Date.parse(from), to: Date.parse(to) })
})

describe('a plan that says little', () => {
  it.each(['', '# nothing yet\n', 'entries: []\n', 'entries:\n', 'calendar:\ndefaults:\n'])(
    '%j is a plan without entries',
    async (words) => {
      const plan = await read(words, { zone: 'Asia/Tokyo' })
      expect(plan).toMatchObject({ zone: 'Asia/Tokyo', entries: [], refused: [], calendar: { zone: 'Asia/Tokyo', allow: [], deny: [] } })
    },
  )

  it('has defaults', async () => {
    const { entries } = await read('entries: [{ id: a, at: 2026-12-01 09:00, workflow: r.yml }]\n', { branch: 'trunk' })
    expect(entries).toMatchObject([
      {
        ref: { kind: 'named', name: 'trunk' },
        environment: '',
        onLate: { kind: 'run-within', milliseconds: hour },
        onFreeze: 'postpone',
        onClose: 'finish',
        reminders: [24 * hour, hour, hour / 6],
        owner: '',
        notify: [],
        wish: 'run',
      },
    ])
  })

  it('shares what stands at an anchor', async () => {
    const { entries } = await read(
      'entries:\n  - &a { id: a, at: 2026-12-01 09:00, workflow: r.yml, inputs: &i { x: 1 } }\n  - { id: b, at: 2026-12-01 09:00, workflow: r.yml, inputs: *i }\n',
    )
    expect(entries.map(({ inputs }) => inputs)).toEqual([{ x: '1' }, { x: '1' }])
  })

  it('keeps numbers and dates as they were written', async () => {
    const { entries } = await read(
      '%YAML 1.1\n---\nentries: [{ id: a, at: 2026-12-01T09:00:00Z, workflow: r.yml, inputs: { a: 1_000, b: 1e3, c: 0x1F, d: 010, e: .inf, f: 12345678901234567890, g: true } }]\n',
    )
    expect(entries).toMatchObject([
      {
        due: { words: '2026-12-01T09:00:00Z' },
        inputs: { a: '1_000', b: '1e3', c: '0x1F', d: '010', e: '.inf', f: '12345678901234567890', g: 'true' },
      },
    ])
  })
})
