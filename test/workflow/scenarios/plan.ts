import { expect } from '@jest/globals'
import type { Patch } from '../adapt.ts'
import { dispatchedRuns, startDispatched } from '../dispatched.ts'
import { byHand, type Event, pushToMain } from '../event.ts'
import { press, telegramWords } from '../people.ts'
import { recordOfEntry } from '../plan-ledger.ts'
import type { Scenario } from '../scenario.ts'
import type { Stage } from '../stage.ts'
import { onFleet, onStaging, provideShared, served } from './usual.ts'

export const planStep = /actions\/plan@/
/** The step that releases. */
const releaseStep = /^sallyport\/sallyport@/

export const onSchedule: Event = { name: 'schedule', ref: 'refs/heads/main', payload: { schedule: '7,22,37,52 * * * *' } }

/** A run of a workflow is over, as GitHub tells of it. */
export const endOf = (workflow: string): Event => ({
  name: 'workflow_run',
  ref: 'refs/heads/main',
  payload: { action: 'completed', workflow_run: { name: workflow, status: 'completed', conclusion: 'success' } },
})

/** A tick looks often, and leaves what it has started to the next one. */
export const shortSpans = () =>
  [['config-ref: default-branch\n', 'config-ref: default-branch\n          every: 10s\n          follow: 0s\n']] as const

const [second, day] = [1000, 86_400_000]
const id = 'shop-1.4.2'
const entry = (at: number, more: Patch = {}): Patch => ({ id, at: new Date(at).toISOString(), version: 'v1.4.2', ...more })
const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Open at any time, but for a far freeze. */
const openAt = (now: number): Patch => ({
  allow: [{ name: 'Always', days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] }],
  deny: [freeze(now + 300 * day)],
})
const freeze = (at: number): Patch => ({ name: "Year's end", from: dateOf(at - day), to: dateOf(at + day) })

const onPlan = {
  plan: 'release-plan.yml',
  workflows: ['plan.yml', 'planned-release.yml'],
} as const

const comment = (issue: number, body: string): Event => ({
  name: 'issue_comment',
  ref: 'refs/heads/main',
  payload: { action: 'created', issue: { number: issue }, comment: { body } },
})

/** Somebody writes in the issue of the plan, and the workflow hears of it. */
async function say(stage: Stage, login: string, words: string, run: number) {
  const [issue] = [...stage.github.state.issues.values()]
  stage.github.people.comment(login, issue?.number ?? 0, words)
  return stage.run({ run, actor: login, event: comment(issue?.number ?? 0, words) })
}

const answers = ({ github }: Stage): readonly string[] =>
  github.state.comments.filter(({ author }) => author.type === 'Bot').map(({ body }) => body)

export const planScenarios: readonly Scenario[] = [
  {
    ...{ ...onFleet, ...onPlan },
    example: 'plan.yml',
    shows: 'starts an entry once and to the second, though two look at the plan, and the issue says when it was approved and deployed',
    ends: 'well',
    event: onSchedule,
    edits: shortSpans,
    planPatch: (now) => ({ calendar: openAt(now), entries: [entry(now + 25 * second)] }),
    play: async (stage) => {
      provideShared(stage)
      const ticks = await Promise.all([stage.run(), stage.run({ run: 4243, event: pushToMain })])
      const outputs = ticks.map((tick) => tick.step(planStep).outputs)
      expect(outputs.map(({ outcome }) => outcome).sort()).toEqual(['dispatched', 'nothing-due'])
      const started = outputs.find(({ outcome }) => outcome === 'dispatched')
      expect(started?.due).toBe(id)
      expect(Number(started?.['late-seconds'])).toBeLessThan(15)
      const release = await startDispatched(stage)
      await press(stage, 'bob', 'Approve')
      const released = await release.done
      expect(released.step(releaseStep).outputs.outcome).toBe('released')
      expect(served(stage)).toEqual({ bastion: '', web1: 'v1.4.2', web2: 'v1.4.2' })
      const end = await stage.run({ run: 4244, event: endOf('Planned release') })
      const [run] = dispatchedRuns(stage)
      const issues = [...stage.github.state.issues.values()].map(({ body }) => body).join('\n')
      expect(issues).toMatch(new RegExp(`shop-1\\.4\\.2.*released.*/actions/runs/${run?.id}`))
      const told = ['started', 'released'].map((state) => expect.stringMatching(new RegExp(`${state}: ${id} v1`, 'i')))
      expect(telegramWords(stage)).toEqual(expect.arrayContaining(told))
      expect((await recordOfEntry(stage, id))?.history.map(({ state }) => state)).toEqual(['claimed', 'starting', 'started', 'released'])
      expect(dispatchedRuns(stage)).toHaveLength(1)
      return end
    },
  },
  {
    ...onPlan,
    example: 'plan.yml',
    config: 'sallyport.yml',
    shows: 'heeds a comment of whom the entry belongs to, and of nobody else',
    ends: 'well',
    event: onSchedule,
    planPatch: (now) => ({ calendar: openAt(now), entries: [entry(now + 3 * 3600 * second)] }),
    play: async (stage) => {
      const tick = await stage.run()
      expect(tick.step(planStep).outputs).toMatchObject({ outcome: 'nothing-due', next: expect.stringMatching(/^\d{4}-/) })
      await say(stage, 'mallory', `/cancel ${id}`, 4243)
      expect((await recordOfEntry(stage, id))?.amendment).toBeUndefined()
      const end = await say(stage, 'alice-l', `/cancel ${id} the shop is not ready`, 4244)
      expect(answers(stage)).toEqual([expect.stringMatching(/^mallory is nobody/), `${id} is cancelled by alice.`])
      const record = await recordOfEntry(stage, id)
      expect(record).toMatchObject({ amendment: { wish: 'cancelled', by: 'alice', reason: 'the shop is not ready' } })
      return end
    },
  },
  {
    ...onPlan,
    example: 'plan.yml',
    config: 'sallyport.yml',
    shows: 'only says what it would do when it is started by hand so',
    ends: 'well',
    event: byHand({ 'dry-run': 'true' }),
    planPatch: (now) => ({ calendar: openAt(now), entries: [entry(now + 3600 * second, { reminders: [] })] }),
    play: async (stage) => {
      const end = await stage.run()
      expect(end.step(planStep)).toMatchObject({
        outputs: { 'reason-code': 'dry-run' },
        summary: expect.stringMatching(/shop-1\.4\.2: would be held until/),
      })
      expect(await recordOfEntry(stage, id)).toBeUndefined()
      return end
    },
  },
  {
    ...onFleet,
    example: 'planned-release.yml',
    shows: 'releases by hand as well, without a plan',
    ends: 'well',
    event: byHand({ version: 'v1.4.2', 'plan-entry': '' }),
    play: async (stage) => {
      provideShared(stage)
      const run = await stage.start()
      await press(stage, 'bob', 'Approve')
      const end = await run.done
      expect(served(stage)).toEqual({ bastion: '', web1: 'v1.4.2', web2: 'v1.4.2' })
      return end
    },
  },
  {
    ...{ ...onFleet, ...onPlan },
    example: 'planned-release.yml',
    shows: 'goes no further where the plan has not started it',
    ends: 'badly',
    event: byHand({ version: 'v1.4.2', 'plan-entry': `${id}-0badf00d` }),
    planPatch: (now) => ({ calendar: openAt(now), entries: [entry(now)] }),
    play: async (stage) => {
      provideShared(stage)
      const end = await stage.run()
      expect(end.step(planStep).outputs).toMatchObject({ outcome: 'blocked', 'reason-code': 'not-as-planned' })
      expect(end.jobs.flatMap(({ steps }) => steps.map(({ name }) => name))).toEqual([expect.stringMatching(planStep)])
      expect(served(stage)).toEqual({ bastion: '', web1: '', web2: '' })
      expect(telegramWords(stage)).toEqual([])
      return end
    },
  },
  ...planChecks(),
  ...gates(),
]

