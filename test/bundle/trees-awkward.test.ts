import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { awkwardTree, outerLinks } from '../support/awkward-tree.ts'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { describeWith } from '../support/needs.ts'
import { type Entries, emptyFolder, file, layOut, link, readTree } from '../support/trees.ts'
import { expectSettled } from './faults-hosts.ts'

describeWith(['sshd', 'isolation', 'busybox'], 'trees that are hard to carry', () => {
  let fleet: Fleet
  beforeAll(async () => {
    fleet = await startFleet({ gnu: {}, busybox: { tools: 'busybox', shell: 'ash' }, bsd: { tools: 'bsd' } })
  })
  afterAll(() => fleet.stop())
  const build = () => join(fleet.workspace, 'build')
  beforeEach(() => rmSync(build(), { recursive: true, force: true }))

  /** Deploys and compares what every host serves with the source, modes included. */
  async function deploy(version: string, deploy: Readonly<Record<string, unknown>> = {}) {
    const result = await fleet.deploy({ version }, deploy)
    expect([result.code, result.outputs.outcome, result.log]).toEqual([0, 'released', expect.any(String)])
    const source = await readTree(build())
    for (const { live } of fleet.hosts) expect(await readTree(live)).toEqual(source)
    return result
  }

  it('awkward names, long paths, modes, emptiness and links arrive everywhere as they are', async () => {
    await layOut(build(), { ...awkwardTree, 'links/absolute': link('/etc/passwd'), 'C:/drive': file('x') })
    await deploy('a1')
    await expectSettled(fleet, 'a1-7')
  })

  it('a change of them needs only what changed, in folders that are read-only too', async () => {
    const ballast = { 'ballast.bin': file('b'.repeat(300_000)) }
    await layOut(build(), { ...awkwardTree, ...ballast })
    await deploy('a2')
    rmSync(build(), { recursive: true })
    const changed: Entries = {
      ...awkwardTree,
      ...ballast,
      'two\nlines': file('other\n'),
      'back\\slash': file('other\n'),
      'modes/read-only folder/file': file('other\n'),
      'modes/read-only folder/new': file('new\n'),
      'links/with\nnew line': link('elsewhere'),
    }
    await layOut(build(), changed)
    const result = await deploy('a3')
    expect(result.log).not.toContain('was altered')
    for (const { bytes } of JSON.parse(result.outputs.hosts ?? '')) expect(bytes).toBeLessThan(60_000)
  })

  it('releases with read-only folders are taken away again', async () => {
    for (const version of ['b1', 'b2', 'b3']) {
      await layOut(build(), {
        'shut/inner/file': file(version),
        'shut/inner': emptyFolder(0o555),
        shut: emptyFolder(0o500),
        'version.txt': file(version),
      })
      await deploy(version, { keep: 1 })
      rmSync(build(), { recursive: true })
    }
    await expectSettled(fleet, 'b3-7')
    for (const { releases } of fleet.hosts) expect(existsSync(join(releases, 'b1-7'))).toBe(false)
  })

  const forms: readonly Entries[] = [
    { thing: file('a file'), other: file('x') },
    { 'thing/inner/file': file('a folder'), other: file('x') },
    { thing: link('other'), other: file('x') },
    { thing: emptyFolder(), other: emptyFolder() },
    { thing: link('other'), 'other/file': file('y') },
    { 'thing/inner': file('a file in a folder'), other: link('thing') },
    { thing: file('again a file', 0o755), 'other/file': link('../thing') },
  ]
  it('what was a file becomes a folder, a link, empty, and back', async () => {
    for (const [index, entries] of [...forms, ...[...forms].reverse()].entries()) {
      rmSync(build(), { recursive: true, force: true })
      await layOut(build(), { ...entries, 'version.txt': file(`${index}`) })
      await deploy(`form${index}`, { keep: 2 })
    }
    await expectSettled(fleet, 'form13-7')
  })

  it('only modes change; then nothing changes but the name', async () => {
    await layOut(build(), { 'run.sh': file('#!/bin/sh\n'), 'folder/secret': file('s', 0o644), folder: emptyFolder(0o755) })
    await deploy('m1')
    rmSync(build(), { recursive: true })
    await layOut(build(), { 'run.sh': file('#!/bin/sh\n', 0o755), 'folder/secret': file('s', 0o600), folder: emptyFolder(0o700) })
    await deploy('m2')
    const same = await fleet.deploy({ version: 'm3', release: 'same-content' })
    expect(same.outputs.outcome).toBe('released')
    for (const { live } of fleet.hosts) expect(await readTree(live)).toEqual(await readTree(build()))
  })

  const refused: readonly { name: string; entries: Entries; words: RegExp }[] = [
    ...Object.entries(outerLinks)
      .filter(([path]) => path !== 'links/absolute')
      .map(([path, entry]) => ({
        name: `the link ${path}`,
        entries: { ok: file('x'), [path]: entry },
        words: new RegExp(path),
      })),
    {
      name: 'a file that its owner may not read',
      entries: { ok: file('x'), shut: file('x', 0o000) },
      words: /shut: its mode shuts its owner out/,
    },
    {
      name: 'a folder that its owner may not enter',
      entries: { ok: file('x'), shut: emptyFolder(0o600) },
      words: /shut: its mode shuts its owner out/,
    },
    { name: 'a name of ours', entries: { '.sallyport-manifest': file('x') }, words: /kept for Sallyport/ },
  ]
  it.each(refused)('$name is refused before any host is touched', async ({ entries, words }) => {
    await layOut(build(), entries)
    const before = fleet.hosts.map(({ releases }) => readFileSync(join(releases, '.sallyport/journal.jsonl'), 'utf8'))
    const result = await fleet.deploy({ version: 'bad' })
    expect([result.code, result.outputs['reason-code']]).toEqual([1, 'source-refused'])
    expect(result.log).toMatch(words)
    expect(fleet.hosts.map(({ releases }) => readFileSync(join(releases, '.sallyport/journal.jsonl'), 'utf8'))).toEqual(before)
  })
})
