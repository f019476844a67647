import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import type { Host } from '../../../src/deploy/host/host.ts'
import type { HostState, KeptRelease } from '../../../src/deploy/host/state.ts'
import { type Entry, manifestOf, textOfLines } from '../../../src/deploy/manifest.ts'
import { type Member, newMember } from '../../../src/deploy/member.ts'
import type { Release, Strategy } from '../../../src/deploy/order.ts'
import { closeDepot, openDepot, planShipment, sendRelease } from '../../../src/deploy/transfer.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'

const file = (path: string, digest: string): Entry => ({ kind: 'file', path, mode: 0o644, size: 10, digest: digest.repeat(64) })
const release = { manifest: manifestOf([file('a', '1'), file('b', '2'), file('c', '3')]) } as unknown as Release // all that is looked at
const saying = (entries: readonly Entry[]): Buffer =>
  gzipSync(textOfLines(manifestOf(entries).lines).replace(/([0-9a-f]{16})[0-9a-f]{48}$/gm, '$1'))
const base = { name: 'v1', digest: 'd'.repeat(64) } as KeptRelease

/** A host where v1 is live. `sent`: what it says of that by itself; `told`: what it says when it is asked. */
function memberOn(name: string, { sent, told }: { sent?: Buffer; told?: Buffer }, tools = ['awk', 'gzip']): Member & { asked: number } {
  const order = { name, tags: [], owner: undefined, releases: '/srv/releases', live: '/srv/live' }
  const member = Object.assign(newMember(order, 'v2', 0), { asked: 0 })
  const ask = async () => {
    member.asked += 1
    return { lines: [], blob: told, status: 'ok', words: '' }
  }
  const state = { tools: new Set(tools), liveRelease: 'v1' } as unknown as HostState
  const liveManifest = sent && { blob: sent, isPacked: tools.includes('gzip') }
  return Object.assign(member, { host: { ask } as unknown as Host, state, liveManifest })
}

describe('planShipment', () => {
  const before = [file('a', '1'), file('b', '1'), file('c', '3')]

  it('reads what several hosts send once', async () => {
    const depot = openDepot(release, '')
    const [one, other] = [memberOn('web1', { sent: saying(before) }), memberOn('web2', { sent: saying(before) })]
    const first = await planShipment(one, depot, [base])
    const second = await planShipment(other, depot, [base])
    expect(first).toMatchObject({ base, delta: { gone: ['b'], bytes: 10 } })
    expect(second.delta).toBe(first.delta)
    expect([depot.deltas.size, one.asked, other.asked]).toEqual([1, 0, 0])
  })

  it('gives a host that says something else what it lacks itself', async () => {
    const depot = openDepot(release, '')
    const first = await planShipment(memberOn('web1', { sent: saying(before) }), depot, [base])
    const second = await planShipment(memberOn('web2', { sent: saying([file('a', '0'), file('x', '2')]) }), depot, [base])
    expect(first.delta.gone).toEqual(['b'])
    expect(second.delta.gone).toEqual(['a', 'x'])
    expect(second.delta.send.map(({ path }) => path)).toEqual(['a', 'b', 'c'])
  })

  it('does not take for packed what another host sent as it is', async () => {
    const depot = openDepot(release, '')
    const bytes = saying(before)
    const packed = await planShipment(memberOn('web1', { sent: bytes }), depot, [base])
    const plain = await planShipment(memberOn('web2', { sent: bytes, told: bytes }, ['awk']), depot, [base])
    expect([packed.base, plain.base]).toEqual([base, undefined])
  })

  it('asks for what came unasked and cannot be read, and once for all hosts', async () => {
    const depot = openDepot(release, '')
    const [one, other] = ['web1', 'web2'].map((name) => memberOn(name, { sent: Buffer.from('torn'), told: saying(before) }))
    const shipments = [one, other].map((member) => member && planShipment(member, depot, [base]))
    for (const shipment of await Promise.all(shipments)) expect(shipment?.delta.gone).toEqual(['b'])
    expect([one?.asked, other?.asked]).toEqual([1, 0])
  })

  it('builds on nothing where no manifest can be read', async () => {
    const bomb = gzipSync(Buffer.alloc((128 << 20) + 1))
    for (const told of [Buffer.from('torn'), gzipSync('b\tf\n'), bomb]) {
      const shipment = await planShipment(memberOn('web1', { told }), openDepot(release, ''), [base])
      expect(shipment).toMatchObject({ base: undefined, delta: { gone: [], bytes: 30 } })
    }
  })
})

it('sends two hosts whose hooks have left one release in two ways what each of them lacks', async () => {
  const folder = await temporaryFolder('transfer')
  for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, name), '0123456789')
  const depot = openDepot({ ...release, root: folder, seeds: new Map(), time: 1 }, folder)
  const options = {
    strategy: { shared: [], reuse: 'copy' } as unknown as Strategy,
    journal: '',
    ahead: [],
    signal: new AbortController().signal,
  }
  const silent = { onBytes: () => {}, onSent: () => {}, onFallback: () => {} }
  const sentTo = async (left: readonly Entry[]): Promise<readonly string[]> => {
    const member = memberOn('web1', { sent: saying(left) })
    const shipment = await planShipment(member, depot, [base])
    let taken = Buffer.alloc(0)
    const deliver: Host['deliver'] = async (_order, _list, stream) => {
      for await (const chunk of stream) taken = Buffer.concat([taken, chunk])
      return { lines: [], blob: undefined, status: 'ok', words: '' }
    }
    const host = { deliver, connection: { roundTrip: 0 } } as unknown as Host
    const state = { tools: new Set(), shared: [] } as unknown as HostState
    await sendRelease(host, depot, state, shipment, { ...options, ...silent })
    return ['a', 'b', 'c'].filter((name) => taken.includes(`${name}${'\0'.repeat(99)}`))
  }
  expect(await sentTo([file('a', '1'), file('b', '1'), file('c', '3')])).toEqual(['b'])
  expect(await sentTo([file('a', '0'), file('b', '2'), file('c', '3')])).toEqual(['a'])
  await closeDepot(depot)
  await removeFolder(folder)
})