/** A pull request that changes the plan. */
function planChecks(): readonly Scenario[] {
  const usual = {
    ...onPlan,
    example: 'plan-check.yml',
    config: 'sallyport.yml',
    event: {
      name: 'pull_request',
      ref: 'refs/pull/12/merge',
      payload: { action: 'opened', number: 12, pull_request: { number: 12, head: { ref: 'plan' }, base: { ref: 'main' } } },
    },
  } as const
  return [
    {
      ...usual,
      shows: 'draws the coming two weeks of a sound plan',
      ends: 'well',
      planPatch: (now) => ({ calendar: openAt(now), entries: [entry(now + 3 * day)] }),
      play: async (stage) => {
        const end = await stage.run()
        expect(end.step(planStep)).toMatchObject({
          outputs: { 'reason-code': 'plan-sound' },
          summary: expect.stringMatching(/```mermaid\ngantt[\s\S]*shop-1\.4\.2[\s\S]*Nothing is wrong with it/),
        })
        return end
      },
    },
    {
      ...usual,
      shows: 'says where a plan is at fault',
      ends: 'badly',
      planPatch: (now) => ({
        calendar: { ...openAt(now), deny: [freeze(now + 3 * day)] },
        entries: [entry(now + 3 * day), entry(now + 9 * day, { id: 'shop-1.5.0', workflow: 'relaese.yml', needs: [id] })],
      }),
      play: async (stage) => {
        const end = await stage.run()
        const { outputs, annotations } = end.step(planStep)
        expect(outputs['reason-code']).toBe('plan-faulty')
        const said = annotations.map(({ level, title, message }) => `${level} ${title}: ${message}`)
        expect(said).toEqual(
          expect.arrayContaining([
            expect.stringMatching(/shop-1\.4\.2: .*Year's end/),
            expect.stringMatching(/^error shop-1\.5\.0: .*relaese\.yml/),
          ]),
        )
        return end
      },
    },
  ]
}

/** A workflow of its own that asks the calendar. */
function gates(): readonly Scenario[] {
  const usual = { ...onStaging, plan: 'release-plan.yml', example: 'freeze-gate.yml', event: pushToMain } as const
  return [
    {
      ...usual,
      shows: 'lets a push through while the calendar is open',
      ends: 'well',
      planPatch: (now) => ({ calendar: { deny: [freeze(now + 300 * day)] } }),
      play: async (stage) => {
        const end = await stage.run()
        expect(end.step(planStep).outputs['reason-code']).toBe('calendar-open')
        expect(served(stage)).toEqual({ test1: 'v1.4.2' })
        return end
      },
    },
    {
      ...usual,
      shows: 'holds a push back in a freeze, and says until when',
      ends: 'badly',
      planPatch: (now) => ({ calendar: { deny: [freeze(now)] } }),
      play: async (stage) => {
        const end = await stage.run()
        const { outputs, annotations } = end.step(planStep)
        expect(outputs).toMatchObject({ 'reason-code': 'calendar-closed', next: expect.stringMatching(/^\d{4}-.*Z$/) })
        expect(annotations.map(({ message }) => message).join('\n')).toMatch(/Year's end/)
        expect(served(stage)).toEqual({ test1: '' })
        return end
      },
    },
  ]
}
