import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from './runner-context.ts'

/** Where `script/test` puts act: its version is pinned in `script/lib/act.sh` alone. Undefined where it has not been built. */
export function actBinary(): string | undefined {
  const [, version = ''] = /^act_version=(\S+)$/m.exec(readFileSync(join(repositoryRoot, 'script/lib/act.sh'), 'utf8')) ?? []
  const binary = join(repositoryRoot, 'build/act', version, 'act')
  return existsSync(binary) ? binary : undefined
}
