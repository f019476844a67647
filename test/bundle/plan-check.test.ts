import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { closed, inSeconds, openPlanScene, type PlanScene, planConfig, planHead } from '../support/plan-scene.ts'
import type { StepResult } from '../support/runner.ts'
import { removeFolder, temporaryFolder } from '../support/temporary.ts'

const day = 86_400_000
const path = '.github/release-plan.yml'

/** Checks a change as a pull request brings it into the workspace. */
async function check(scene: PlanScene, words: string, files: Readonly<Record<string, string>> = {}): Promise<StepResult> {
  const workspace = await temporaryFolder('change')
  try {
    for (const [place, content] of Object.entries({ [path]: words, ...files })) {
      mkdirSync(dirname(join(workspace, place)), { recursive: true })
      writeFileSync(join(workspace, place), content)
    }
    return await scene.run({}, { workspace, env: { GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/7/merge' } })
  } finally {
    removeFolder(workspace)
  }
}

const lines = (entries: readonly Readonly<Record<string, unknown>>[]) =>
  `entries:\n${entries.map((entry) => `  - ${JSON.stringify(entry)}\n`).join('')}`
const readOnly = { contents: 'read', actions: 'read' } as const

describe('a change of the plan in a pull request', () => {
  it('is looked over: every mistake with its place, the next two weeks as a chart, and nothing is touched', async () => {
    await using scene = await openPlanScene(readOnly)
    const history = { id: 'history', at: inSeconds((-5 * day) / 1000), version: 'v0' }
    scene.plan([history])
    const later = (days: number, minutes = 0) => inSeconds((days * day) / 1000 + minutes * 60)
    const freeze = closed('Moving: house', Date.now() + 6 * day, Date.now() + 8 * day)
    const entries = [
      history,
      { id: 'past', at: inSeconds(-3600), version: 'v1' },
      { id: 'frozen', at: later(7), version: 'v1', 'on-freeze': 'skip' },
      { id: 'put-off', at: later(7, 90), version: 'v1' },
      { id: 'no-workflow', at: later(1), version: 'v1', workflow: 'relaese.yml' },
      { id: 'no-environment', at: later(2), version: 'v1', environment: 'prodction' },
      { id: 'no-owner', at: later(3), version: 'v1', owner: 'alicia' },
      { id: 'no-channel', at: later(4), version: 'v1', notify: 'team' },
      { id: 'near', at: later(4, 10), version: 'v1' },
      { id: 'bad-input', at: later(5), version: 'v1', inputs: { regoin: 'cn' } },
      { id: 'bad-key', at: later(9), versoin: 'v1' },
      { id: 'sound', at: later(10), version: 'v2:;%%{init}%%</script>' },
    ]
    const step = await check(scene, planHead + freeze + lines(entries))
    expect(step.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'plan-faulty' })
    expect(step.code).toBe(1)
    const told = (id: string) => step.annotations.filter(({ title }) => title === id).map(({ message, level }) => `${level} ${message}`)
    const line = (id: string) => 4 + entries.findIndex((entry) => entry.id === id) + 1
    const findings: readonly (readonly [string, RegExp])[] = [
      ['past', /error .*Its time is past/],
      ['frozen', /error .*“Moving: house” forbids a release/],
      ['put-off', /warning .*It would go out at/],
      ['no-workflow', /error .*There is no workflow “relaese\.yml”/],
      ['no-environment', /error .*no environment “prodction”/],
      ['no-owner', /error .*no person or group “alicia”/],
      ['no-channel', /error .*no channel “team”/],
      ['near', /warning .*It comes 10 min after “no-channel”/],
      ['bad-input', /error .*no input “regoin”/],
      ['bad-key', /error .*Unknown key “versoin”.*version/],
    ]
    for (const [id, says] of findings) {
      expect([id, told(id)]).toEqual([id, expect.arrayContaining([expect.stringMatching(says)])])
      expect(told(id)[0]).toContain(`${path}:${line(id)}`)
    }
    expect(told('history')).toEqual([])
    expect(told('sound')).toEqual([])
    expect(step.summary).toContain('```mermaid\ngantt\n')
    const chart = /```mermaid\n([\s\S]*?)```/.exec(step.summary)?.[1] ?? ''
    expect(chart).toMatch(/ {2}sound .* :active, \d{4}-\d\d-\d\d \d\d:\d\d, 60m/)
    expect(chart).toMatch(/ {2}Moving house :done, /)
    expect(chart).toMatch(/ {2}frozen v1 :crit, /)
    expect(chart).not.toMatch(/%%|<\/script|init\}/)
    expect(scene.github.requests.filter(({ method }) => method !== 'GET')).toEqual([])
  }, 60_000)

  it('with nothing wrong passes', async () => {
    await using scene = await openPlanScene(readOnly)
    const step = await check(scene, planHead + lines([{ id: 'shop', at: inSeconds(day / 1000), version: 'v1', owner: 'bob' }]))
    expect(step.outputs).toMatchObject({ outcome: 'nothing-due', 'reason-code': 'plan-sound' })
    expect(step.annotations).toEqual([])
    expect(step.summary).toContain('Nothing is wrong with it.')
  })

  it('that breaks the whole file or its calendar fails with the place', async () => {
    await using scene = await openPlanScene(readOnly)
    const [yaml, calendar, file, absent] = await Promise.all([
      check(scene, 'entries: [\n'),
      check(scene, `${planHead}calendar: { deny: [{ name: X, cron: '99 * * * *', for: 1h }] }\nentries: []\n`),
      check(scene, `${planHead}calendar: { deny: [{ name: X, calendar: freeze.ics }] }\nentries: []\n`, { 'freeze.ics': 'no calendar' }),
      scene.run({ task: 'check', 'plan-file': 'nowhere.yml' }),
    ])
    expect(yaml.log).toMatch(/release-plan\.yml:\d/)
    expect(calendar.log).toContain('99 * * * *')
    expect(file.log).toContain('freeze.ics')
    expect(absent.log).toContain('nowhere.yml')
    for (const { code, log, outputs } of [yaml, calendar, file, absent]) {
      expect([code, outputs.outcome]).toEqual([1, 'failed'])
      expect(log).not.toContain('A fault in Sallyport itself')
    }
  })
})

describe('a dry run', () => {
  it('says what would happen and changes nothing, at no event', async () => {
    await using scene = await openPlanScene()
    const entries = [
      { id: 'soon', at: inSeconds(600), version: 'v1' },
      { id: 'off', at: inSeconds(600), version: 'v1', cancelled: true },
      { id: 'bad', at: inSeconds(600), version: 'v1', workflow: 'gone.yml' },
      { id: 'far', at: inSeconds(5 * 86_400), version: 'v1' },
    ]
    scene.plan(entries)
    const step = await scene.run({
      'dry-run': 'true',
      issue: 'auto',
      config: `${planConfig}channels: { hook: { type: webhook, url: 'http://127.0.0.1:9' } }`,
    })
    expect(step.outputs).toMatchObject({ outcome: 'nothing-due', 'reason-code': 'dry-run' })
    for (const says of [/soon: would be held until/, /off: It was cancelled/, /bad: There is no workflow “gone\.yml”/, /far: nothing now/])
      expect(step.log).toMatch(says)
    expect(step.summary).toContain('Dry run: nothing was started')
    const changes = [
      { event: 'issue_comment', inputs: {} },
      { event: 'pull_request', inputs: { task: 'tick' } },
    ]
    for (const { event, inputs } of changes) await scene.run({ 'dry-run': 'true', ...inputs }, { env: { GITHUB_EVENT_NAME: event } })
    expect(scene.github.requests.filter(({ method }) => method !== 'GET')).toEqual([])
    expect(scene.runs()).toEqual([])
  }, 60_000)
})
