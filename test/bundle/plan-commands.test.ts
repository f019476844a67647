import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { actionsBot, type Comment } from '../fakes/github/state.ts'
import { closed, inSeconds, openPlanScene, type PlanScene, planHead } from '../support/plan-scene.ts'
import type { StepResult } from '../support/runner.ts'

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

const auto = { issue: 'auto' }
/** A step as GitHub starts it for a comment. */
const heed = (scene: PlanScene, comment?: Comment): Promise<StepResult> =>
  scene.run(auto, {
    env: { GITHUB_EVENT_NAME: 'issue_comment' },
    event: { action: 'created', issue: { number: 1 }, comment: { id: comment?.id ?? 0 } },
  })
const say = (scene: PlanScene, login: string, words: string): Comment => scene.github.people.comment(login, 1, words)
/** As they are written, and as people read them: what could be markup is written as entities. */
const written = (scene: PlanScene): readonly string[] =>
  scene.github.state.comments.filter(({ author }) => author === actionsBot).map(({ body }) => body)
const answers = (scene: PlanScene): readonly string[] =>
  written(scene).map((body) => body.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))))

/** A plan with its issue, number 1. */
async function withIssue(entries: Parameters<PlanScene['plan']>[0], head?: string): Promise<PlanScene> {
  const scene = await openPlanScene()
  scene.plan(entries, head)
  await scene.run(auto)
  expect(scene.github.state.issues.get(1)?.body).toContain('<!-- sallyport-plan -->')
  return scene
}

describe('the issue of a plan', () => {
  it('is opened once, shows the entries and what can be said', async () => {
    await using scene = await withIssue([{ id: 'shop-1.4', at: inSeconds(6), version: 'v1' }])
    const { body = '' } = scene.github.state.issues.get(1) ?? {}
    expect(body).toMatch(/shop-1\.4 .*🚀 started/)
    expect(body).toContain('/postpone')
    await scene.run(auto)
    expect([...scene.github.state.issues.keys()]).toEqual([1])
  }, 60_000)
})

