import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Fleet } from '../support/fleet.ts'
import { describeWith } from '../support/needs.ts'
import { until } from '../support/processes.ts'
import { startProxy } from '../support/proxy.ts'
import { seededRandom } from '../support/random.ts'
import { runAction, runPost, type StepResult, startAction } from '../support/runner.ts'
import { sourceText } from '../support/trees.ts'
import { expectSettled, keepState, picture } from './faults-hosts.ts'
import { fleetOnV1, withServers } from './faults-through.ts'

describeWith(['sshd'], 'a bad network', () => {
  let fleet: Fleet
  let restore: () => void

  beforeAll(async () => {
    fleet = await fleetOnV1({ web1: {} }, sourceText(seededRandom(7), 400_000))
    restore = keepState(fleet)
  })
  afterAll(() => fleet.stop())

  const port = () => fleet.hosts[0]?.sshd.port ?? 0
  const served = () => fleet.hosts.map((host) => picture(host).live)
  const via = (through: number, deploy: Readonly<Record<string, unknown>> = {}) =>
    withServers(fleet.step({ version: 'v2' }, deploy), { web1: { port: through } })

  /** Whatever became of a deployment: its word is true, its post step leaves nothing behind, and the next one converges. */
  async function expectConvergence(result: StepResult): Promise<void> {
    expect(served()).toEqual([result.code === 0 ? 'v2-7' : 'v1-7'])
    await runPost({ ...result, options: fleet.step({ version: 'v2' }) })
    await expectSettled(fleet, result.code === 0 ? 'v2-7' : 'v1-7')
    const again = await fleet.deploy({ version: 'v2' })
    expect(again.outputs.outcome).toBe(result.code === 0 ? 'unchanged' : 'released')
    await expectSettled(fleet, 'v2-7')
  }

  const shares = [0.0001, 0.01, 0.05, 0.3, 0.6, 0.97, 0.999]
  const cuts = shares.flatMap((share) => [{ share, way: 'up' } as const, { share, way: 'down' } as const])

  it.each(cuts)('cut at $share of the bytes $way: it connects again and gets through', async ({ share, way }) => {
    restore()
    const whole = await traffic()
    const at = Math.max(1, Math.floor(whole[way] * share))
    await using proxy = await startProxy({ port: port() }, way === 'up' ? { cutAfter: at } : { cutAfterDown: at })
    const result = await runAction('deploy', via(proxy.port))
    expect({ code: result.code, outcome: result.outputs.outcome }).toEqual({ code: 0, outcome: 'released' })
    await expectSettled(fleet, 'v2-7')
  })

  let measured: Promise<{ up: number; down: number }> | undefined
  /** What an undisturbed deployment sends and gets. */
  const traffic = () => {
    measured ??= (async () => {
      await using proxy = await startProxy({ port: port() })
      await runAction('deploy', via(proxy.port))
      restore()
      return { up: proxy.bytesUp, down: proxy.bytesDown }
    })()
    return measured
  }

  it.each([20_000, 100_000])('cut again and again after %d bytes: it gives up, and says so', async (at) => {
    restore()
    await using proxy = await startProxy({ port: port() }, { cutAfter: at, cutTimes: 100 })
    const result = await runAction('deploy', via(proxy.port))
    expect([result.code, result.outputs['reason-code']]).toEqual([1, 'connection-lost'])
    await expectConvergence(result)
  })

  it('the server goes away while uploading and comes back', async () => {
    restore()
    await using proxy = await startProxy({ port: port() }, { ratePerSecond: 200_000 })
    const step = await startAction('deploy', via(proxy.port))
    await until(() => proxy.bytesUp > 50_000, 'an upload', 30_000)
    proxy.refuse()
    proxy.cut()
    await step.waitForLine(/connecting failed \(try 1\)/)
    await proxy.accept()
    const result = await step.done
    expect([result.code, result.outputs.outcome]).toEqual([0, 'released'])
    expect(result.log).toContain('web1: the connection was lost; connecting again.')
    await expectConvergence(result)
  })

  it('the sessions die in the hook before the release: no exit status is a failure, nothing is switched', async () => {
    restore()
    const result = await droppedIn('before-release')
    expect(result.log).toContain('gave no exit status: the connection was lost')
    expect([result.code, result.outputs['reason-code']]).toEqual([1, 'hook-failed'])
    await expectConvergence(result)
  })

  it('the sessions die in the hook after the release: the host goes back over a new connection', async () => {
    restore()
    const result = await droppedIn('after-release')
    expect([result.code, result.outputs.outcome, result.outputs['reason-code']]).toEqual([1, 'rolled-back', 'hook-failed'])
    await expectSettled(fleet, 'v1-7')
    await expectConvergence(result)
  })

  /** What the hook has started goes on when its session dies; the run that comes back ends it. */
  async function droppedIn(hook: string): Promise<StepResult> {
    const script = 'case $SALLYPORT_RELEASE in v2*) echo in-hook; sleep 30 ;; esac'
    const step = await fleet.start({ version: 'v2' }, { hooks: { [hook]: script } })
    await step.waitForLine(/in-hook/)
    fleet.hosts[0]?.sshd.dropSessions()
    const result = await step.done
    expect(fleet.hosts[0]?.sshd.running()).toEqual([])
    return result
  }

  it('a slow network: it only takes longer', async () => {
    restore()
    await using proxy = await startProxy({ port: port() }, { delay: 60, ratePerSecond: 400_000 })
    const result = await runAction('deploy', via(proxy.port))
    expect([result.code, result.outputs.outcome]).toEqual([0, 'released'])
    await expectSettled(fleet, 'v2-7')
  })
})
