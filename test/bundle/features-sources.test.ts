import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { journalOf, liveOn, releasesOn, servedBy } from '../support/host-facts.ts'
import { describeWith } from '../support/needs.ts'
import { removeFolder, temporaryFolder } from '../support/temporary.ts'

const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' }
const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd: folder, encoding: 'utf8', env: { ...process.env, ...identity, GIT_CONFIG_GLOBAL: '/dev/null' } }).trim()

/** A repository: v1 and v2 as tags (one annotated), a commit between them without a name, a branch, the default branch ahead. */
async function makeRepository() {
  const folder = await temporaryFolder('repository')
  git(folder, 'init', '--quiet', '--initial-branch', 'trunk')
  const commit = (version: string) => {
    writeFileSync(join(folder, 'version.txt'), version)
    mkdirSync(join(folder, 'public'), { recursive: true })
    writeFileSync(join(folder, 'public/index.html'), version)
    git(folder, 'add', '.')
    git(folder, 'commit', '--quiet', '-m', version)
    return git(folder, 'rev-parse', 'HEAD')
  }
  const first = commit('one')
  git(folder, 'tag', 'v1.0.0')
  const between = commit('between')
  commit('two')
  git(folder, 'tag', '-a', '-m', 'second', 'v2.0.0')
  git(folder, 'checkout', '--quiet', '-b', 'feature/login', first)
  const login = commit('login')
  git(folder, 'checkout', '--quiet', 'trunk')
  const head = commit('head')
  return { folder, url: `file://${folder}`, first, between, login, head }
}

const owned = '/tmp/sallyport-owned-by-a-ref'

