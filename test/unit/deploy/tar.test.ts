import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { manifestOf } from '../../../src/deploy/manifest.ts'
import { packParcel } from '../../../src/deploy/pack.ts'
import { tarEnd, tarHeader, tarPadding } from '../../../src/deploy/tar.ts'
import { readTree as readSource } from '../../../src/deploy/tree.ts'
import { awkwardTree } from '../../support/awkward-tree.ts'
import { describeWith } from '../../support/needs.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'
import { type Entries, file, layOut, link, readTree } from '../../support/trees.ts'

let folder: string
beforeAll(async () => {
  folder = await temporaryFolder('tar')
})
afterAll(() => removeFolder(folder))

async function packed(root: string, manifest: readonly string[] = []): Promise<Buffer> {
  const { entries } = manifestOf(await readSource(root))
  const pieces: Buffer[] = []
  for await (const piece of packParcel({ root, entries, seeds: [], manifest, time: 1_700_000_000 })) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}

/** Lengths around the limits of the header's fields. */
const longNames: Entries = Object.fromEntries(
  [98, 99, 100, 101, 155, 156, 255].flatMap((length) => [
    [`f${'x'.repeat(length - 1)}`, file(`${length}\n`)],
    [`${'d'.repeat(90)}/${'e'.repeat(length - 91 > 0 ? length - 91 : 1)}`, file('deep\n')],
    [`link-${length}`, link(`${'./'.repeat(length >> 1)}t`.slice(0, length))],
  ]),
)

/** The host gives folders their own modes in the end. */
const { 'modes/read-only folder': _, ...writable } = awkwardTree

const replaceByFolder = (path: string): void => {
  rmSync(path)
  mkdirSync(path)
}

const readers = [
  { name: 'GNU tar', needs: ['tar'], command: ['tar', '-xpof', '-'] },
  { name: 'busybox tar', needs: ['busybox'], command: ['busybox', 'tar', '-xpof', '-'] },
  { name: 'bsdtar', needs: ['bsdtar'], command: ['bsdtar', '-xpof', '-'] },
]

for (const { name, needs, command } of readers) {
  describeWith(needs, name, () => {
    it.each([
      { what: 'an awkward tree', entries: writable },
      { what: 'what looks like a drive', entries: { 'c:file': file('c'), 'd:/e': file('d') } },
      { what: 'long names and links', entries: longNames },
      {
        what: 'files around a block',
        entries: Object.fromEntries(
          [0, 1, 511, 512, 513, 1024, 1 << 20, (1 << 20) + 1].map((size) => [`s${size}`, file(Buffer.alloc(size, 'x'))]),
        ),
      },
    ])('unpacks $what as it was', async ({ entries }) => {
      const [source, target] = [join(folder, `source-${name}`), join(folder, `target-${name}`)]
      for (const place of [source, target]) rmSync(place, { recursive: true, force: true })
      mkdirSync(target, { recursive: true })
      await layOut(source, entries)
      const [program = '', ...args] = command
      execFileSync(program, args, { cwd: target, input: await packed(source), env: { ...process.env, LC_ALL: 'C.UTF-8' } })
      rmSync(join(target, '.sallyport-manifest'))
      expect(await readTree(target)).toEqual(await readTree(source))
    })
  })
}

describeWith(['tar'], 'a large file', () => {
  it.each([8 ** 11 - 1, 8 ** 11, 2 ** 43])('of %d bytes keeps its size', (size) => {
    const header = tarHeader({ kind: 'file', path: 'large', mode: 0o644, size, digest: '' }, 0)
    const listing = execFileSync('sh', ['-c', 'tar -tvf - 2>/dev/null || :'], { input: header, encoding: 'utf8' })
    expect(listing).toContain(` ${size} `)
  })
})

describe('an archive', () => {
  it('is the same each time, and made of whole blocks', async () => {
    const source = join(folder, 'same')
    await layOut(source, awkwardTree)
    const [first, second] = [await packed(source, ['+a']), await packed(source, ['+a'])]
    const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
    expect(digest(second)).toBe(digest(first))
    expect(first.length % 512).toBe(0)
    expect(first.subarray(-1024)).toEqual(tarEnd())
  })

  it.each([0, 1, 511, 512, 513])('fills up %d bytes to a block', (size) => {
    expect((size + tarPadding(size).length) % 512).toBe(0)
    expect(tarPadding(size).length).toBeLessThan(512)
  })
})

describe('packParcel', () => {
  const changes = [
    { name: 'grew', change: (path: string, words: string) => writeFileSync(path, `${words}more`) },
    { name: 'shrank', change: (path: string, words: string) => writeFileSync(path, words.slice(1)) },
    { name: 'vanished', change: (path: string) => rmSync(path) },
    { name: 'became a folder', change: replaceByFolder },
  ]
  const sizes = [{ size: 10 }, { size: (1 << 20) + 10 }]
  it.each(changes.flatMap((change) => sizes.map((size) => ({ ...change, ...size }))))(
    'refuses a file of $size bytes that $name',
    async ({ change, size }) => {
      const root = join(folder, 'changing')
      rmSync(root, { recursive: true, force: true })
      const words = 'x'.repeat(size)
      await layOut(root, { a: file(words) })
      const { entries } = manifestOf(await readSource(root))
      change(join(root, 'a'), words)
      const pack = async () => {
        for await (const _ of packParcel({ root, entries, seeds: [], manifest: [], time: 0 }));
      }
      await expect(pack()).rejects.toMatchObject({ code: 'source-changed' })
    },
  )

  it('does not follow a link that took a file’s place', async () => {
    const root = join(folder, 'linking')
    await layOut(root, { a: file('x'.repeat(10)), secret: file('y'.repeat(10)) })
    const { entries } = manifestOf(await readSource(root))
    rmSync(join(root, 'a'))
    await layOut(root, { a: link('secret') })
    const pack = async () => {
      for await (const _ of packParcel({ root, entries, seeds: [], manifest: [], time: 0 }));
    }
    await expect(pack()).rejects.toMatchObject({ code: 'source-changed' })
    expect(statSync(join(root, 'a')).size).toBe(10)
  })
})
