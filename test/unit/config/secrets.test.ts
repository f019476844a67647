import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { expand, hasBrokenReference, isScript, referencesIn, secretsFrom } from '../../../src/config/secrets.ts'
import type { Tree } from '../../../src/config/tree.ts'

const at = { source: 'f', line: 1, column: 1 }
const expanded = (words: string, env: NodeJS.ProcessEnv) => {
  const tree: Tree = { kind: 'scalar', at, value: words }
  const result = expand(
    tree,
    ['servers', 'a', 'key'],
    secretsFrom(env, () => {}),
  )
  return result.kind === 'scalar' ? result.value : undefined
}

describe('expand', () => {
  it.each([
    { words: '$A', gives: '1' },
    { words: '${A}b', gives: '1b' },
    { words: '$A$B', gives: '12' },
    { words: '$$A', gives: '$A' },
    { words: '$$$A', gives: '$1' },
    { words: 'a$', gives: 'a$' },
    { words: '5$ $1', gives: '5$ $1' },
    { words: '$C', gives: '$A $$' },
  ])('$words', ({ words, gives }) => {
    expect(expanded(words, { A: '1', B: '2', C: '$A $$' })).toBe(gives)
  })

  it('gives back any text whose dollars are doubled', () => {
    fc.assert(
      fc.property(fc.string(), (words) => {
        expect(expanded(words.replaceAll('$', '$$$$'), {})).toBe(words)
      }),
    )
  })

  it.each([
    { words: '$A ${B}', names: ['A', 'B'], broken: false },
    { words: '$$A', names: [], broken: false },
    { words: '${{ secrets.A }}', names: [], broken: true },
    { words: '${A:-x}', names: [], broken: true },
    { words: '$${A', names: [], broken: false },
  ])('finds $names in $words', ({ words, names, broken }) => {
    expect(referencesIn(words)).toEqual(names)
    expect(hasBrokenReference(words)).toBe(broken)
  })

  it.each([
    { path: ['environments', 'p', 'deploy', 'hooks', 'after-release'], script: true },
    { path: ['environments', 'p', 'deploy', 'hooks', 'after-release', 'run'], script: true },
    { path: ['environments', 'p', 'deploy', 'hooks', 'after-release', 'with', 'A'], script: false },
    { path: ['projects', 0, 'environments', 'p', 'deploy', 'health-check', 'run'], script: true },
    { path: ['environments', 'p', 'deploy', 'health-check', 'url'], script: false },
    { path: ['channels', 'hooks', 'token'], script: false },
    { path: ['hook-templates', 'a'], script: true },
  ])('$path is a script: $script', ({ path, script }) => {
    expect(isScript(path)).toBe(script)
  })
})
