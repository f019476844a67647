import { expect } from '@jest/globals'
import { until } from '../../support/processes.ts'
import type { RunningWorkflow } from '../act/run.ts'
import type { Patch } from '../adapt.ts'
import { byHand } from '../event.ts'
import { comment, untilAsked } from '../people.ts'
import type { Scenario } from '../scenario.ts'
import type { Stage } from '../stage.ts'
import { moveTag } from './usual.ts'

/** A way to ask and deploy that is decided in an issue: in which steps it does so, and who may decide. */
interface Way {
  readonly example: string
  readonly config: string
  readonly gate: RegExp
  readonly deploy: RegExp
  readonly approver: string
  /** How the health of a host is asked. */
  readonly health: Patch
}

/** A job that asks, and one that deploys. */
const parts: Way = {
  example: 'approve-then-deploy.yml',
  config: 'approve-then-deploy.sallyport.yml',
  gate: /actions\/approve@/,
  deploy: /actions\/deploy@/,
  approver: 'bobby',
  health: { retries: 1, every: '1s' },
}

/** One step that does it all. */
const whole: Way = {
  example: 'release-dingtalk.yml',
  config: 'release-dingtalk.sallyport.yml',
  gate: /^sallyport\/sallyport@/,
  deploy: /^sallyport\/sallyport@/,
  approver: 'li-si',
  health: { run: 'test ! -e sick', retries: 1, every: '1s' },
}

const versions = { 'v1.4.2': {}, 'v1.5.0': { 'public/sick': 'yes' } }
const patchOf = ({ health }: Way, approval: Patch = {}, deploy: Patch = {}): Patch => ({
  environments: { production: { approval, deploy: { 'health-check': health, ...deploy } } },
})
const served = ({ hosts }: Stage) => hosts.web1?.serves()
const issues = ({ github }: Stage) => [...github.state.issues.values()].map(({ state }) => state)

/** The first release, with nothing before it. */
async function release(stage: Stage, way: Way, version: string, run: number) {
  const started = await stage.start({ run, event: byHand({ version }) })
  await comment(stage, way.approver, '/approve')
  return started.done
}

/** A run, as soon as it has asked people. */
async function asked(stage: Stage): Promise<RunningWorkflow> {
  const run = await stage.start()
  await untilAsked(run)
  return run
}

const endsOf = (way: Way): readonly Scenario[] => {
  const usual = {
    example: way.example,
    config: way.config,
    event: byHand({ version: 'v1.4.2' }),
    servers: ['web1'],
    versions,
    patch: patchOf(way),
  }
  return [
    {
      ...usual,
      shows: 'releases what somebody else than its starter approves',
      ends: 'well',
      play: async (stage) => {
        const run = await asked(stage)
        await comment(stage, 'carol-c', '/approve')
        await comment(stage, way.approver, '/approve')
        const end = await run.done
        expect(end.step(way.deploy).outputs.outcome).toBe('released')
        expect({ served: served(stage), issues: issues(stage) }).toEqual({ served: 'v1.4.2', issues: ['closed'] })
        return end
      },
    },
    {
      ...usual,
      shows: 'releases what was approved, even if the tag is moved meanwhile',
      ends: 'well',
      play: async (stage) => {
        const run = await asked(stage)
        const unapproved = await moveTag(stage, 'v1.4.2')
        await comment(stage, way.approver, '/approve')
        const end = await run.done
        expect(end.log).not.toContain(unapproved)
        expect(served(stage)).toBe('v1.4.2')
        return end
      },
    },
    {
      ...usual,
      shows: 'releases nothing that is rejected',
      ends: 'badly',
      play: async (stage) => {
        const run = await asked(stage)
        await comment(stage, way.approver, '/reject the page is blank')
        const end = await run.done
        const { outcome, reason } = end.step(way.gate).outputs
        expect({ outcome, reason }).toEqual({ outcome: 'rejected', reason: expect.stringMatching(/: the page is blank$/) })
        expect({ served: served(stage), issues: issues(stage) }).toEqual({ served: '', issues: ['closed'] })
        return end
      },
    },
    {
      ...usual,
      shows: 'releases nothing that nobody answers',
      ends: 'badly',
      patch: patchOf(way, { timeout: '2s', remind: { every: '1s', max: 1 } }),
      play: async (stage) => {
        const end = await stage.run()
        expect(end.step(way.gate).outputs.outcome).toBe('expired')
        expect({ served: served(stage), issues: issues(stage) }).toEqual({ served: '', issues: ['closed'] })
        return end
      },
    },
    {
      ...usual,
      shows: 'goes back from a release that is not healthy, and again when it is re-run',
      ends: 'badly',
      play: async (stage) => {
        await release(stage, way, 'v1.4.2', 4241)
        const first = await release(stage, way, 'v1.5.0', 4242)
        expect(first.step(way.deploy).outputs).toMatchObject({ outcome: 'rolled-back', previous: 'v1.4.2-41' })
        expect(served(stage)).toBe('v1.4.2')
        const end = await stage.run({ attempt: 2, event: byHand({ version: 'v1.5.0' }) })
        expect(end.step(way.deploy).outputs.outcome).toBe('rolled-back')
        // What was approved is not asked again.
        expect({ served: served(stage), issues: issues(stage) }).toEqual({ served: 'v1.4.2', issues: ['closed', 'closed'] })
        return end
      },
    },
    {
      ...usual,
      shows: 'takes the request back when it is cancelled, and asks anew when it is re-run',
      ends: 'well',
      play: async (stage) => {
        const run = await asked(stage)
        run.interruptStep()
        const cancelled = await run.done
        expect({ good: cancelled.isGood, outcome: cancelled.step(way.gate).outputs.outcome }).toEqual({ good: false, outcome: 'cancelled' })
        expect({ served: served(stage), issues: issues(stage) }).toEqual({ served: '', issues: ['closed'] })
        const again = await stage.start({ attempt: 2 })
        await comment(stage, way.approver, '/approve')
        const end = await again.done
        expect({ served: served(stage), issues: issues(stage) }).toEqual({ served: 'v1.4.2', issues: ['closed', 'closed'] })
        return end
      },
    },
    {
      ...usual,
      shows: 'takes the request back after the job when it is killed',
      ends: 'badly',
      play: async (stage) => {
        const run = await asked(stage)
        run.cancel()
        const end = await run.done
        expect({ post: end.step(way.gate).hadPost, issues: issues(stage) }).toEqual({ post: true, issues: ['closed'] })
        return end
      },
    },
    {
      ...usual,
      shows: 'leaves the host as it was, without a lock, when it is cancelled on its way',
      ends: 'badly',
      patch: patchOf(way, {}, { hooks: { 'before-release': 'touch ../../hooked; sleep 30' } }),
      play: async (stage) => {
        const run = await asked(stage)
        await comment(stage, way.approver, '/approve')
        const { web1 } = stage.hosts
        await until(() => web1?.has('srv/releases/hooked') === true, 'the hook', 15_000)
        expect(web1?.has('srv/releases/shop/.sallyport/lock')).toBe(true)
        run.interruptStep()
        const end = await run.done
        expect(end.step(way.deploy).outputs['reason-code']).toBe('cancelled')
        expect({ served: served(stage), isLocked: web1?.has('srv/releases/shop/.sallyport/lock') }).toEqual({ served: '', isLocked: false })
        return end
      },
    },
  ]
}

export const endsOfParts = endsOf(parts)
export const endsOfWhole = endsOf(whole)
