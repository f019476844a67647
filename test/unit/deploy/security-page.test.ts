import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'

const root = new URL('../../..', import.meta.url).pathname
const page = readFileSync(join(root, 'SECURITY.md'), 'utf8')
const rows = page.split('\n').flatMap((line) => {
  const [, id = '', , kept = '', tested = ''] = line.split('|').map((cell) => cell.trim())
  return /^I\d+$/.test(id) ? [{ id, kept, tested }] : []
})

/** Whether a file defines a name, as its language does. */
const defines = (path: string, name: string): boolean =>
  new RegExp(`^(?:${name}\\(\\) |export (?:async )?function ${name}\\b|export const ${name}\\b)`, 'm').test(
    readFileSync(join(root, path), 'utf8'),
  )

describe('the invariants of SECURITY.md', () => {
  it('are numbered without a gap', () => {
    expect(rows.map(({ id }) => id)).toEqual(rows.map((_, index) => `I${index + 1}`))
    expect(rows.length).toBeGreaterThan(30)
  })

  it.each(rows)('$id is kept by code that is there', ({ kept }) => {
    const words = [...kept.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)
    const paths = words.filter((word) => word.includes('/'))
    expect(paths.length).toBeGreaterThan(0)
    for (const path of paths) expect([path, existsSync(join(root, path))]).toEqual([path, true])
    for (const name of words.filter((word) => /^\w+$/.test(word)))
      expect([name, paths.some((path) => statSync(join(root, path)).isFile() && defines(path, name))]).toEqual([name, true])
  })

  it.each(rows)('$id is tested by tests that are there', ({ tested }) => {
    const paths = tested.split(/, */)
    expect(paths.length).toBeGreaterThan(0)
    for (const path of paths) expect([path, existsSync(join(root, path)) && /\.test\.ts$/.test(path)]).toEqual([path, true])
  })
})
