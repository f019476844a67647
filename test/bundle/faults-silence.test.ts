import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Fleet } from '../support/fleet.ts'
import { describeWith } from '../support/needs.ts'
import { patchedAction } from '../support/patched-action.ts'
import { until } from '../support/processes.ts'
import { startProxy, type TcpProxy } from '../support/proxy.ts'
import { seededRandom } from '../support/random.ts'
import { runAction, type StepResult, startAction } from '../support/runner.ts'
import { removeFolder, temporaryFolder } from '../support/temporary.ts'
import { sourceText } from '../support/trees.ts'
import { expectSettled } from './faults-hosts.ts'
import { fleetOnV1, withServers } from './faults-through.ts'

/** With a keep-alive of a second and two for a handshake, in place of 15 and 20: else each case would take its minute. */
const hasty = [
  [/keepaliveInterval:15e3/, 'keepaliveInterval:1e3'],
  [/timeout:(\w+)=2e4,limit/, 'timeout:$1=2e3,limit'],
] as const

describeWith(['sshd'], 'a line that falls silent without a word', () => {
  const fleets: Fleet[] = []
  const proxies: TcpProxy[] = []
  let whileUploading: Promise<StepResult>
  let fromTheStart: Promise<StepResult>

  let folder: string

  beforeAll(async () => {
    folder = await temporaryFolder('hasty')
    patchedAction(folder, 'deploy', hasty)
    for (let index = 0; index < 2; index++) {
      const fleet = await fleetOnV1({ web1: {} }, sourceText(seededRandom(3), 400_000))
      fleets.push(fleet)
      proxies.push(await startProxy({ port: fleet.hosts[0]?.sshd.port ?? 0 }, { ratePerSecond: 400_000 }))
    }
    whileUploading = stalledWhileUploading()
    fromTheStart = stalledFromTheStart()
  })
  afterAll(async () => {
    removeFolder(folder)
    for (const proxy of proxies) proxy.close()
    await Promise.all(fleets.map((fleet) => fleet.stop()))
  })

  const step = (index: number) => {
    const given = fleets[index]?.step({ version: 'v2' }) ?? {}
    return { ...withServers(given, { web1: { port: proxies[index]?.port } }), folder: join(folder, 'actions/deploy') }
  }

  async function stalledWhileUploading(): Promise<StepResult> {
    const running = await startAction('deploy', step(0))
    await until(() => (proxies[0]?.bytesUp ?? 0) > 60_000, 'an upload')
    proxies[0]?.stall()
    await running.waitForLine(/web1: the connection was lost; connecting again/)
    proxies[0]?.resume()
    return running.done
  }

  function stalledFromTheStart(): Promise<StepResult> {
    proxies[1]?.stall()
    return runAction('deploy', step(1))
  }

  it('while uploading: keep-alive finds out after three intervals, and the deployment gets through over a new connection', async () => {
    const result = await whileUploading
    expect([result.code, result.outputs.outcome]).toEqual([0, 'released'])
    expect(result.seconds).toBeGreaterThan(3)
    expect(result.seconds).toBeLessThan(25)
    await expectSettled(fleets[0] as Fleet, 'v2-7')
  })

  it('before the first word: it tries three times, then says so', async () => {
    const result = await fromTheStart
    expect([result.code, result.outputs['reason-code']]).toEqual([1, 'unreachable'])
    expect(result.log).toContain('accepts connections and says nothing')
    await expectSettled(fleets[1] as Fleet, 'v1-7')
  })
})