describeWith(['sshd', 'git'], 'sources of a release', () => {
  let fleet: Fleet
  let repository: Awaited<ReturnType<typeof makeRepository>>
  const host = () => fleet.hosts[0] as Fleet['hosts'][number]
  let number = 100
  /** A step of a run of its own, so that each has a release of its own. */
  const deploy = (inputs: Record<string, string>) =>
    fleet.deploy({ source: '', version: '', ...inputs }, {}, { env: { GITHUB_RUN_NUMBER: String(number++) } })

  beforeAll(async () => {
    fleet = await startFleet({ web1: {} })
    repository = await makeRepository()
  })
  afterAll(async () => {
    await fleet?.stop()
    removeFolder(repository.folder)
  })

  const refs = [
    { name: 'a tag', ref: () => 'v1.0.0', serves: 'one', called: /^v1\.0\.0-\d+$/ },
    { name: 'an annotated tag', ref: () => 'v2.0.0', serves: 'two', called: /^v2\.0\.0-\d+$/ },
    { name: 'a branch', ref: () => 'feature/login', serves: 'login', called: /^feature-login-\d+$/ },
    { name: 'a full name', ref: () => 'refs/tags/v1.0.0', serves: 'one', called: /^refs-tags-v1\.0\.0-\d+$/ },
    { name: 'a commit', ref: () => repository.between, serves: 'between', called: /^[0-9a-f]{7}-\d+$/ },
    { name: 'a short commit', ref: () => repository.between.slice(0, 8), serves: 'between', called: /^[0-9a-f]{8}-\d+$/ },
    { name: 'a branch and commit', ref: () => `trunk@${repository.between}`, serves: 'between', called: /^trunk-[0-9a-f]{40}-\d+$/ },
    { name: 'the head', ref: () => 'HEAD', serves: 'head', called: /^[0-9a-f]{7}-\d+$/ },
    { name: 'nothing: the head', ref: () => '', serves: 'head', called: /^[0-9a-f]{7}-\d+$/ },
  ]
  it.each(refs)('clones $name', async ({ ref, serves, called }) => {
    const result = await deploy({ repository: repository.url, ref: ref() })
    expect(result.log).not.toMatch(/^Error/m)
    expect(result.outputs.outcome).toMatch(/released|unchanged/) // the same commit by another name is there already
    expect(servedBy(host())).toBe(serves)
    if (result.outputs.outcome === 'released') expect(liveOn(host())).toMatch(called)
    expect(existsSync(join(host().live, '.git'))).toBe(false)
    const commit = git(repository.folder, 'rev-parse', `${ref().replace(/^trunk@/, '') || 'HEAD'}^{commit}`)
    expect(journalOf(host()).findLast(({ event }) => event === 'switched')).toMatchObject({ sha: commit })
  })

  it('takes a folder of the clone, and leaves nothing of it on the runner', async () => {
    const temp = await temporaryFolder('temp')
    const result = await fleet.deploy({ repository: repository.url, ref: 'v2.0.0', source: 'public', version: 'pub' }, {}, { temp })
    expect(result.outputs).toMatchObject({ outcome: 'released', release: 'pub-7' })
    expect(readdirSync(host().live)).toEqual(['index.html'])
    expect(readdirSync(temp)).toEqual([])
    removeFolder(temp)
  })

  it('takes the workspace: version from the ref, commit from git, .git stays behind', async () => {
    const workspace = await temporaryFolder('checkout')
    git(workspace, 'clone', '--quiet', repository.url, '.')
    const result = await fleet.deploy({ source: '', version: '' }, {}, { workspace, env: { GITHUB_REF_NAME: 'release/3' } })
    expect(result.outputs).toMatchObject({ outcome: 'released', release: 'release-3-7' })
    expect(servedBy(host())).toBe('head')
    expect(existsSync(join(host().live, '.git'))).toBe(false)
    expect(journalOf(host()).findLast(({ event }) => event === 'switched')).toMatchObject({ version: 'release/3', sha: repository.head })
    removeFolder(workspace)
  })

  const unknown = [
    { name: 'a tag that is nearly one', ref: () => 'v1.0.1', nearest: 'v1.0.0' },
    { name: 'a branch in capitals', ref: () => 'Feature/Login', nearest: 'feature/login' },
    { name: 'a commit that is not there', ref: () => 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef', nearest: 'trunk' },
    { name: 'a commit of another branch', ref: () => `feature/login@${repository.head}`, nearest: 'feature/login' },
    { name: 'a commit of no branch', ref: () => `nowhere@${repository.head}`, nearest: '' },
    { name: 'an option', ref: () => `--upload-pack=touch ${owned}`, nearest: '' },
    { name: 'an option and a commit', ref: () => `--upload-pack=touch ${owned}@${repository.head}`, nearest: '' },
    { name: 'shell', ref: () => `$(touch ${owned})`, nearest: '' },
    { name: 'a workflow command', ref: () => 'x\n::set-output name=outcome::released', nearest: '' },
    { name: 'a refspec', ref: () => '+refs/heads/*:refs/heads/*', nearest: '' },
  ]
  it.each(unknown)('refuses $name and names the nearest', async ({ ref, nearest }) => {
    const before = releasesOn(host())
    const result = await deploy({ repository: repository.url, ref: ref() })
    expect(result.code).toBe(1)
    expect(result.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'unknown-ref' })
    expect(result.log).toContain(nearest)
    expect(result.log).toMatch(/What to do: /)
    expect(result.commands.filter(({ name }) => name === 'set-output')).toEqual([])
    expect(releasesOn(host())).toEqual(before)
    expect(existsSync(owned)).toBe(false)
  })

  const repositories = [
    { name: 'an option', repository: `--upload-pack=touch ${owned}` },
    { name: 'a proxy command', repository: `-oProxyCommand=touch ${owned}` },
    { name: 'a proxy command as a host', repository: `ssh://-oProxyCommand=touch%20${owned}/x` },
    { name: 'a transport that runs commands', repository: `ext::sh -c touch% ${owned}` },
    { name: 'a transport by descriptor', repository: 'fd::7' },
    { name: 'a folder that is none', repository: 'file:///nowhere/at/all' },
  ]
  it.each(repositories)('refuses $name as a repository', async ({ repository: given }) => {
    const result = await deploy({ repository: given, ref: 'main' })
    expect(result.code).toBe(1)
    expect(result.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'repository-unreadable' })
    expect(existsSync(owned)).toBe(false)
  })

  it('refuses submodules in what is released, and only there', async () => {
    git(repository.folder, 'checkout', '--quiet', '-b', 'with-submodule')
    git(
      repository.folder,
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      '--name',
      'part',
      repository.url,
      'lib/a part',
    )
    git(repository.folder, 'commit', '--quiet', '-m', 'with a submodule')
    rmSync(join(repository.folder, 'lib'), { recursive: true })
    git(repository.folder, 'checkout', '--quiet', '-f', 'trunk')
    const whole = await deploy({ repository: repository.url, ref: 'with-submodule' })
    expect(whole.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'source-refused' })
    expect(whole.log).toMatch(/1 submodule\(s\).*not cloned: lib\/a part[\s\S]*submodules: true/)
    const part = await deploy({ repository: repository.url, ref: 'with-submodule', source: 'public' })
    expect(part.outputs.outcome).toMatch(/released|unchanged/)
  })

  it('follows no link of a repository or workspace out of it', async () => {
    const secret = await temporaryFolder('secret')
    writeFileSync(join(secret, 'key'), 'secret')
    git(repository.folder, 'checkout', '--quiet', '-b', 'with-links')
    symlinkSync(secret, join(repository.folder, 'out'))
    symlinkSync('public', join(repository.folder, 'in'))
    git(repository.folder, 'add', '.')
    git(repository.folder, 'commit', '--quiet', '-m', 'links')
    git(repository.folder, 'checkout', '--quiet', 'trunk')
    const clone = { repository: repository.url, ref: 'with-links' }
    for (const inputs of [{ source: 'out' }, { source: secret }, { source: '../..' }])
      expect((await deploy({ ...clone, ...inputs })).outputs).toMatchObject({ 'reason-code': 'source-refused' })
    expect((await deploy({ ...clone, source: 'in' })).outputs).toMatchObject({ outcome: 'released' })
    symlinkSync(secret, join(fleet.workspace, 'out'))
    expect((await deploy({ source: '../..', version: 'up' })).outputs).toMatchObject({ 'reason-code': 'source-refused' })
    const refused = await deploy({ source: 'out', version: 'out' })
    expect(refused.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'source-refused' })
    expect(refused.log).toContain(`leads out of where it is looked for, to ${secret}`)
    expect((await deploy({ source: secret, version: 'meant' })).outputs).toMatchObject({ outcome: 'released' })
    removeFolder(secret)
  })

  const sources = [
    { name: 'an empty folder', make: (folder: string) => mkdirSync(join(folder, 'empty')), source: 'empty' },
    {
      name: 'a folder of empty folders',
      make: (folder: string) => mkdirSync(join(folder, 'hollow/inner'), { recursive: true }),
      source: 'hollow',
    },
    { name: 'a file', make: (folder: string) => writeFileSync(join(folder, 'file'), 'x'), source: 'file' },
    { name: 'nothing', make: () => {}, source: 'missing' },
    {
      name: 'a repository without files',
      make: (folder: string) => void git(folder, 'init', '--quiet', 'bare-bones'),
      source: 'bare-bones',
    },
  ]
  it.each(sources)('refuses a source that is $name', async ({ make, source }) => {
    make(fleet.workspace)
    const result = await deploy({ source, version: 'v9' })
    expect(result.code).toBe(1)
    expect(result.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'source-empty' })
    expect(result.log).toContain(source)
    expect(result.log).toMatch(/What to do: /)
    expect(releasesOn(host()).filter((name) => name.startsWith('v9'))).toEqual([])
  })
})
