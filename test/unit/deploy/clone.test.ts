import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { cloneSource } from '../../../src/deploy/clone.ts'
import { gitWith } from '../../../src/deploy/git.ts'
import { Cancelled } from '../../../src/kit/cancelled.ts'
import { describeWith } from '../../support/needs.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'

describeWith(['git'], 'cloneSource', () => {
  let folder: string
  let repository: string
  const commits: Record<string, string> = {}
  const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' }
  const run = (...args: string[]) =>
    execFileSync('git', args, { cwd: repository, encoding: 'utf8', env: { ...process.env, ...identity } }).trim()
  const commit = (words: string) => {
    writeFileSync(join(repository, 'file'), words)
    run('add', '.')
    run('commit', '-qm', words)
    commits[words] = run('rev-parse', 'HEAD')
  }
  beforeAll(async () => {
    folder = await temporaryFolder('clone')
    repository = join(folder, 'repository')
    mkdirSync(repository)
    run('init', '-q', '-b', 'main')
    commit('first')
    run('tag', 'v1')
    run('tag', '-am', 'annotated', 'v1.1')
    commit('second')
    run('checkout', '-q', '-b', 'feature/login')
    commit('third')
    run('tag', 'both')
    run('checkout', '-q', 'main')
    run('branch', 'both')
  })
  afterAll(() => removeFolder(folder))

  let count = 0
  const clone = (ref: string, { from = repository, signal = new AbortController().signal } = {}) => {
    const target = join(folder, `clone-${count++}`)
    mkdirSync(target)
    return cloneSource(gitWith({ server: 'https://example.com', token: 't0ken' }, process.env, signal), from, ref, target)
  }

  it.each([
    { ref: 'HEAD', words: 'second' },
    { ref: 'main', words: 'second' },
    { ref: 'refs/heads/main', words: 'second' },
    { ref: 'v1', words: 'first' },
    { ref: 'v1.1', words: 'first' },
    { ref: 'feature/login', words: 'third' },
    { ref: 'both', words: 'third' },
  ])('takes $ref', async ({ ref, words }) => {
    const { sha, folder: place } = await clone(ref)
    expect(sha).toBe(commits[words])
    expect(readFileSync(join(place, 'file'), 'utf8')).toBe(words)
    expect(readFileSync(join(place, '.git/config'), 'utf8')).not.toContain('t0ken')
  })

  it('takes a commit, short or whole, of a branch or of any', async () => {
    const sha = commits.first ?? ''
    for (const ref of [sha, sha.slice(0, 7), `main@${sha.slice(0, 10)}`, `feature/login@${sha}`])
      expect(await clone(ref)).toMatchObject({ sha })
  })

  it.each([
    { name: 'a tag with a slip', ref: () => 'v1.2', remedy: /v1\.1/ },
    { name: 'nothing like it', ref: () => 'release-2030', remedy: /^It has, among others: .*main/ },
    { name: 'a commit that is not there', ref: () => '0123456789abcdef', remedy: /main/ },
    { name: 'a commit of another branch', ref: () => `main@${commits.third}`, remedy: /./ },
    { name: 'an option', ref: () => '--upload-pack=touch', remedy: /./ },
  ])('refuses $name', async ({ ref, remedy }) => {
    const fault = await clone(ref()).catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: 'unknown-ref', remedy: { en: expect.stringMatching(remedy) } })
  })

  it.each([
    { name: 'that is not there', from: () => join(folder, 'none') },
    { name: 'that is an option', from: () => '--upload-pack=touch /x' },
    { name: 'that would run a command', from: () => 'ext::sh -c true' },
  ])('refuses a repository $name', async ({ from }) => {
    const fault = await clone('main', { from: from() }).catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: 'repository-unreadable' })
    expect(String((fault as Error).message)).not.toContain('t0ken')
  })

  it('keeps a login in the URL out of every message', async () => {
    const fault = await clone('main', { from: 'http://bob:pa@ss-w0rd@127.0.0.1:9/x.git' }).catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: 'repository-unreadable' })
    expect(JSON.stringify(fault)).toContain('127.0.0.1:9/x.git')
    expect(JSON.stringify({ ...(fault as Error), cause: undefined })).not.toMatch(/bob|pa@ss|w0rd/)
  })

  it('that is cancelled ends as cancelled', async () => {
    await expect(clone('main', { signal: AbortSignal.abort(new Cancelled('SIGINT')) })).rejects.toThrow(Cancelled)
  })
})
