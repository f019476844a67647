import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { type Entries, emptyFolder, file, link, readTree } from '../../../support/trees.ts'
import { type Bench, describeAgent, status } from './agent-bench.ts'
import { event, receive } from './agent-process.ts'

/** What stays in all releases. */
const same: Entries = {
  'index.html': file('hello\n'),
  'bin/run': file('#!/bin/sh\n', 0o755),
  'back\\slash': file('odd\n'),
  'open/note': file('a'),
  open: emptyFolder(0o775),
  'shut/note': file('b'),
  shut: emptyFolder(0o555),
}

const [first, live, next]: Entries[] = [
  {
    ...same,
    'was/file': file('1'),
    'is/folder': file('1'),
    mode: file('x', 0o644),
    to: link('index.html'),
    'gone/a': file('1'),
    v: file('1'),
  },
  {
    ...same,
    was: file('2'),
    'is/folder/now': file('2'),
    mode: file('x', 0o755),
    to: link('bin/run'),
    'new/a b/-c': file('2'),
    v: file('2'),
  },
  {
    ...same,
    was: file('2'),
    'is/folder/now': file('3'),
    mode: file('x', 0o755),
    to: link('bin/run'),
    'new/a b/-c': file('2'),
    v: file('3'),
  },
]

describeAgent('the spare', (bench) => {
  it('is the release that went last, and becomes the next one', async () => {
    await deployed(bench)
    const kept = statSync(join(bench.agent.releases, 'v1/index.html')).ino
    expect(await status(bench.agent.ask('remove', 'v1', event('removed', 'v1'), 'spare'))).toBe('ok')
    expect(existsSync(join(bench.agent.releases, 'v1'))).toBe(false)
    expect((await bench.agent.ask('survey', '')).lines).toContainEqual(expect.stringMatching(/^spare \d+ 1\d$/))
    expect(await receive(bench.options, 'v3', next ?? {}, { base: 'v2' })).toMatchObject({ status: 'ok', words: '' })
    await expectTree(bench, 'v3')
    await expectTree(bench, 'v2')
    expect(statSync(join(bench.agent.releases, 'v3/index.html')).ino).toBe(kept)
    expect(existsSync(join(spareOf(bench), 'tree'))).toBe(false)
    expect((await bench.agent.ask('survey', '')).lines.join('\n')).not.toContain('spare')
  })

  it('brings nothing along that the application has written into it', async () => {
    await deployed(bench)
    const old = join(bench.agent.releases, 'v1')
    writeFileSync(join(old, 'bin/cache'), 'by the application')
    mkdirSync(join(old, 'uploads/deep'), { recursive: true })
    writeFileSync(join(old, 'uploads/deep/own'), 'by the application')
    writeFileSync(join(old, 'bin/run'), '#!/bin/no\n')
    const later = Date.now() / 1000 + 60
    for (const path of ['bin/run', 'bin/cache']) utimesSync(join(old, path), later, later)
    const kept = statSync(join(old, 'index.html')).ino
    await bench.agent.ask('remove', 'v1', '', 'spare')
    expect(await receive(bench.options, 'v3', next ?? {}, { base: 'v2' })).toMatchObject({ status: 'ok', words: '' })
    await expectTree(bench, 'v3')
    expect(statSync(join(bench.agent.releases, 'v3/index.html')).ino).toBe(kept)
  })

  it('shares no file with another release, though an earlier one was made by hard links', async () => {
    await deployed(bench)
    linkSync(join(bench.agent.releases, 'v1/index.html'), join(bench.folder, 'of another release'))
    await bench.agent.ask('remove', 'v1', '', 'spare')
    expect(await receive(bench.options, 'v3', next ?? {}, { base: 'v2' })).toMatchObject({ status: 'ok', words: '' })
    await expectTree(bench, 'v3')
    expect(statSync(join(bench.agent.releases, 'v3/index.html')).nlink).toBe(1)
  })

  it.each([
    { what: 'a folder has another mode', alter: (old: string) => chmodSync(join(old, 'open'), 0o777), of: { open: emptyFolder(0o755) } },
    { what: 'an odd name came', of: { 'odd\\too': file('') } },
    { what: 'a folder is of another user', alter: (old: string) => chownSync(join(old, 'open'), 12_345, 12_345), of: {} },
    { what: 'an odd name was left in it', alter: (old: string) => writeFileSync(join(old, 'new\nline'), ''), of: {}, damages: true },
  ])('makes way for a copy where $what', async ({ alter, of, damages }) => {
    await deployed(bench, { ...live, ...of })
    alter?.(join(bench.agent.releases, 'v1'))
    await bench.agent.ask('remove', 'v1', '', 'spare')
    const answer = await receive(bench.options, 'v3', { ...next, ...of }, { base: 'v2' })
    if (damages) return expect(answer).toMatchObject({ status: 'damaged' }) // all is sent then
    expect(answer).toMatchObject({ status: 'ok', words: '' })
    await expectTree(bench, 'v3')
    expect(existsSync(join(spareOf(bench), 'tree'))).toBe(false)
  })

  it('is not made of what a hook has altered', async () => {
    await deployed(bench)
    writeFileSync(join(bench.agent.releases, 'v1/index.html'), 'by a hook')
    await bench.agent.ask('hooked', 'v1')
    expect(await status(bench.agent.ask('remove', 'v1', '', 'spare'))).toBe('ok')
    expect(existsSync(join(spareOf(bench), 'tree'))).toBe(false)
    expect(existsSync(join(bench.agent.releases, '.removing-v1'))).toBe(false)
  })

  it('is replaced by the next that goes, and goes before a release that builds on nothing', async () => {
    await deployed(bench)
    await receive(bench.options, 'v3', next ?? {})
    await bench.agent.ask('switch', 'v3', event('switched', 'v3'))
    for (const name of ['v1', 'v2']) await bench.agent.ask('remove', name, '', 'spare')
    expect(await readTree(join(spareOf(bench), 'tree'))).toEqual(await readTree(join(bench.folder, 'source-v2')))
    expect(await receive(bench.options, 'v4', same)).toMatchObject({ status: 'ok' })
    expect(existsSync(spareOf(bench))).toBe(false)
  })

  it.each([
    { name: 'its size', cutOff: ['size'] },
    { name: 'its size and manifest', cutOff: ['size', 'manifest'] },
  ])('that was put aside without $name is not used, and makes way for the next', async ({ cutOff }) => {
    await deployed(bench)
    const half = openSync(join(bench.agent.releases, 'v1/index.html'), 'r') // as long as it is open, no other file gets its number
    await bench.agent.ask('remove', 'v1', '', 'spare')
    for (const file of cutOff) rmSync(join(spareOf(bench), file))
    expect((await bench.agent.ask('survey', '')).lines.join('\n')).not.toContain('spare')
    expect(await receive(bench.options, 'v3', next ?? {}, { base: 'v2' })).toMatchObject({ status: 'ok', words: '' })
    await expectTree(bench, 'v3')
    expect(statSync(join(bench.agent.releases, 'v3/index.html')).ino).not.toBe(fstatSync(half).ino)
    closeSync(half)
    mkdirSync(join(spareOf(bench), 'tree/of/another'), { recursive: true })
    await bench.agent.ask('switch', 'v3', event('switched', 'v3'))
    await bench.agent.ask('remove', 'v2', '', 'spare')
    expect(await readTree(join(spareOf(bench), 'tree'))).toEqual(await readTree(join(bench.folder, 'source-v2')))
  })

  it('that is not complete is no base of anything', async () => {
    await deployed(bench)
    await bench.agent.ask('remove', 'v1', '', 'spare')
    rmSync(join(spareOf(bench), 'tree/index.html'))
    expect(await receive(bench.options, 'v3', next ?? {}, { base: 'v2' })).toMatchObject({ status: 'ok', words: '' })
    await expectTree(bench, 'v3')
  })
})

const spareOf = ({ agent }: Bench): string => join(agent.releases, '.sallyport/spare')

/** Two releases on the host, the second one live. */
async function deployed(bench: Bench, second = live): Promise<void> {
  await bench.open()
  await receive(bench.options, 'v1', first ?? {})
  await receive(bench.options, 'v2', second ?? {})
  await bench.agent.ask('switch', 'v2', event('switched', 'v2'))
}

const expectTree = async ({ agent, folder }: Bench, name: string): Promise<void> =>
  expect(await readTree(join(agent.releases, name))).toEqual(await readTree(join(folder, `source-${name}`)))
