import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { closed, inSeconds, openPlanScene, type PlanScene, planHead } from '../support/plan-scene.ts'
import type { StepResult } from '../support/runner.ts'

const day = 86_400_000

describe('a moment that is asked about', () => {
  it('is told open or closed, by which rule, and until when; nothing is written for that', async () => {
    await using scene = await openPlanScene({ contents: 'read' })
    scene.plan(
      [],
      `${planHead}time-zone: Asia/Shanghai
calendar:
  allow: [{ name: China, days: workdays, holidays: china, from: '09:00', to: '18:00' }]
  deny: [{ name: "Year's end", from: 2026-12-20, to: 2027-01-04, environments: [production] }]
`,
    )
    const asked: readonly (readonly [Readonly<Record<string, string>>, string, RegExp])[] = [
      [{ at: '2026-12-01 10:00' }, 'calendar-open', /Open on .*inside “China.*closes on/],
      [{ at: '2026-12-01T02:00Z' }, 'calendar-open', /Open on/],
      [{ at: '2026-12-01 20:00' }, 'calendar-closed', /Closed on .*outside of every allowed window; opens on/],
      [{ at: '2026-10-01 10:00' }, 'calendar-closed', /Closed on/],
      [{ at: '2026-12-22 10:00', environment: 'production' }, 'calendar-closed', /“Year's end” forbids it/],
      [{ at: '2026-12-22 10:00', environment: 'staging' }, 'calendar-open', /Open on/],
      [{ at: '2026-12-01 10:00', locale: 'zh-CN' }, 'calendar-open', /允许发布/],
      [{ at: 'soon' }, 'invalid-input', /with: at|found “soon”/],
      [{ at: '2026-02-30 10:00' }, 'invalid-input', /no such day/],
      [{ at: '$(reboot)\n::set-output name=x::y' }, 'invalid-input', /found “/],
    ]
    const steps = await Promise.all(asked.map(async ([inputs]) => scene.run({ config: `${base}time-zone: Asia/Shanghai\n`, ...inputs })))
    for (const [index, [inputs, reason, says]] of asked.entries()) {
      const { outputs, log, code, raw } = steps[index] as StepResult // one for each
      expect([inputs.at, outputs['reason-code'], code]).toEqual([inputs.at, reason, reason === 'calendar-open' ? 0 : 1])
      expect(log).toMatch(says)
      expect(raw).not.toMatch(/^::set-output/m)
      if (reason === 'calendar-closed') expect(outputs.next).toMatch(/^20\d\d-/)
    }
    expect(steps[0]?.outputs).toMatchObject({ outcome: 'nothing-due', next: '2026-12-01T02:00:00.000Z' })
    expect(scene.github.requests.filter(({ method }) => method !== 'GET')).toEqual([])
  }, 60_000)

  it('is now, as GitHub has it', async () => {
    await using scene = await openPlanScene()
    scene.plan([], planHead + closed('Tomorrow', Date.now() + day, Date.now() + 2 * day))
    expect((await scene.run({ at: 'now' })).outputs['reason-code']).toBe('calendar-open')
    scene.pass(1.5 * day)
    expect((await scene.run({ at: 'now' })).outputs['reason-code']).toBe('calendar-closed')
  }, 60_000)
})

const base = 'environments: { production: {} }\n'

/** The step that a release workflow begins with. */
const confirm = (scene: PlanScene, run: number, word: string): Promise<StepResult> =>
  scene.run({ confirm: word }, { env: { GITHUB_RUN_ID: String(run), GITHUB_EVENT_NAME: 'workflow_dispatch' } })

describe('a run that asks whether it may go on', () => {
  it('may while the plan still says so, and only the one that was started for it', async () => {
    await using scene = await openPlanScene({ contents: 'write', actions: 'write' })
    const at = inSeconds(8)
    const entry = { id: 'shop-1.4', at, version: 'v1' }
    scene.plan([entry])
    await scene.run()
    const [run] = scene.runs()
    const word = run?.inputs?.['plan-entry'] ?? ''
    const [own, other, byHand, nothing] = await Promise.all([
      confirm(scene, run?.id ?? 0, word),
      confirm(scene, 77, word),
      confirm(scene, run?.id ?? 0, 'shop-1.4-00000000'),
      confirm(scene, run?.id ?? 0, 'shop'),
    ])
    expect(own.outputs).toMatchObject({ outcome: 'dispatched', 'reason-code': 'as-planned', due: 'shop-1.4' })
    expect(other.outputs['reason-code']).toBe('not-as-planned')
    expect(other.log).toContain(`another run was started: https://github.com/acme/shop/actions/runs/${run?.id}`)
    expect(byHand.log).toContain('The plan has not started this run')
    expect(nothing.outputs['reason-code']).toBe('invalid-input')
    expect(nothing.log).toContain("if: inputs.plan-entry != ''")
    const changes = [
      [[{ ...entry, cancelled: true }], 'cancelled meanwhile'],
      [[{ ...entry, at: inSeconds(3600) }], 'moved meanwhile'],
      [[], 'not in the plan any more'],
      [[{ ...entry, at: 'never' }], 'Expected a date'],
    ] as const
    for (const [entries, says] of changes) {
      scene.plan(entries)
      const step = await confirm(scene, run?.id ?? 0, word)
      expect([step.code, step.outputs['reason-code']]).toEqual([1, 'not-as-planned'])
      expect(step.log).toContain(says)
    }
  }, 60_000)

  it('may not before its time; a waiting run is stopped where the plan takes it back', async () => {
    await using scene = await openPlanScene()
    scene.github.state.environments.hold = []
    const entry = { id: 'shop', at: inSeconds(600), version: 'v1' }
    scene.plan([entry])
    const step = await scene.start({ hold: 'early', 'hold-environment': 'hold' })
    while (scene.runs().length === 0) await delay(50)
    const [run] = scene.runs()
    const id = run?.id ?? 0
    const known = scene.github.state.runs[id]
    if (known) scene.github.state.runs[id] = { ...known, status: 'waiting' }
    expect((await step.done).outputs.outcome).toBe('dispatched')
    expect(scene.github.state.environments.hold).toMatchObject([{ type: 'wait_timer', wait: 10 }])
    expect((await confirm(scene, id, run?.inputs?.['plan-entry'] ?? '')).log).toContain('It is not time yet')
    if (known) scene.github.state.runs[id] = { ...known, status: 'waiting' }
    scene.plan([{ ...entry, cancelled: true }])
    await scene.run({ hold: 'early', 'hold-environment': 'hold' })
    expect(scene.github.state.runs[id]).toMatchObject({ status: 'completed', conclusion: 'cancelled' })
    expect(scene.runs()).toHaveLength(1)
  }, 90_000)

  it.each([
    [{ task: 'confirm' }, 'confirm'],
    [{ task: 'explain' }, 'at'],
    [{ hold: 'early' }, 'hold-environment'],
  ])('is told which input is lacking: %j', async (inputs, name) => {
    await using scene = await openPlanScene()
    const step = await scene.run(inputs)
    expect(step.outputs['reason-code']).toBe('invalid-input')
    expect(step.log).toContain(`with: ${name}`)
    expect(scene.github.requests).toEqual([])
  })
})
