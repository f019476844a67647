import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { shopFiles, type Version } from './shop.ts'

const versions: readonly Version[] = ['v1', 'v2', 'v3']

/**
 * Makes the repository of the shop in an empty folder: a commit and a tag for each version, the first one checked out. Throws when
 * there is no git.
 */
export function makeRepository(folder: string, configuration: string): void {
  const git = gitIn(folder)
  mkdirSync(folder)
  git('init', '--quiet', '--initial-branch=main')
  write(join(folder, '.github/sallyport.yml'), configuration)
  for (const version of versions) {
    for (const [path, content] of shopFiles(version)) write(join(folder, 'public', path), content)
    git('add', '.')
    git('commit', '--quiet', '--message', `Tea shop ${version}`)
    git('tag', version)
  }
  git('checkout', '--quiet', 'v1')
}

function write(file: string, content: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

/** git as if nobody had configured it. */
function gitIn(folder: string): (...args: readonly string[]) => void {
  const person = { NAME: 'Alice', EMAIL: 'alice@example.com' }
  const names = Object.entries(person).flatMap(([key, value]) => [
    [`GIT_AUTHOR_${key}`, value] as const,
    [`GIT_COMMITTER_${key}`, value] as const,
  ])
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    ...Object.fromEntries(names),
  }
  return (...args) => void execFileSync('git', args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
}
