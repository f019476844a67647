import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { liveOn } from '../support/host-facts.ts'
import { describeWith } from '../support/needs.ts'

const names = ['web1', 'web2']

describeWith(['sshd'], 'environments on the same hosts', () => {
  let fleet: Fleet
  beforeAll(async () => {
    const entry = { entry: { tags: ['web'] } }
    fleet = await startFleet({ web1: entry, web2: entry })
  })
  afterAll(() => fleet?.stop())

  it('are released to servers that there are alone: the nearest name is told', async () => {
    const before = fleet.hosts.map(liveOn)
    const result = await fleet.deploy({ version: 'v1', servers: 'web1,wbe2' })
    expect(result.code).toBe(1)
    expect(result.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'unknown-server' })
    expect(result.log).toMatch(/wbe2[\s\S]*web2/)
    expect(fleet.hosts.map(liveOn)).toEqual(before)
  })

  it('are kept apart, though they are released at once', async () => {
    fleet.write({ 'version.txt': 'both', sick: '' })
    const config = JSON.parse(fleet.step().inputs?.config ?? '') as { environments: Record<string, unknown> }
    const root = join(fleet.hosts[0]?.releases ?? '', '../..')
    const paths = { releases: `${root}/{server}/codes/{project}/{environment}`, live: `${root}/{server}/www/{environment}/{project}` }
    const environments = Object.fromEntries(['staging', 'preview'].map((name) => [name, { deploy: { servers: ['web'], ...paths } }]))
    const deploy = (environment: string) =>
      fleet.deploy({ environment, version: 'both', config: JSON.stringify({ ...config, environments }) })
    const results = await Promise.all([deploy('staging'), deploy('preview')])
    expect(results.map(({ outputs }) => outputs.outcome)).toEqual(['released', 'released'])
    for (const name of names)
      for (const environment of ['staging', 'preview'])
        expect(readFileSync(join(root, name, 'www', environment, 'shop/version.txt'), 'utf8')).toBe('both')
  })
})
