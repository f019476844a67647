import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Entry, escapePath, manifestOf, readShortLines, shortLine, textOfLines } from '../../../src/deploy/manifest.ts'
import { describeWith } from '../../support/needs.ts'
import { pathPart, tree } from './arbitraries.ts'
import { outputOf, shells } from './small-shells.ts'

const file = (path: string): Entry => ({ kind: 'file', path, mode: 0o644, size: 3, digest: 'a'.repeat(64) })

describe('manifestOf', () => {
  it('says every entry in a line', () => {
    const { lines, bytes, digest } = manifestOf([
      { kind: 'link', path: 'current', target: 'a\\b' },
      { kind: 'folder', path: 'app', mode: 0o750 },
      file('app/two\nlines'),
    ])
    expect(lines).toEqual(['app\td\t750\t-\t-', `app/two\\0012lines\tf\t644\t3\t${'a'.repeat(64)}`, 'current\tl\t-\t-\ta\\0134b'])
    expect(bytes).toBe(3)
    expect(digest).toBe(
      createHash('sha256')
        .update(`${lines.join('\n')}\n`)
        .digest('hex'),
    )
  })

  it('does not depend on the order of the entries, and keeps entries beside their lines', () => {
    fc.assert(
      fc.property(tree(), fc.nat(), (entries, turn) => {
        const turned = [...entries.slice(turn % (entries.length + 1)), ...entries.slice(0, turn % (entries.length + 1))].reverse()
        const manifest = manifestOf(entries)
        expect(manifestOf(turned)).toEqual(manifest)
        expect(manifest.lines.map((line) => line.split('\t')[0])).toEqual(manifest.entries.map(({ path }) => escapePath(path)))
      }),
    )
  })

  it('holds no line break or tab but its own', () => {
    fc.assert(
      fc.property(tree(), (entries) => {
        for (const line of manifestOf(entries).lines) expect(line).toMatch(/^[^\t\n\r\0]+\t[fdl]\t[0-7-]+\t[\d-]+\t[^\t\n\r\0]+$/)
      }),
    )
  })
})

describeWith(['sort'], 'the order of a manifest', () => {
  it('is that of LC_ALL=C sort', () => {
    fc.assert(
      fc.property(fc.array(tree(40), { minLength: 20, maxLength: 20 }), (trees) => {
        const { lines } = manifestOf(trees.flat().filter((entry, index, all) => all.findIndex(({ path }) => path === entry.path) === index))
        const words = textOfLines(lines)
        expect(outputOf(['sh'], 'sort', textOfLines([...lines].reverse())).toString()).toBe(words)
      }),
      { numRuns: 15, endOnFailure: true },
    )
  })
})

describe.each(shells)('an escaped path in %s', (_, shell) => {
  it('is given back by printf %b', () => {
    fc.assert(
      fc.property(fc.array(pathPart, { minLength: 30, maxLength: 60 }), (paths) => {
        const script = `while IFS= read -r escaped; do path=$(printf '%b.' "$escaped"); printf '%s\\0' "\${path%.}"; done`
        const given = outputOf(shell, script, textOfLines(paths.map(escapePath)))
        expect(given.toString().split('\0').slice(0, -1)).toEqual(paths)
      }),
      { numRuns: 8, endOnFailure: true },
    )
  })
})

describe('readShortLines', () => {
  it('reads what a host says of a release of ours', () => {
    fc.assert(
      fc.property(tree(), (entries) => {
        const { lines, entries: sorted } = manifestOf(entries)
        const said = lines.map((line) => line.replace(/([0-9a-f]{16})[0-9a-f]{48}$/, '$1'))
        expect(sorted.map((entry, index) => shortLine(entry, lines[index] ?? ''))).toEqual(said)
        expect([...(readShortLines(said) ?? [])].map((parts) => parts.join('\t'))).toEqual(said)
      }),
    )
  })

  it.each([
    { name: 'nothing', lines: [], size: 0 },
    { name: 'an entry', lines: ['a\tf\t644\t1\tabc'], size: 1 },
    { name: 'a line without a path', lines: ['\tf\t644\t1\tabc'], size: undefined },
    { name: 'too few fields', lines: ['a\tf\t644'], size: undefined },
    { name: 'too many fields', lines: ['a\tf\t644\t1\tabc\tx'], size: undefined },
    { name: 'an empty line', lines: [''], size: undefined },
    { name: 'a line after others', lines: ['a\tf\t644\t1\tabc', 'b'], size: undefined },
    { name: 'an absolute path', lines: ['/etc\td\t755\t-\t-'], size: undefined },
    { name: 'a path that leaves the release', lines: ['../v1\td\t755\t-\t-'], size: undefined },
    { name: 'a path that leaves it further on', lines: ['a/../../v1\td\t755\t-\t-'], size: undefined },
    { name: 'a path that leaves it at its end', lines: ['a/..\td\t755\t-\t-'], size: undefined },
    { name: 'the release itself', lines: ['.\td\t755\t-\t-'], size: undefined },
    { name: 'a part of nothing', lines: ['a//b\tf\t644\t1\tabc'], size: undefined },
    { name: 'an escape that hides a way out', lines: ['\\0056\\0056/v1\td\t755\t-\t-'], size: undefined },
    { name: 'an escape of another form', lines: ['a\\nb\tf\t644\t1\tabc'], size: undefined },
    { name: 'dots that mean nothing', lines: ['...\tf\t644\t1\tabc', '.env\tf\t644\t1\tabc', 'a..b/..c\tf\t644\t1\tabc'], size: 3 },
  ])('$name', ({ lines, size }) => {
    expect(readShortLines(lines)?.size).toBe(size)
  })
})
