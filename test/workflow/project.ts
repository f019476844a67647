import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FakeGithub } from '../fakes/github/github.ts'
import { removeFolder, temporaryFolder } from '../support/temporary.ts'

/** The repository acme/shop: commits of a shop, each with a tag, on the fake GitHub and on the server that git fetches from. */
export interface Project {
  /** Folder that a git server serves, with `acme/shop` in it. */
  readonly served: string
  /** Files over those that are there, as a new commit of main, tagged `v…`; a tag that there is moves. Its name. */
  commit(version: string, files?: Readonly<Record<string, string>>): Promise<string>
  /** Commit of a tag. */
  tag(version: string): string
  close(): void
}

const identity = { NAME: 'Alice', EMAIL: 'alice@example.com' }
const environment = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  ...Object.fromEntries(
    Object.entries(identity).flatMap(([name, value]) => [
      [`GIT_AUTHOR_${name}`, value],
      [`GIT_COMMITTER_${name}`, value],
    ]),
  ),
}

/** What every version of the shop holds: each example builds another part of it. */
const filesOf = (version: string): Readonly<Record<string, string>> => {
  const page = (content: string) => `<title>Shop</title>${content}\n`
  const build = "const fs = require('fs'); fs.cpSync('public', 'build', { recursive: true })\n"
  return {
    'package.json': JSON.stringify({ name: 'shop', version: '1.0.0', scripts: { build: 'node build.cjs', test: 'node test.cjs' } }),
    'package-lock.json': JSON.stringify({
      name: 'shop',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: { '': { name: 'shop', version: '1.0.0' } },
    }),
    'build.cjs': build,
    'test.cjs': "require('assert').equal(1 + 2, 3)\n",
    'public/index.html': page(version),
    'public/version.txt': version,
    'public/bin/migrate': '#!/bin/sh\n[ "$1" = --check ]\n',
    'packages/shop/Makefile': 'dist:\n\tmkdir -p dist && cp -r ../../public/. dist/\n',
  }
}

const scripts = ['public/bin/migrate']

export async function newProject(github: FakeGithub): Promise<Project> {
  const folder = await temporaryFolder('project')
  const bare = (await github.repository()).folder
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8', env: environment }).trim()
  git('init', '--quiet', '--initial-branch=main')
  git('-C', bare, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
  const served = join(folder, '.git/served')
  mkdirSync(join(served, 'acme'), { recursive: true })
  symlinkSync(bare, join(served, 'acme/shop'))
  return {
    served,
    commit: async (version, files = {}) => {
      for (const [path, content] of Object.entries({ ...filesOf(version), ...files })) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), content, { mode: scripts.includes(path) ? 0o755 : 0o644 })
      }
      git('add', '--all')
      git('commit', '--quiet', '--message', `Shop ${version}`)
      git('tag', '--force', version)
      git('push', '--quiet', '--force', bare, 'main', version)
      const sha = git('rev-parse', 'HEAD')
      github.state.commits.push({ sha, message: `Shop ${version}`, login: 'alice-l', name: 'Alice', at: Date.now() })
      github.state.refs[version] = sha
      return sha
    },
    tag: (version) => git('rev-parse', `${version}^{commit}`),
    close: () => removeFolder(folder),
  }
}
