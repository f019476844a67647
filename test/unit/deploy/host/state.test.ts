import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Answer } from '../../../../src/deploy/host/agent.ts'
import { readHostState } from '../../../../src/deploy/host/state.ts'

const digest = 'd'.repeat(64)
const answerOf = (lines: readonly string[], status = 'ok'): Answer => ({ lines, status, words: '', blob: undefined })
const event = (facts: object): string =>
  `journal ${JSON.stringify({ time: '2026-11-01T00:00:00.000Z', event: 'prepared', release: 'v1', ...facts })}`
const least = ['live none', 'releases writable /r', 'live-folder writable /l']

describe('readHostState', () => {
  it('reads what a host says', () => {
    const state = readHostState(
      answerOf([
        'tool gzip',
        'tool awk',
        'system Linux',
        'user deploy',
        'releases writable /data/releases',
        'live-folder denied drwxr-xr-x 2 root root',
        'space 1000',
        'inodes 500',
        'live link /data/releases/v2',
        'linked v2',
        `release ${digest} v1`,
        event({}),
        event({ event: 'switched', time: '2026-11-02T00:00:00.000Z', version: '1.0', from: 'v0' }),
        event({ event: 'verified', time: '2026-11-03T00:00:00.000Z', sha: 'abc' }),
        'pinned v1',
        `release ${digest} v2`,
        'leftover .incoming-v3',
        'shared present',
        'shared missing',
        'lock {"token":"t","run":"7"}',
        'working 4711',
      ]),
      '/data/releases',
    )
    expect(state).toMatchObject({
      system: 'Linux',
      user: 'deploy',
      tools: new Set(['gzip', 'awk']),
      missingTools: [],
      releasesFolder: { access: 'writable', detail: '/data/releases' },
      liveFolder: { access: 'denied', detail: 'drwxr-xr-x 2 root root' },
      freeBytes: 1_024_000,
      freeInodes: 500,
      live: { kind: 'link', target: '/data/releases/v2' },
      liveRelease: 'v2',
      leftovers: ['.incoming-v3'],
      shared: [true, false],
      lock: { owner: { token: 't', run: '7' }, working: ['4711'] },
    })
    expect(state?.releases).toMatchObject([
      {
        name: 'v1',
        digest,
        standing: 'verified',
        since: '2026-11-01T00:00:00.000Z',
        lastLive: '2026-11-02T00:00:00.000Z',
        version: '1.0',
        sha: 'abc',
        pinned: true,
        linked: false,
      },
      { name: 'v2', standing: 'prepared', since: '', pinned: false, linked: true },
    ])
  })

  it.each([
    { name: 'nothing', lines: [] },
    { name: 'no live link', lines: least.slice(1) },
    { name: 'a live link of an unknown kind', lines: ['live gone', ...least.slice(1)] },
    { name: 'no releases folder', lines: ['live none', 'live-folder writable /l'] },
    { name: 'a folder of an unknown kind', lines: ['live none', 'releases perhaps /r', 'live-folder writable /l'] },
  ])('is undefined for $name', ({ lines }) => {
    expect(readHostState(answerOf(lines), '/r')).toBeUndefined()
  })

  it('is undefined for a failure', () => {
    expect(readHostState(answerOf(least, 'denied'), '/r')).toBeUndefined()
  })

  it.each([
    { name: 'a release of ours', target: '/r/v1', release: 'v1' },
    { name: 'a folder that we did not make', target: '/r/v9', release: undefined },
    { name: 'another folder', target: '/other/v1', release: undefined },
    { name: 'a folder that begins like ours', target: '/r2/v1', release: undefined },
    { name: 'deeper', target: '/r/v1/public', release: undefined },
    { name: 'out of it', target: '/r/../v1', release: undefined },
    { name: 'a hidden one', target: '/r/.incoming-v1', release: undefined },
    { name: 'relative', target: 'v1', release: undefined },
  ])('finds the live release: $name', ({ target, release }) => {
    expect(readHostState(answerOf([`live link ${target}`, ...least.slice(1), `release ${digest} v1`]), '/r')?.liveRelease).toBe(release)
  })

  it.each([
    { name: 'a hostile name', line: `release ${digest} ../up` },
    { name: 'a name with a blank', line: `release ${digest} a b` },
    { name: 'half a digest', line: 'release dddd v1' },
    { name: 'no name', line: `release ${digest}` },
  ])('leaves out a release with $name', ({ line }) => {
    expect(readHostState(answerOf([...least, line]), '/r')?.releases).toEqual([])
  })

  it.each(['.incoming-../x', '.incoming-a b', 'v1', '.sallyport', '.incoming-'])('leaves out the leftover “%s”', (name) => {
    expect(readHostState(answerOf([...least, `leftover ${name}`]), '/r')?.leftovers).toEqual([])
  })

  it('a disk that does not tell its size is not taken for a full one', () => {
    const state = readHostState(answerOf([...least, 'space -', 'inodes']), '/r')
    expect(state).toMatchObject({ freeBytes: undefined, freeInodes: undefined })
  })

  it('makes a state or nothing of any words', () => {
    const key = fc.constantFrom(
      'live',
      'releases',
      'live-folder',
      'release',
      'journal',
      'lock',
      'space',
      'shared',
      'linked',
      'working',
      'leftover',
      '',
    )
    const words = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('none', 'link ', 'writable /', `${digest} 1 v1`, '{}', 'null', '{"token":1}', '[]'),
      fc.json(),
    )
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(key, words).map((parts) => parts.join(' ')),
          { maxLength: 12 },
        ),
        (lines) => {
          const state = readHostState(answerOf([...least, ...lines]), '/r')
          expect(state).toBeDefined()
          for (const { name } of state?.releases ?? []) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._+-]*$/)
        },
      ),
    )
  })
})
