import { afterEach, describe, expect, it } from '@jest/globals'
import { gitHubWith } from '../../../../../src/github/client.ts'
import { RemoteError } from '../../../../../src/kit/errors.ts'
import { openPlanFile, type PlanFileWish } from '../../../../../src/plan/source/file/open-plan-file.ts'
import { usualDefaults } from '../../../../../src/plan/source/file/plan-defaults.ts'
import { type ApiRoute, ok } from '../../../../fakes/github/answers.ts'
import { type FakeGithub, startGithub } from '../../../../fakes/github/github.ts'
import { refusal } from '../../../config/loading.ts'
import { leapingClock } from '../../../github/leaping-clock.ts'
import { ids, path } from './reading.ts'

const ics = (...lines: readonly string[]) => ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n')
const plan = `time-zone: Asia/Shanghai
defaults: { workflow: release.yml, owner: alice }
calendar:
  deny:
    - { name: Company, calendar: .github/freeze.ics }
    - { name: Again, calendar: .github/freeze.ics }
    - { name: Gone, calendar: .github/gone.ics }
entries:
  - { id: a, at: 2026-12-01 09:00 }
  - { id: b, at: 2026-12-02 09:00, needs: a }
  - { id: c, at: 2026-12-01 09:00, x: 1 }
  - { id: d, at: 2026-12-02 09:00, x: 1 }
  - { id: e, at: soon }
`
const at = (words: string): number => Date.parse(words)
const first = { from: at('2026-12-01T01:00:00Z'), until: at('2026-12-02T01:00:00Z') }

let github: FakeGithub
afterEach(() => github.close())

async function open(files: Record<string, string>, wish: Partial<PlanFileWish> = {}, routes: readonly ApiRoute[] = []) {
  const clock = leapingClock()
  const state = {
    repository: 'o/r',
    files: Object.fromEntries(Object.entries(files).map(([name, words]) => [name.includes(':') ? name : `main:${name}`, words])),
  }
  github = await startGithub({ token: 't0ken', state, now: clock.now, routes })
  const client = gitHubWith('t0ken', { GITHUB_API_URL: github.url }, { clock, random: () => 0 })
  return openPlanFile({ github: client, repository: 'o/r', path, ref: 'default-branch', zone: 'UTC', branch: 'main', clock, ...wish })
}
const answers = () => github.requests.map(({ status }) => status)
const replace = (words: string, name = path) => {
  github.state.files[`main:${name}`] = words
}

describe('a plan in the repository', () => {
  it('tells what is due within a span, and what nobody knows the time of', async () => {
    const { source } = await open({ [path]: plan })
    const { entries, refused, notes } = await source.read(first)
    expect([source.name, ids(entries), ids(refused), notes]).toEqual([path, ['a'], ['c', 'e'], []])
    expect(entries).toMatchObject([{ workflow: 'release.yml', ref: { kind: 'named', name: 'main' }, where: `${path}:9` }])
    expect(ids((await source.read({ from: first.until, until: first.until + 1 })).entries)).toEqual(['b'])
    expect(ids((await source.read({ from: 0, until: first.from })).refused)).toEqual(['e'])
  })

  it('costs nothing to read again while it has not changed', async () => {
    const { source, defaults, zone } = await open({ [path]: plan })
    await source.read(first)
    await source.read(first)
    await source.readAgain('a')
    expect([(await defaults()).owner, await zone()]).toEqual(['alice', 'Asia/Shanghai'])
    expect(answers()).toEqual([200, 304, 304, 304, 304])
    expect(github.requests.filter(({ isCounted }) => isCounted)).toHaveLength(1)
  })

  it('tells an entry as it is now', async () => {
    const { source } = await open({ [path]: plan })
    expect(await source.readAgain('b')).toMatchObject({ state: 'planned', entry: { id: 'b', due: { at: first.until } } })
    expect(await source.readAgain('c')).toMatchObject({ state: 'refused', entry: { id: 'c' } })
    expect(await source.readAgain('x')).toEqual({ state: 'gone' })
    replace(plan.replace('2026-12-02 09:00, needs: a', '2026-12-03 09:00, cancelled: true'))
    expect(await source.readAgain('b')).toMatchObject({
      state: 'planned',
      entry: { wish: 'cancelled', due: { at: at('2026-12-03T01:00:00Z') } },
    })
    replace('entries: []\n')
    expect(await source.readAgain('b')).toEqual({ state: 'gone' })
    expect(answers()).toEqual([200, 304, 304, 200, 200])
  })

  it('is never written', async () => {
    const { source } = await open({ [path]: plan })
    expect(await source.writeBack('a', { state: 'released', words: '', run: undefined, late: 0 })).toBeUndefined()
    expect(github.requests).toEqual([])
  })

  it('gives the calendar with the files that it names', async () => {
    const freeze = ics('UID:f', 'DTSTART:20261201T000000Z')
    const { calendar } = await open({ [path]: plan, '.github/freeze.ics': freeze })
    const { rules, files } = await calendar()
    expect([rules.zone, rules.deny.map(({ name }) => name), [...files]]).toEqual([
      'Asia/Shanghai',
      ['Company', 'Again', 'Gone'],
      [['.github/freeze.ics', freeze]],
    ])
    await calendar()
    expect(answers().filter((status) => status === 200)).toHaveLength(2)
  })

  it('gives a calendar and files that stood together: the plan names another file while the first is read', async () => {
    const fresh = ics('UID:new', 'DTSTART:20261201T000000Z')
    const renamed = plan.replaceAll('freeze.ics', 'frozen.ics')
    const moving: ApiRoute = {
      method: 'GET',
      path: /\/contents\/\.github\/freeze\.ics$/,
      needs: '',
      answer: () => {
        replace(renamed)
        replace(fresh, '.github/frozen.ics')
        return ok(ics('UID:old', 'DTSTART:20261201T000000Z'))
      },
    }
    const { calendar } = await open({ [path]: plan }, {}, [moving])
    const { rules, files } = await calendar()
    expect([...files]).toEqual([['.github/frozen.ics', fresh]])
    expect(rules.deny.flatMap((rule) => (rule.kind === 'events' ? [rule.path] : []))).toContain('.github/frozen.ics')
  })

  it('is read from elsewhere where that is given: a checked-out pull request', async () => {
    const files = new Map([
      [path, plan],
      ['.github/freeze.ics', 'x'],
    ])
    const { source, calendar } = await open({}, { readAt: async (name) => files.get(name) })
    expect(ids((await source.read(first)).entries)).toEqual(['a'])
    expect([...(await calendar()).files]).toEqual([['.github/freeze.ics', 'x']])
    expect(github.requests).toEqual([])
  })

  it('is read at another ref where that is asked for', async () => {
    const { source } = await open({ [`release:${path}`]: plan }, { ref: 'release' })
    expect(ids((await source.read(first)).entries)).toEqual(['a'])
    expect(github.requests[0]?.query).toEqual({ ref: 'release' })
  })
})

