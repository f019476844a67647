import { describe, expect, it } from '@jest/globals'
import { type ApiRequest, refusal } from '../fakes/github/answers.ts'
import { inSeconds, openPlanScene, planHead, releaseWorkflow } from '../support/plan-scene.ts'

const isDispatchOf =
  (workflow: string) =>
  ({ method, path }: ApiRequest) =>
    method === 'POST' && path.endsWith(`/${workflow}/dispatches`)

/** What is wrong with an entry, by its id, and what is said of it. */
const cases: readonly { readonly id: string; readonly entry?: Readonly<Record<string, unknown>>; readonly says: RegExp }[] = [
  { id: 'no-trigger', entry: { workflow: 'push.yml' }, says: /push\.yml cannot be started by hand: it has no “on: workflow_dispatch”/ },
  { id: 'no-workflow', entry: { workflow: 'relaese.yml' }, says: /There is no workflow “relaese\.yml” at/ },
  { id: 'no-yaml', entry: { workflow: 'broken.yml' }, says: /broken\.yml/ },
  { id: 'disabled', entry: { workflow: 'off.yml' }, says: /The workflow “off\.yml”, or Actions as a whole, is switched off/ },
  { id: 'strange-input', entry: { inputs: { verzion: 'v2' } }, says: /has no input “verzion”; did you mean “version”/ },
  { id: 'no-version', entry: { version: undefined }, says: /requires the input “version”/ },
  {
    id: 'wrong-choice',
    entry: { workflow: 'choice.yml', inputs: { region: 'us' } },
    says: /“region” must be one of “cn”, “eu”; it is “us”/,
  },
  { id: 'no-ref', entry: { ref: 'relaese/2' }, says: /has no branch, tag or commit “relaese\/2”/ },
  { id: 'no-commit', entry: { ref: 'd'.repeat(40) }, says: /has no branch, tag or commit “d{40}”|no branch or tag/ },
  { id: 'not-green', entry: { ref: 'latest green of nowhere' }, says: /nowhere/ },
  { id: 'refused-422', entry: { workflow: 'r422.yml' }, says: /GitHub does not start “r422\.yml”: The moon is wrong/ },
  { id: 'refused-404', entry: { workflow: 'r404.yml' }, says: /GitHub does not know a workflow “r404\.yml”/ },
  { id: 'refused-403', entry: { workflow: 'r403.yml' }, says: /actions: write|not accessible/ },
  { id: 'bad-time', entry: { at: '2026-13-01 09:00' }, says: /2026-13-01/ },
  { id: 'bad-zone', entry: { at: '2026-12-01 09:00', 'time-zone': 'Asia/Shangai' }, says: /Asia\/Shanghai/ },
  { id: 'bad-key', entry: { versoin: 'v1' }, says: /versoin.*version/ },
]

const workflows: Readonly<Record<string, string>> = {
  'push.yml': 'on: push\n',
  'broken.yml': 'on: [\n',
  'choice.yml': 'on:\n  workflow_dispatch:\n    inputs:\n      region: { type: choice, options: [cn, eu] }\n',
}

describe('an entry that cannot be carried out', () => {
  it('is refused with its reason, and keeps no other from going out', async () => {
    await using scene = await openPlanScene()
    for (const [name, words] of Object.entries(workflows)) scene.write(`.github/workflows/${name}`, words)
    for (const name of ['off', 'r422', 'r404', 'r403']) scene.write(`.github/workflows/${name}.yml`, releaseWorkflow)
    scene.github.state.disabledWorkflows.push('off.yml')
    scene.github.state.refs['release/2'] = 'e'.repeat(40)
    const { faults } = scene.github
    faults.next({ does: refusal(422, 'The moon is wrong') }, { times: 9, matching: isDispatchOf('r422.yml') })
    faults.next({ does: refusal(404, 'Not Found') }, { times: 9, matching: isDispatchOf('r404.yml') })
    faults.next({ does: refusal(403, 'Resource not accessible by integration') }, { times: 9, matching: isDispatchOf('r403.yml') })
    const asked = () => scene.github.requests.filter(isDispatchOf('r422.yml')).length
    const at = inSeconds(14)
    const bad = cases.map(({ id, entry }) => JSON.parse(JSON.stringify({ id, at, version: 'v1', ...entry })))
    scene.plan([...bad, { id: 'good', at, version: 'v1' }, { id: 'good-too', at, version: 'v2' }])
    const step = await scene.run()
    expect(scene.started()).toEqual(['good', 'good-too'])
    expect(step.outputs).toMatchObject({ outcome: 'blocked', 'reason-code': 'entries-blocked' })
    expect(step.code).toBe(1)
    const told: readonly { id: string; state: string; why: string }[] = JSON.parse(step.outputs.result ?? '').entries
    for (const { id, says } of cases) {
      const found = told.find((one) => one.id === id)
      expect([id, found?.state]).toEqual([id, 'refused'])
      expect(found?.why).toMatch(says)
      expect(step.log).toContain(id)
      expect(step.summary).toContain(id)
    }
    expect(told.find(({ id }) => id === 'no-ref')?.why).toContain('release/2')
    expect(asked()).toBe(1)
    const again = await scene.run()
    expect(scene.started()).toEqual(['good', 'good-too'])
    expect(again.log).not.toMatch(/^(?:Warning: )?(?:no-ref|refused-422): /m)
    expect(asked()).toBe(1)
    scene.pass(6 * 60_000)
    const later = await scene.run()
    expect(asked()).toBe(2)
    expect(later.log).not.toMatch(/^(?:Warning: )?(?:no-ref|refused-422): (?!held until)/m)
    expect(later.outputs.outcome).toBe('blocked')
  }, 90_000)

  it('goes out when it was mended before its time', async () => {
    await using scene = await openPlanScene()
    const at = inSeconds(20)
    scene.plan([{ id: 'shop', at, version: 'v1', workflow: 'soon.yml' }])
    const first = await scene.run()
    expect(first.log).toMatch(/shop: .*There is no workflow “soon\.yml”/)
    scene.write('.github/workflows/soon.yml', releaseWorkflow)
    scene.plan([{ id: 'shop', at, version: 'v1' }])
    await scene.run()
    expect(scene.started()).toEqual(['shop'])
  }, 60_000)

  it.each([
    ['a calendar with a mistake', `${planHead}calendar: { deny: [{ name: X, from: yesterday, to: 2026-01-01 }] }\n`, 'calendar'],
    ['a calendar file that is not there', `${planHead}calendar: { deny: [{ name: X, calendar: .github/no.ics }] }\n`, '.github/no.ics'],
    ['a plan that is no YAML', 'defaults: [\n', 'release-plan.yml'],
    ['an unknown key', `${planHead}calender: {}\n`, 'calendar'],
  ])(
    '%s stops everything, with the place',
    async (_, head, says) => {
      await using scene = await openPlanScene()
      scene.plan([{ id: 'shop', at: inSeconds(8), version: 'v1' }], head)
      const step = await scene.run()
      expect(scene.runs()).toEqual([])
      expect(step.code).toBe(1)
      expect(step.outputs.outcome).toBe('failed')
      expect(step.log).toContain(says)
      expect(step.log).not.toContain('A fault in Sallyport itself')
    },
    60_000,
  )
})
