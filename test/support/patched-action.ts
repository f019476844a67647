import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { reachableFiles } from './bundle-size.ts'
import { repositoryRoot } from './runner-context.ts'

/**
 * A copy of a bundled action in which some constants are others: the same code with shorter waits. Returns the folder of its `action.yml`.
 * Throws when one of them does not occur exactly once.
 */
export function patchedAction(folder: string, name: string, patches: readonly (readonly [RegExp, string])[]): string {
  for (const part of [`dist/${name}`, 'dist/shared', 'dist/package.json', `actions/${name}`])
    cpSync(join(repositoryRoot, part), join(folder, part), { recursive: true })
  const bundle = join(folder, 'dist/shared')
  const files = reachableFiles(name)
  for (const [pattern, replacement] of patches) {
    const holders = files.filter((file) => pattern.test(readFileSync(join(bundle, file), 'utf8')))
    const [holder] = holders
    if (!holder || holders.length > 1) throw new Error(`${pattern} is in ${holders.length} files that ${name} loads`)
    writeFileSync(join(bundle, holder), readFileSync(join(bundle, holder), 'utf8').replace(pattern, replacement))
  }
  return join(folder, 'actions', name)
}
