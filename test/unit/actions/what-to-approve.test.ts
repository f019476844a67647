import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { approvedSource, whatToApprove } from '../../../src/actions/what-to-approve.ts'
import { isKnownError } from '../../../src/kit/errors.ts'
import type { Io } from '../../../src/kit/run.ts'
import { describeWith } from '../../support/needs.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'

const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' }
const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd: folder, encoding: 'utf8', env: { ...process.env, ...identity, GIT_CONFIG_GLOBAL: '/dev/null' } }).trim()

/** A server with `acme/shop`, of which a workspace has the first commit; the run is of another commit. */
let server = ''
let workspace = ''
let [first, second, side] = ['', '', '']

beforeAll(async () => {
  server = await temporaryFolder('server')
  workspace = join(server, 'acme/shop')
  mkdirSync(workspace, { recursive: true })
  git(workspace, 'init', '--quiet', '--initial-branch', 'main')
  const commit = (name: string) => {
    writeFileSync(join(workspace, 'file'), name)
    git(workspace, 'add', '.')
    git(workspace, 'commit', '--quiet', '--message', name)
    return git(workspace, 'rev-parse', 'HEAD')
  }
  first = commit('first')
  git(workspace, 'tag', 'v1')
  second = commit('second')
  git(workspace, 'tag', '--annotate', '--message', 'second', 'v2')
  git(workspace, 'checkout', '--quiet', '-b', 'feature/side', first)
  side = commit('side')
  git(workspace, 'checkout', '--quiet', '--detach', first)
})
afterAll(() => removeFolder(server))

const inputsOf = (given: object) => ({ repository: '', ref: '', source: '', commit: '', version: '', token: '', ...given })
const ask = (given: object, place = workspace) => {
  const env = {
    ...process.env,
    GITHUB_SERVER_URL: `file://${server}`,
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_WORKSPACE: place,
    GITHUB_SHA: 'd'.repeat(40),
  }
  return whatToApprove({ env, signal: new AbortController().signal } as unknown as Io, inputsOf(given)) // what is used of it
}
const refusalOf = (given: object, place?: string) =>
  ask(given, place).then(
    (found) => ({ code: 'none', words: JSON.stringify(found) }),
    (error: unknown) => (isKnownError(error) ? { code: error.code, words: error.problem.en } : Promise.reject(error)),
  )

describe('what is cloned', () => {
  it.each([
    { name: 'a tag', given: { ref: 'v1' }, is: () => ({ version: 'v1', commit: first }) },
    { name: 'an annotated tag', given: { ref: 'v2' }, is: () => ({ version: 'v2', commit: second }) },
    { name: 'a branch', given: { ref: 'feature/side' }, is: () => ({ version: 'feature/side', commit: side }) },
    { name: 'a tag, whatever the version is called', given: { ref: 'v2', version: 'v1' }, is: () => ({ version: 'v1', commit: second }) },
    { name: 'the own repository by name', given: { repository: 'acme/shop', ref: 'v1' }, is: () => ({ version: 'v1', commit: first }) },
    { name: 'the default branch of the own repository', given: { repository: 'acme/shop' }, is: () => ({ version: '', commit: first }) },
  ])('is asked for by the commit of $name', async ({ given, is }) => {
    expect(await ask(given)).toEqual({ branch: undefined, ...is() })
  })

  it('is the commit of a branch, and stays bound to the branch', async () => {
    const wanted = await ask({ ref: `main@${second}` })
    expect(wanted).toEqual({ version: 'main', commit: second, branch: 'main' })
    expect(approvedSource(inputsOf({ ref: `main@${second}` }), wanted, second)).toEqual({ ref: `main@${second}`, version: 'main' })
  })

  it('is exactly what was approved, whatever a name has come to mean meanwhile', async () => {
    const wanted = await ask({ ref: 'v2' })
    expect(approvedSource(inputsOf({ ref: 'v2' }), wanted, wanted.commit)).toEqual({ ref: second, version: 'v2' })
    expect(approvedSource(inputsOf({}), { version: 'v1', commit: first }, first)).toEqual({})
  })

  it.each([
    { name: 'a name that there is not', given: { ref: 'v9' }, is: { code: 'unknown-ref', words: /no tag, branch or commit “v9”/ } },
    { name: 'a branch that there is not', given: { ref: `nope@${'a'.repeat(40)}` }, is: { code: 'unknown-ref', words: /nope@a/ } },
    {
      name: 'another repository',
      given: { repository: 'acme/pages', ref: 'v1' },
      is: { code: 'invalid-input', words: /Only what is in this/ },
    },
    { name: 'an option', given: { ref: '--upload-pack=/bin/sh' }, is: { code: 'unknown-ref', words: /--upload-pack/ } },
    {
      name: 'a commit that is not that of the ref',
      given: { ref: 'v1', commit: 'b'.repeat(40) },
      is: { code: 'invalid-input', words: /would be deployed/ },
    },
  ])('is refused where it is $name', async ({ given, is }) => {
    expect(await refusalOf(given)).toEqual({ code: is.code, words: expect.stringMatching(is.words) })
  })

  it('is refused where the repository cannot be read, and never taken for the commit of the run', async () => {
    const env = {
      GITHUB_SERVER_URL: `file://${server}/gone`,
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_WORKSPACE: workspace,
      GITHUB_SHA: 'd'.repeat(40),
    }
    const io = { env: { ...process.env, ...env }, signal: new AbortController().signal } as unknown as Io // what is used of it
    await expect(whatToApprove(io, inputsOf({ ref: 'v1' }))).rejects.toMatchObject({ code: 'repository-unreadable' })
  })
})

describe('what is in the workspace', () => {
  it('is asked for by its commit, not by that of the run or of a version', async () => {
    expect(await ask({ version: 'v2' })).toEqual({ version: 'v2', commit: first })
    expect(await ask({ source: 'build' })).toEqual({ version: '', commit: first })
  })

  it('is that of the repository around the source', async () => {
    expect(await ask({ source: 'acme/shop' }, server)).toEqual({ version: '', commit: first })
  })

  it('may be written shorter in “commit”, and nothing else', async () => {
    expect((await ask({ commit: first.slice(0, 7) })).commit).toBe(first)
    expect(await refusalOf({ commit: second })).toEqual({ code: 'invalid-input', words: expect.stringMatching(/would be deployed/) })
    expect((await refusalOf({ commit: first.slice(0, 3) })).code).toBe('invalid-input')
  })

  it('is nothing where there is no repository', async () => {
    const folder = await temporaryFolder('bare')
    expect((await ask({ version: 'v1' }, folder)).commit).toBe('')
    removeFolder(folder)
  })

  it('is refused where a repository does not tell', async () => {
    const folder = await temporaryFolder('broken')
    git(folder, 'init', '--quiet')
    expect(await refusalOf({}, folder)).toEqual({ code: 'invalid-input', words: expect.stringMatching(/Which commit is in the workspace/) })
    removeFolder(folder)
  })
})

describeWith(['root'], 'a workspace of another user', () => {
  it('tells its commit', async () => {
    const folder = await temporaryFolder('foreign')
    execFileSync('cp', ['-r', `${workspace}/.`, folder])
    execFileSync('chown', ['-R', '1001:1001', folder])
    chmodSync(folder, 0o755)
    expect((await ask({}, folder)).commit).toBe(first)
    removeFolder(folder)
  })
})
