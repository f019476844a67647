import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Git } from '../../../src/deploy/git.ts'
import type { Strategy } from '../../../src/deploy/order.ts'
import { prepareRelease, type SourceContext } from '../../../src/deploy/prepare-release.ts'
import { startTimeline } from '../../../src/deploy/stages.ts'
import { systemClock } from '../../../src/kit/clock.ts'
import type { Log } from '../../../src/kit/log.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'

const sha = '0123456789abcdef0123456789abcdef01234567'
const order = { source: 'site', repository: '', ref: '', version: '', release: '', runNumber: '7' }

let folder: string
beforeAll(async () => {
  folder = await temporaryFolder('prepare-release')
  mkdirSync(join(folder, 'site'))
  writeFileSync(join(folder, 'site/page.html'), 'a page')
})
afterAll(() => removeFolder(folder))

/** Prepares a release of a workspace. Tells what came in which order: git's answer, the word that hosts may be connected to, lines of a hook. */
async function prepared({ git, hooks = {}, env = {} }: { git: Git; hooks?: Strategy['hooks']; env?: NodeJS.ProcessEnv }) {
  const told: string[] = []
  const log: Pick<Log, 'info' | 'from' | 'group'> = {
    info: () => {},
    from: (_, lines) => told.push(lines),
    group: async (_, task) => task(),
  }
  const context = {
    workspace: folder,
    temporary: folder,
    env: { PATH: process.env.PATH, ...env },
    clock: systemClock,
    log: log as Log,
    signal: new AbortController().signal,
    timeline: startTimeline(systemClock),
    strategy: { hooks, shared: [] } as unknown as Strategy, // all that is looked at
    run: { project: 'shop', environment: 'production', repository: 'acme/shop', run: '1', attempt: 1, url: '', actor: 'ann' },
    git: async (args, place) => {
      const answer = await git(args, place)
      told.push('git')
      return answer
    },
    onDownloaded: () => told.push('connect'),
  } satisfies SourceContext
  return { release: await prepareRelease(order, context), told }
}

const answering =
  (answer: string): Git =>
  async () => {
    await new Promise((resolve) => setTimeout(resolve, 50))
    return answer
  }
const refusing: Git = async () => {
  throw new Error('not a git repository')
}

describe('prepareRelease', () => {
  it('has hosts connected to while git looks for the commit of a workspace', async () => {
    const { release, told } = await prepared({ git: answering(`${sha}\n`) })
    expect(told).toEqual(['connect', 'git'])
    expect(release).toMatchObject({ sha, version: sha.slice(0, 7), name: `${sha.slice(0, 7)}-7`, manifest: { bytes: 6 } })
  })

  it('tells an after-download hook the commit, and has hosts connected to after it', async () => {
    const { release, told } = await prepared({
      git: answering(sha),
      hooks: { 'after-download': { script: 'echo "$SALLYPORT_SHA $SALLYPORT_VERSION"; sleep 0.05', variables: {} } },
    })
    expect(told).toEqual(['git', `${sha} ${sha.slice(0, 7)}`, 'connect'])
    expect(release.sha).toBe(sha)
  })

  it.each([
    { name: 'takes the commit of the run where there is none', env: { GITHUB_SHA: sha }, found: { sha, version: sha.slice(0, 7) } },
    { name: 'prefers the name of a branch', env: { GITHUB_SHA: sha, GITHUB_REF_NAME: 'main' }, found: { sha, version: 'main' } },
    { name: 'does without a commit', env: {}, found: { sha: '', version: 'release' } },
  ])('$name', async ({ env, found }) => {
    expect((await prepared({ git: refusing, env })).release).toMatchObject(found)
  })
})