describe('comments on the issue of a plan', () => {
  const far = inSeconds(5 * 3600)
  const ids = ['moved', 'called-off', 'left-out', 'zh-moved', 'zh-off', 'odd', 'long', 'mine', 'untouched', 'edited', 'quoted']

  it('change the plan when somebody who may says so, and are answered once, whoever listens', async () => {
    await using scene = await withIssue(ids.map((id) => ({ id, at: far, version: 'v1', ...(id === 'mine' ? { owner: 'alice' } : {}) })))
    const edited = say(scene, 'bob', 'What about edited?')
    await delay(1100)
    scene.github.people.edit(edited, '/cancel edited')
    const spoken: readonly (readonly [string, string, '+1' | 'confused'])[] = [
      ['bob', '/postpone moved 2h the customer is asleep', '+1'],
      ['bob', '/cancel called-off', '+1'],
      ['bob', '/skip left-out', '+1'],
      ['bob', '/改期 zh-moved 1h', '+1'],
      ['alice', '／取消 zh-off 客户要求', '+1'],
      ['bob', '/cancel odd $(reboot) ::set-output name=x::y [link](https://evil.test) <img src=x> @everyone', '+1'],
      ['bob', `/cancel long ${'x'.repeat(65_000)}`, '+1'],
      ['bob', '/cancel mine', 'confused'],
      ['mallory', '/cancel untouched', 'confused'],
      ['bob', '/cancel untuched', 'confused'],
      ['bob', '/run untouched', 'confused'],
      ['bob', '/postpone untouched yesterday', 'confused'],
      ['bob', '/postpone untouched 2020-01-01 09:00', 'confused'],
      ['bob', '/status untouched', '+1'],
    ]
    const heard = spoken.map(([login, words]) => say(scene, login, words))
    const ignored = [
      'please /cancel untouched',
      '> /cancel quoted',
      '    /cancel quoted',
      '`/cancel quoted`',
      '/cancellation quoted',
      '::warning::hello',
    ].map((words) => say(scene, 'bob', words))
    ignored.push(scene.github.people.comment('bob', 1, '/cancel untouched', 'some-app'), edited)
    const steps = await Promise.all([heed(scene), heed(scene)])
    const third = await heed(scene)
    for (const { code, raw } of [...steps, third]) {
      expect(code).toBe(0)
      expect(raw).not.toMatch(/^::set-output|^::warning::hello/m)
    }
    expect(heard.map(({ body, reactions }) => [body.slice(0, 40), reactions.map(({ content }) => content)])).toEqual(
      spoken.map(([, words, reaction]) => [words.slice(0, 40), [reaction]]),
    )
    expect(ignored.flatMap(({ reactions }) => reactions)).toEqual([])
    expect(answers(scene)).toHaveLength(spoken.length)
    expect(answers(scene).join('\n')).not.toContain('evil.test')
    const told = answers(scene).join('\n')
    for (const words of ['mallory is nobody of “people:”', 'no entry “untuched”', 'Only alice and administrators', 'That time is past'])
      expect(told).toContain(words)
    const tick = await scene.run({ ...auto, horizon: '6h', hold: 'none' })
    const states = Object.fromEntries(await Promise.all(ids.map(async (id) => [id, (await scene.record(id))?.state ?? 'planned'] as const)))
    expect(states).toMatchObject({
      ...{ 'called-off': 'cancelled', 'left-out': 'skipped', 'zh-off': 'cancelled', odd: 'cancelled', long: 'cancelled' },
      ...{ mine: 'planned', untouched: 'planned', edited: 'planned', quoted: 'planned', moved: 'planned', 'zh-moved': 'planned' },
    })
    const body = scene.github.state.issues.get(1)?.body ?? ''
    for (const page of [body, tick.summary]) {
      expect(page).toContain('odd')
      expect(page).not.toMatch(/\[link\]\(|<img|@everyone|https:\/\/evil/)
    }
    expect(body.length).toBeLessThan(20_000)
    expect(tick.raw).not.toMatch(/^::set-output/m)
    const moved = JSON.parse(tick.outputs.result ?? '').entries.find(({ id }: { id: string }) => id === 'moved')
    expect(moved.at).toBe(far)
    expect(await scene.record('moved')).toMatchObject({
      amendment: { at: Date.parse(far) + 2 * hour, by: 'bob', reason: 'the customer is asleep' },
    })
  }, 90_000)

  it('let go through a freeze what two people want, and nothing that one wants twice', async () => {
    const head = planHead + closed('Incident', Date.now() - day, Date.now() + day)
    await using scene = await withIssue([{ id: 'shop', at: inSeconds(20), version: 'v1', 'on-freeze': 'ask' }], head)
    for (const [login, words] of [
      ['mallory', '/override shop I want it'],
      ['bob', '/override shop'],
      ['bob', '/override shop a hole in the login'],
      ['bob', '/override shop once more'],
    ] as const)
      say(scene, login, words)
    await heed(scene)
    expect(answers(scene)).toEqual([
      expect.stringContaining('mallory is nobody'),
      expect.stringContaining('Say why'),
      expect.stringContaining('A second person must agree with “/override shop”'),
      'A second person must agree.',
    ])
    scene.pass(minute)
    expect((await scene.run(auto)).outputs.outcome).toBe('blocked')
    expect(scene.runs()).toEqual([])
    say(scene, 'alice', '/例外 shop')
    const step = await scene.run(auto)
    expect(answers(scene).at(-1)).toContain('It starts in spite of the freeze: a hole in the login (bob, alice)')
    expect(written(scene).join('\n')).not.toMatch(/[()[\]@]/)
    expect(scene.started()).toEqual(['shop'])
    expect(step.outputs.outcome).toBe('dispatched')
    expect(await scene.record('shop')).toMatchObject({ leave: { by: ['bob', 'alice'], reason: 'a hole in the login' } })
  }, 60_000)

  it('start what is late and asks, and take back what is held', async () => {
    const late = { id: 'late', at: inSeconds(30), version: 'v1', 'on-late': 'ask' }
    await using scene = await withIssue([late])
    scene.pass(hour)
    await scene.run({ ...auto, hold: 'none' })
    say(scene, 'bob', '/启动 late')
    await scene.run(auto)
    expect(scene.started()).toEqual(['late'])
    const at = inSeconds(14, scene.now())
    scene.plan([late, { id: 'held', at, version: 'v1' }])
    const holder = await scene.start(auto)
    await holder.waitForLine(/held: held until/)
    say(scene, 'bob', '/cancel held')
    await heed(scene)
    await holder.done
    expect(scene.started()).toEqual(['late'])
    expect(await scene.record('held')).toMatchObject({ state: 'cancelled' })
    say(scene, 'bob', '/cancel late')
    await heed(scene)
    expect(answers(scene).at(-1)).toContain('It has been started already')
  }, 90_000)
})
