import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from './runner-context.ts'

const shared = join(repositoryRoot, 'dist/shared')
const wordsOf = (file: string): string => readFileSync(join(shared, file), 'utf8')
const chunksIn = (words: string): string[] => [...words.matchAll(/\.e\((\d+(?:e\d+)?)\)/g)].map(([, id = '']) => `${Number(id)}.index.js`) // 3000 is written 3e3

/** The files of the common bundle that an action may load, by what each names; `index.js` starts them all. */
export function reachableFiles(action: string): readonly string[] {
  const index = wordsOf('index.js')
  const [, first = ''] = new RegExp(`\\b${action}:\\(\\)=>(.*?)\\.then\\(`).exec(index) ?? []
  const found = new Set(chunksIn(first))
  if (found.size === 0) throw new Error(`dist/shared/index.js starts no ${action}`)
  for (const file of found) for (const next of chunksIn(wordsOf(file))) found.add(next) // a set that grows while it is walked
  return ['index.js', ...found]
}

/** Bytes of all that an action may load. */
export const bundleBytes = (action: string): number =>
  reachableFiles(action).reduce(
    (sum, file) => sum + statSync(join(shared, file)).size,
    statSync(join(repositoryRoot, 'dist', action, 'index.js')).size,
  )
