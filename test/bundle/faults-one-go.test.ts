import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { Fleet, TestHost } from '../support/fleet.ts'
import { describeWith } from '../support/needs.ts'
import { until } from '../support/processes.ts'
import { startProxy } from '../support/proxy.ts'
import { cancel, type RunningStep, runAction, runPost } from '../support/runner.ts'
import { expectSettled, keepState, picture } from './faults-hosts.ts'
import { fleetOnV1, withServers } from './faults-through.ts'

/** A command that waits, or fails once, where a file in the home says so: it holds the seconds, or `fails`, and a pattern for the arguments. */
const halting = (name: string) => `#!/bin/bash
if read -r how pattern 2>/dev/null <"$HOME/${name}.halts" && [[ "$*" == $pattern ]]; then
  [ "$how" != fails ] || { "$MACHINE/rm" "$HOME/${name}.halts"; exit 1; }
  : >"$HOME/halted"
  sleep "$how"
fi
exec "$MACHINE/${name}" "$@"`

describeWith(['sshd', 'isolation', 'bash'], 'a fleet of one, whose host goes on by itself', () => {
  let fleet: Fleet
  let restore: () => void
  let host: TestHost

  beforeAll(async () => {
    const commands = { tar: halting('tar'), ln: halting('ln'), rm: halting('rm') }
    fleet = await fleetOnV1({ web1: { shell: 'bash', commands } })
    host = fleet.hosts[0] as TestHost
    restore = keepState(fleet)
  })
  afterAll(() => fleet.stop())
  beforeEach(() => {
    restore()
    for (const name of readdirSync(host.sshd.home)) if (/^halted$|\.halts$/.test(name)) rmSync(join(host.sshd.home, name))
  })

  const halt = (command: string, pattern: string, how: number | 'fails') =>
    writeFileSync(join(host.sshd.home, `${command}.halts`), `${how} ${pattern}\n`)

  /** Starts a deployment that halts on the host, and waits until it does. */
  async function halted(command: string, pattern: string, seconds: number, deploy = {}): Promise<RunningStep> {
    halt(command, pattern, seconds)
    const step = await fleet.start({ version: 'v2' }, deploy)
    await until(() => existsSync(join(host.sshd.home, 'halted')), 'the halt', 30_000)
    return step
  }

  const haltNoMore = () => {
    for (const command of ['tar', 'ln', 'rm']) rmSync(join(host.sshd.home, `${command}.halts`), { force: true })
  }
  async function expectNext(outcome: 'released' | 'unchanged'): Promise<void> {
    haltNoMore()
    expect((await fleet.deploy({ version: 'v2' })).outputs.outcome).toBe(outcome)
    await expectSettled(fleet, 'v2-7')
  }

  const moments: readonly { name: string; at: readonly [command: string, pattern: string, seconds: number] }[] = [
    { name: 'while it unpacks', at: ['tar', '-x*', 1] },
    { name: 'while it switches', at: ['ln', '*', 1] },
    { name: 'when the lock is given back', at: ['rm', '*unlocked*', 1] },
  ]

  it.each(moments)('loses the connection $name: the run finds out what was done, and does the rest', async ({ at }) => {
    const step = await halted(...at)
    host.sshd.dropSessions()
    haltNoMore()
    const result = await step.done
    expect({ code: result.code, outcome: result.outputs.outcome }).toEqual({ code: 0, outcome: 'released' })
    expect(result.log).toContain('web1: the connection was lost; connecting again.')
    await expectSettled(fleet, 'v2-7')
    await expectNext('unchanged')
  })

  it.each(moments)('is cancelled $name, when all has been sent: it is through in time, and says so', async ({ at }) => {
    const result = await cancel(await halted(...at))
    expect({ code: result.code, reason: result.outputs['reason-code'] }).toEqual({ code: 0, reason: 'released' })
    await expectSettled(fleet, 'v2-7')
    await expectNext('unchanged')
  })

  it('is cancelled where it does not get on: what it still does there ends, nothing was switched', async () => {
    const result = await cancel(await halted('tar', '-x*', 60))
    expect({ code: result.code, reason: result.outputs['reason-code'] }).toEqual({ code: 1, reason: 'cancelled' })
    await runPost(result)
    await expectSettled(fleet, 'v1-7')
    expect(host.sshd.running()).toEqual([])
    await expectNext('released')
  })

  it.each(moments)('is left alone by a run that is killed $name: it is whole before and after the post step', async ({ at }) => {
    const step = await halted(...at)
    step.kill()
    const killed = await step.done
    await until(() => host.sshd.running().length === 0, 'the end of what goes on', 30_000)
    expect(picture(host).live).toMatch(/^v[12]-7$/)
    const { live } = picture(host)
    const post = await runPost(killed)
    expect(post.code).toBe(0)
    await expectSettled(fleet, live)
    await expectNext(live === 'v2-7' ? 'unchanged' : 'released')
  })

  it('is asked again step by step where the switch failed, and keeps what was live', async () => {
    halt('ln', '*', 'fails')
    const result = await fleet.deploy({ version: 'v2' })
    expect([result.code, result.outputs['reason-code']]).toEqual([1, 'switch-failed'])
    await expectSettled(fleet, 'v1-7')
    await expectNext('released')
  })

  it('goes on by itself as far as the switch where a health check looks at it, and back where that fails', async () => {
    const check = { 'health-check': { run: 'grep -q v1 version.txt', retries: 0, every: '1s' } }
    const result = await fleet.deploy({ version: 'v2' }, check)
    expect([result.code, result.outputs.outcome]).toEqual([1, 'rolled-back'])
    await expectSettled(fleet, 'v1-7')
  })

  it.each([1, 60, 120, 200, 300, 500])('is cut off %d bytes before its last word: the run finds out', async (bytes) => {
    const whole = await bytesDown()
    restore()
    await using proxy = await startProxy({ port: host.sshd.port }, { cutAfterDown: whole - bytes })
    const result = await runAction('deploy', withServers(fleet.step({ version: 'v2' }), { web1: { port: proxy.port } }))
    expect({ code: result.code, outcome: result.outputs.outcome }).toEqual({ code: 0, outcome: 'released' })
    await expectSettled(fleet, 'v2-7')
  })

  const bytesDown = async () => {
    await using proxy = await startProxy({ port: host.sshd.port })
    await runAction('deploy', withServers(fleet.step({ version: 'v2' }), { web1: { port: proxy.port } }))
    return proxy.bytesDown
  }
})
