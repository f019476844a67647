import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import type { Fleet } from '../support/fleet.ts'
import { describeWith } from '../support/needs.ts'
import { descendants, isRunning, until } from '../support/processes.ts'
import { cancel, type RunningStep, runPost, type StepResult } from '../support/runner.ts'
import { expectSettled } from './faults-hosts.ts'
import { fleetOnV1 } from './faults-through.ts'

describeWith(['sshd', 'git'], 'a deployment that ends on the runner, before any host is touched', () => {
  let fleet: Fleet
  let asked = 0
  /** Takes requests of git, and never answers. */
  const server = createServer(() => asked++)

  beforeAll(async () => {
    fleet = await fleetOnV1({ web1: {} })
    await once(server.listen(0, '127.0.0.1'), 'listening')
  })
  afterEach(() => rmSync(join(fleet.workspace, 'build/large.bin'), { force: true }))
  afterAll(async () => {
    server.closeAllConnections()
    server.close()
    await fleet.stop()
  })

  const hanging = 'echo in-hook; sleep 61 & sleep 62'
  const inHook = (step: RunningStep) => step.waitForLine(/in-hook/)
  const moments = [
    { name: 'in the hook before the download', hooks: { 'before-download': hanging }, inputs: () => ({}), reached: inHook },
    {
      name: 'downloading',
      hooks: {},
      inputs: () => ({ source: '', repository: `http://127.0.0.1:${(server.address() as { port: number }).port}/shop.git`, ref: 'main' }),
      reached: async () => {
        const before = asked
        await until(() => asked > before, 'a request of git')
      },
    },
    { name: 'in the hook after the download', hooks: { 'after-download': hanging }, inputs: () => ({}), reached: inHook },
    {
      name: 'packaging',
      hooks: { 'after-download': 'truncate -s 20G large.bin; echo in-hook' },
      inputs: () => ({}),
      reached: async (step: RunningStep) => {
        await inHook(step)
        await delay(300)
      },
    },
  ]
  const ways: Record<string, (step: RunningStep) => Promise<StepResult>> = {
    cancelled: cancel,
    'ended by SIGTERM': (step) => {
      step.signal('SIGTERM')
      return step.done
    },
    killed: (step) => {
      step.kill()
      return step.done
    },
  }
  const cases = moments.flatMap((moment) => Object.keys(ways).map((way) => ({ ...moment, way })))

  it.each(cases)('$name, $way: it ends at once, with all that it has started, and no host knows of it', async (given) => {
    const { hooks, inputs, reached, way } = given
    const step = await fleet.start({ version: 'v2', ...inputs() }, { hooks })
    await reached(step)
    const started = descendants(step.pid)
    const since = performance.now()
    const result = await (ways[way] as (typeof ways)[string])(step) // a key of it
    expect(performance.now() - since).toBeLessThan(3000)
    if (way === 'killed') expect(result.signal).toBe('SIGKILL')
    else expect([result.code, result.outputs.outcome, result.outputs['reason-code']]).toEqual([1, 'failed', 'cancelled'])
    await until(() => !started.some(({ pid }) => isRunning(pid)), 'what it started to end', 2000)
    const post = await runPost(result)
    expect({ code: post.code, log: post.log }).toEqual({ code: 0, log: '' })
    await expectSettled(fleet, 'v1-7')
  })

  it('and the next one goes through', async () => {
    expect((await fleet.deploy({ version: 'v2' })).outputs.outcome).toBe('released')
    await expectSettled(fleet, 'v2-7')
  })
})