describe('a plan that cannot be read', () => {
  it('is not there: how to begin one is told', async () => {
    const { source } = await open({})
    expect(await refusal(() => source.read(first))).toEqual({
      code: 'configuration-not-found',
      words: `There is no plan “${path}” on the default branch.\n  Where: ${path}\n  What to do: Commit one; for a beginning: “entries: [{ id: shop-1.4.2, at: 2026-12-01 09:00, workflow: release.yml, ref: main }]”.`,
    })
    expect((await refusal(() => source.readAgain('a'), 'zh-CN')).words).toContain('没有计划')
  })

  it.each([
    { name: 'broken YAML', words: 'a: b: c\n', says: 'not valid YAML' },
    { name: 'a broken calendar', words: 'calendar: { deny: [{ name: A }] }\n', says: 'does not say when' },
    { name: 'another encoding', words: 'entries:\n  - id: \ufffd\ufffd\n', says: `This line is not UTF-8.\n  Where: ${path}:2` },
    { name: 'far too long', words: `#${'x'.repeat(5_000_001)}`, says: 'longer than 5000000 characters' },
  ])('is refused as a whole: $name', async ({ words, says }) => {
    const { source } = await open({ [path]: words })
    expect((await refusal(() => source.read(first))).words).toContain(says)
    expect((await refusal(() => source.readAgain('a'))).words).toContain(says)
  })

  it('is good again when it is mended', async () => {
    const { source } = await open({ [path]: 'a: [\n' })
    await refusal(() => source.read(first))
    replace(`\ufeff${plan}`)
    expect(ids((await source.read(first)).entries)).toEqual(['a'])
  })

  it('is on a GitHub that fails: that is told as what it is', async () => {
    const { source } = await open({ [path]: plan })
    for (let tries = 0; tries < 3; tries++) github.failNext({ status: 502, body: {} })
    await expect(source.read(first)).rejects.toBeInstanceOf(RemoteError)
    expect(ids((await source.read(first)).entries)).toEqual(['a'])
  })
})

describe('a plan of another kind', () => {
  const defaults = { ...usualDefaults('main'), workflow: 'release.yml' }

  it('is CSV by its ending', async () => {
    const { source, calendar } = await open(
      { 'plan.CSV': 'id,at\na,2026-12-01 09:00\nb,2026-12-05 09:00\n' },
      { path: 'plan.CSV', zone: 'Asia/Shanghai', defaults },
    )
    expect(ids((await source.read(first)).entries)).toEqual(['a'])
    expect(await calendar()).toEqual({ rules: { zone: 'Asia/Shanghai', allow: [], deny: [] }, files: new Map() })
  })

  it('is iCalendar by its ending: an occurrence is found by its id', async () => {
    const words = ics('UID:train', 'DTSTART:20260903T020000Z', 'RRULE:FREQ=DAILY', 'DESCRIPTION:needs: train-20261120')
    const { source } = await open({ 'plan.ics': words }, { path: 'plan.ics', defaults })
    expect(ids((await source.read(first)).entries)).toEqual(['train-20261201'])
    expect(await source.readAgain('train-20261201')).toMatchObject({ state: 'planned', entry: { due: { at: at('2026-12-01T02:00:00Z') } } })
    expect(await source.readAgain('train-20270701')).toMatchObject({ state: 'refused' })
    expect(await source.readAgain('train-20250701')).toEqual({ state: 'gone' })
  })
})
