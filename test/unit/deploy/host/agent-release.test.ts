import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { awkwardTree } from '../../../support/awkward-tree.ts'
import { emptyFolder, file, link, readTree } from '../../../support/trees.ts'
import { describeAgent, small, status } from './agent-bench.ts'
import { event, receive } from './agent-process.ts'

describeAgent('a release', (bench) => {
  it('arrives as it was sent, awkward names and all', async () => {
    await bench.open()
    expect(await receive(bench.options, 'v1', awkwardTree)).toMatchObject({ status: 'ok', words: '' })
    expect(await readTree(join(bench.agent.releases, 'v1'))).toEqual(await readTree(join(bench.folder, 'source-v1')))
    expect(await status(bench.agent.ask('verify', 'v1'))).toBe('ok')
    expect(bench.agent.journal()).toEqual([JSON.parse(event('prepared', 'v1'))])
  })

  it.each([
    { name: 'a file did not arrive', change: { send: ({ path }: { path: string }) => path !== 'index.html' } },
    { name: 'a link did not arrive', change: { send: ({ path }: { path: string }) => path !== 'current' } },
    { name: 'an empty folder did not arrive', change: { send: ({ path }: { path: string }) => path !== 'empty' } },
    { name: 'a file of an odd name did not arrive', change: { send: ({ path }: { path: string }) => path !== 'back\\slash' } },
    {
      name: 'more arrived than the manifest says',
      change: { lines: [], digest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
    },
    { name: 'the manifest is another', change: { digest: '0'.repeat(64) } },
  ])('gets no name when $name', async ({ change }) => {
    await bench.open()
    expect(await receive(bench.options, 'v1', small, change)).toMatchObject({ status: 'damaged' })
    expect(existsSync(join(bench.agent.releases, 'v1'))).toBe(false)
    expect(existsSync(join(bench.agent.releases, '.sallyport/manifests/v1'))).toBe(false)
  })

  it('does not take the place of another', async () => {
    await bench.open()
    await receive(bench.options, 'v1', small)
    expect(await receive(bench.options, 'v1', { other: file('x') })).toMatchObject({ status: 'exists' })
    expect(existsSync(join(bench.agent.releases, 'v1/index.html'))).toBe(true)
  })

  it('is made of another one, without what the application has written there', async () => {
    await bench.open()
    await receive(bench.options, 'v1', small)
    writeFileSync(join(bench.agent.releases, 'v1/cache.tmp'), 'by the application')
    mkdirSync(join(bench.agent.releases, 'v1/uploads'))
    writeFileSync(join(bench.agent.releases, 'v1/uploads/a'), 'by the application')
    const { current, 'bin/run': _, empty, ...same } = small
    const next = {
      ...same,
      'index.html': file('again\n'),
      current: emptyFolder(),
      'empty/now': file('not any more'),
      'odd\nname': file('new'),
    }
    const answer = await receive(bench.options, 'v2', next, { base: 'v1' })
    expect(answer).toMatchObject({ status: 'ok', words: '' })
    expect(await readTree(join(bench.agent.releases, 'v2'))).toEqual(await readTree(join(bench.folder, 'source-v2')))
    expect(readFileSync(join(bench.agent.releases, 'v1/index.html'), 'utf8')).toBe('hello\n')
  })

  it('has its manifest in the order of bytes, whatever is sent on top of what', async () => {
    const path = join(bench.folder, 'first')
    mkdirSync(path)
    writeFileSync(join(path, 'sort'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
    bench.options = { ...bench.options, path: `${path}:${bench.options.path ?? process.env.PATH}` }
    await bench.open()
    const names = ['a', 'a b', 'a!', 'a.b', 'a0', 'a~', 'é', 'ÿ/x', '日本/語', '\u{1f600}', '-', '10', '9', '0x1', 'Z', '_', '\\']
    const some = (keep: (index: number) => boolean, words: string) =>
      Object.fromEntries(names.flatMap((name, index) => (keep(index) ? [[name, file(words)]] : [])))
    const releases = [
      some((index) => index % 3 === 0, '1'),
      some((index) => index % 3 !== 0, '1'),
      some(() => true, '1'),
      { ...some(() => true, '1'), ...some((index) => index % 2 === 0, '2') },
      some((index) => index === 4, '2'),
    ]
    for (const [index, tree] of releases.entries()) {
      const base = index === 0 ? {} : { base: `v${index - 1}` }
      expect(await receive(bench.options, `v${index}`, tree, base)).toMatchObject({ status: 'ok', words: '' })
      expect(await readTree(join(bench.agent.releases, `v${index}`))).toEqual(await readTree(join(bench.folder, `source-v${index}`)))
    }
  })

  it.each([
    { name: 'leads elsewhere', alter: (path: string) => relink(path, 'bin/run') },
    { name: 'leads to a name with a line end', alter: (path: string) => relink(path, 'index.html\nf644') },
    { name: 'is a file', alter: (path: string) => replaceByFile(path) },
  ])('is damaged when a link of its base $name', async ({ alter }) => {
    await bench.open()
    await receive(bench.options, 'v1', small)
    alter(join(bench.agent.releases, 'v1/current'))
    expect(await receive(bench.options, 'v2', { ...small, more: file('') }, { base: 'v1' })).toMatchObject({ status: 'damaged' })
  })

  it('leaves alone what the application has written into the base, wherever that is', async () => {
    await bench.open()
    const sent = {
      'a/b/one': file('1'),
      'a/two': file('2'),
      'c/three': file('3', 0o755),
      'c/deep/four': file('4'),
      'd/back\\slash': file('odd'),
      'd/new\nline/inside': file('odd'),
      'd/-rf': file('dash'),
      'shut/five': file('5'),
      shut: emptyFolder(0o555),
      'shared/six': file('6'),
      shared: emptyFolder(0o775),
      empty: emptyFolder(),
      link: link('a/two'),
    }
    await receive(bench.options, 'v1', sent)
    const base = join(bench.agent.releases, 'v1')
    const strays = ['a/b/cache/own-1', 'd/own-2', 'shared/own-3', 'own-4.log', 'own-5/1/2/3', 'empty/own 6', '-own-7']
    for (const stray of strays) {
      mkdirSync(join(base, stray, '..'), { recursive: true })
      writeFileSync(join(base, stray), 'by the application')
    }
    const copied = watchCopies()
    const next = { ...sent, 'a/two': file('22'), 'c/deep': file('now a file') }
    const { 'c/deep/four': _, ...tree } = next
    expect(await receive(bench.options, 'v2', tree, { base: 'v1' })).toMatchObject({ status: 'ok', words: '' })
    expect(await readTree(join(bench.agent.releases, 'v2'))).toEqual(await readTree(join(bench.folder, 'source-v2')))
    expect(copied()).not.toMatch(/own| v1 |\.\/(a|d|shared) /)
    chmodSync(join(base, 'shut'), 0o755)
    chmodSync(join(bench.agent.releases, 'v2/shut'), 0o755)
  })

  it('loses what the application writes into the base just while it is copied', async () => {
    await bench.open()
    await receive(bench.options, 'v1', small)
    watchCopies('touch .incoming-v2/bin/late; mkdir .incoming-v2/empty/late')
    expect(await receive(bench.options, 'v2', { ...small, more: file('') }, { base: 'v1' })).toMatchObject({ status: 'ok', words: '' })
    expect(await readTree(join(bench.agent.releases, 'v2'))).toEqual(await readTree(join(bench.folder, 'source-v2')))
  })

  /** What `cp` is asked for from now on; `then` is done after each copy. */
  function watchCopies(then = ':'): () => string {
    const [first, rest] = [join(bench.folder, 'first'), bench.options.path ?? process.env.PATH]
    const log = join(bench.folder, 'copies')
    mkdirSync(first)
    writeFileSync(log, '')
    writeFileSync(join(first, 'cp'), `#!/bin/sh\necho "$*" >>'${log}'\nPATH='${rest}' cp "$@"\n${then}\n`, { mode: 0o755 })
    bench.options = { ...bench.options, path: `${first}:${rest}` }
    return () => readFileSync(log, 'utf8')
  }

  it('that is asked to remove what it does not know removes nothing outside', async () => {
    await bench.open()
    await receive(bench.options, 'v1', { ...small, storage: link(join(bench.agent.releases, 'shared/storage')) })
    mkdirSync(join(bench.agent.releases, 'shared/storage'), { recursive: true })
    writeFileSync(join(bench.agent.releases, 'shared/storage/precious'), 'x')
    const takeOut = ['../v1', 'storage/precious', '../shared/storage', '\\0056\\0056/v1']
    await receive(bench.options, 'v2', small, { base: 'v1', send: () => false, lines: [], takeOut })
    expect(existsSync(join(bench.agent.releases, 'v1/index.html'))).toBe(true)
    expect(existsSync(join(bench.agent.releases, 'shared/storage/precious'))).toBe(true)
  })

  it('whose copy holds a name with a way out in it removes nothing outside', async () => {
    await bench.open()
    await receive(bench.options, 'v0', small)
    await receive(bench.options, 'v1', small)
    mkdirSync(join(bench.agent.releases, 'v1/x\n../v0'), { recursive: true })
    await receive(bench.options, 'v2', small, { base: 'v1', send: () => false, lines: [] })
    expect(existsSync(join(bench.agent.releases, 'v0/index.html'))).toBe(true)
  })

  it.each([
    { name: 'a file changed', harm: (place: string) => writeFileSync(join(place, 'index.html'), 'HELLO\n') },
    { name: 'a file is gone', harm: (place: string) => unlinkSync(join(place, 'bin/run')) },
    { name: 'a link was turned', harm: (place: string) => relink(join(place, 'current'), '/etc/passwd') },
    { name: 'a link became a file', harm: (place: string) => replaceByFile(join(place, 'current')) },
    { name: 'a file of an odd name changed', harm: (place: string) => writeFileSync(join(place, 'back\\slash'), 'ODD\n') },
    { name: 'a file became a folder', harm: (place: string) => replaceByFolder(join(place, 'index.html')) },
  ])('is damaged when $name', async ({ harm }) => {
    await bench.open()
    await receive(bench.options, 'v1', small)
    harm(join(bench.agent.releases, 'v1'))
    expect(await status(bench.agent.ask('verify', 'v1'))).toBe('damaged')
  })

  it.each([
    { name: 'does not work', says: 'exit 1' },
    { name: 'has other digests', says: `cat >/dev/null; echo ${'0'.repeat(64)} x` },
  ])('is verified all the same by a host whose openssl $name', async ({ says }) => {
    const path = join(bench.folder, 'first')
    mkdirSync(path)
    writeFileSync(join(path, 'openssl'), `#!/bin/sh\n${says}\n`, { mode: 0o755 })
    bench.options = { ...bench.options, path: `${path}:${bench.options.path ?? process.env.PATH}` }
    await bench.open()
    expect(await status(receive(bench.options, 'v1', small))).toBe('ok')
    writeFileSync(join(bench.agent.releases, 'v1/index.html'), 'HELLO\n')
    const mistrustful = await bench.another('mine')
    expect(await status(mistrustful.ask('verify', 'v1'))).toBe('damaged')
  })

  it.each([
    { name: 'the application wrote a file', change: (place: string) => writeFileSync(join(place, 'log'), 'x') },
    { name: 'the application shut a file', change: (place: string) => chmodSync(join(place, 'index.html'), 0o600) },
  ])('is not damaged when $name', async ({ change }) => {
    await bench.open()
    await receive(bench.options, 'v1', small)
    change(join(bench.agent.releases, 'v1'))
    expect(await status(bench.agent.ask('verify', 'v1'))).toBe('ok')
  })

  it.each(['v9', '.sallyport', 'shared'])('%s is none', async (release) => {
    await bench.open()
    expect(await status(bench.agent.ask('verify', release))).toBe('incomplete')
    expect(await status(bench.agent.ask('switch', release, ''))).toBe('incomplete')
  })

  it('begins a shared path only where there is none yet', async () => {
    await bench.open()
    mkdirSync(join(bench.agent.releases, 'shared'), { recursive: true })
    writeFileSync(join(bench.agent.releases, 'shared/.env'), 'of the host')
    const seeds = [{ kind: 'file', path: 'index.html', mode: 0o644, size: 6, digest: '' }] as const
    expect(await receive(bench.options, 'v1', small, { shared: ['.env', 'var/cache', 'index.html'], seeds })).toMatchObject({
      status: 'ok',
    })
    expect(readFileSync(join(bench.agent.releases, 'shared/.env'), 'utf8')).toBe('of the host')
    expect(lstatSync(join(bench.agent.releases, 'shared/var/cache')).isDirectory()).toBe(true)
    expect(readFileSync(join(bench.agent.releases, 'shared/index.html'), 'utf8')).toBe('hello\n')
  })
})

const relink = (path: string, target: string): void => {
  unlinkSync(path)
  symlinkSync(target, path)
}
const replaceByFile = (path: string): void => {
  unlinkSync(path)
  writeFileSync(path, 'index.html')
}
const replaceByFolder = (path: string): void => {
  rmSync(path)
  mkdirSync(path)
}
