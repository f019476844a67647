import { describe, expect, it } from '@jest/globals'
import { keptContents } from '../../../src/deploy/contents.ts'

const megabyte = 1 << 20

function keep(contents: ReturnType<typeof keptContents>, path: string, words: string): boolean {
  const room = contents.room(words.length + 1)
  room?.write(words)
  if (room) contents.keep(path, words.length)
  return room !== undefined
}

describe('the contents of a tree', () => {
  it('are given back as they were read, one behind the other', () => {
    const contents = keptContents()
    for (const path of ['a', 'b', 'empty']) keep(contents, path, path === 'empty' ? '' : `content of ${path}`)
    expect(['a', 'b', 'empty', 'never'].map((path) => contents.of(path)?.toString())).toEqual([
      'content of a',
      'content of b',
      '',
      undefined,
    ])
  })

  it('are not kept of what had room and was not kept', () => {
    const contents = keptContents()
    contents.room(10)?.write('given up')
    keep(contents, 'a', 'x')
    expect(contents.of('a')?.toString()).toBe('x')
  })

  it('are let go as a whole where the tree is too large', () => {
    const contents = keptContents(2 * megabyte)
    expect(keep(contents, 'a', 'x'.repeat(megabyte - 1))).toBe(true)
    expect(keep(contents, 'b', 'x'.repeat(megabyte - 1))).toBe(true)
    expect(keep(contents, 'c', 'one more')).toBe(false)
    expect(contents.of('a')).toBeUndefined()
    expect(keep(contents, 'd', '')).toBe(false)
  })

  it('have no room for what is read in pieces', () => {
    expect(keptContents().room(megabyte + 1)).toBeUndefined()
  })
})
