import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { describeWith } from '../support/needs.ts'
import { temporaryFolder } from '../support/temporary.ts'
import type { Mapping } from '../support/yaml-value.ts'

const root = new URL('../../', import.meta.url).pathname
const words = readFileSync(join(root, '.github/workflows/publish.yml'), 'utf8')

interface Step {
  readonly name?: string
  readonly run?: string
  readonly env?: Readonly<Record<string, string>>
  readonly with?: { readonly 'subject-path'?: string }
}
const workflow = parse(words) as Mapping & { readonly jobs: Readonly<Record<string, Mapping & { readonly steps: readonly Step[] }>> }
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)
const stepNamed = (name: string): Step => steps.find((step) => step.name === name) ?? {}

/** What people run when they name one of our actions, or the reusable workflow; no other file is an action. */
const runs = ['action.yml', 'actions/*/action.yml', '.github/workflows/release.yml', 'dist/**/*']

describe('publish.yml', () => {
  it('attests everything that runs at people’s', () => {
    const patterns = (stepNamed('Attest what will run').with?.['subject-path'] ?? '').trim().split('\n')
    expect(patterns.toSorted()).toEqual(runs.toSorted())
    const homes = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
      (path) => !/(?:^|\/)(?:node_modules|build|test)\//.test(path),
    )
    const files = homes.filter((path) => /(?:^|\/)action\.ya?ml$/.test(path))
    expect(files.filter((path) => path !== 'action.yml' && !/^actions\/[^/]+\/action\.yml$/.test(path))).toEqual([])
  })

  it('verifies the same, as signed by itself', () => {
    const { run = '' } = stepNamed('Verify the attestations')
    expect(run).toContain('--signer-workflow "$GITHUB_REPOSITORY/.github/workflows/publish.yml"')
    expect(run).toContain(
      "printf '%s\\0' action.yml .github/workflows/release.yml; find actions -name action.yml -print0; find dist -type f -print0",
    )
  })

  it('gives its token to the steps that call GitHub, and to no other', () => {
    expect([workflow, ...Object.values(workflow.jobs)].filter(({ env }) => env !== undefined)).toEqual([])
    const hold = (step: Step) => /github\.token|secrets\./.test(JSON.stringify(step))
    expect(steps.filter(hold).map(({ name }) => name)).toEqual(steps.filter(({ run = '' }) => /\bgh /.test(run)).map(({ name }) => name))
    expect(steps.filter(hold).length).toBe(2)
  })
})

/** A `gh` that keeps refs and releases as files of $STORE, answers no more than is asked here, and writes down what it was to change. */
const gh = `#!/usr/bin/env bash
if [ "$1" = release ]; then
  case $2 in
    view) [ -e "$STORE/release-$3" ] ;;
    create) echo "release $3" >>"$STORE/changes"; touch "$STORE/release-$3" ;;
    verify) [ -e "$STORE/release-$3" ] ;;
  esac
  exit
fi
path=\${2#repos/acme/tools/}
field() { printf '%s\\n' "\${@:2}" | sed -n "s/^$1=//p"; }
commit_of() { cat "$STORE/commit-of-$(cat "$STORE/tag-$1")"; }
case $path in
  git/tags) name=$(field tag "$@"); field object "$@" >"$STORE/commit-of-object-$name"; echo "object-$name" ;;
  git/refs) name=$(field ref "$@"); name=\${name#refs/tags/}; [ ! -e "$STORE/tag-$name" ] || exit 1
    echo "tag $name" >>"$STORE/changes"; field sha "$@" >"$STORE/tag-$name" ;;
  git/refs/tags/*) echo "move \${path##*/}" >>"$STORE/changes"; field sha "$@" >"$STORE/tag-\${path##*/}" ;;
  git/ref/tags/*) cat "$STORE/tag-\${path##*/}" 2>/dev/null || { echo '{"message":"Not Found"}'; exit 1; } ;;
  commits/tags/*) commit_of "\${path##*/}" ;;
  *) exit 1 ;;
esac
`

describeWith(['bash', 'git'], 'publish.yml, run again after it broke off', () => {
  let folder = ''
  let env: Readonly<Record<string, string | undefined>> = {}
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8', env }).trim()
  const runStep = (name: string, more: Readonly<Record<string, string>> = {}) => {
    const { status, stdout } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', stepNamed(name).run ?? 'exit 99'], {
      ...{ cwd: folder, encoding: 'utf8', env: { ...env, ...more } },
    })
    return { isGood: status === 0, said: stdout.trim() }
  }
  const commit = (): string => {
    git('commit', '--quiet', '--allow-empty', '--message', 'Change')
    return git('rev-parse', 'HEAD')
  }

  beforeEach(async () => {
    folder = await temporaryFolder('publish')
    const author = {
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    }
    env = { PATH: `${join(folder, 'commands')}:${process.env.PATH}`, ...author, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
    for (const name of ['commands', 'store']) mkdirSync(join(folder, name))
    writeFileSync(join(folder, 'commands/gh'), gh)
    chmodSync(join(folder, 'commands/gh'), 0o755)
    writeFileSync(join(folder, 'commands/sleep'), '#!/bin/sh\n')
    chmodSync(join(folder, 'commands/sleep'), 0o755)
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '1.2.3' }))
    writeFileSync(join(folder, 'CHANGELOG.md'), '## 1.2.3 – today\n')
    git('init', '--quiet', '--initial-branch=main')
  })

  const check = (sha: string) =>
    runStep('Check what is to be released', { REF_PROTECTED: 'true', GITHUB_SHA: sha, GITHUB_OUTPUT: join(folder, 'outputs') })

  it('checks: no tag, or one of this very commit; none of another, and nothing older than what there is', () => {
    const older = commit()
    const sha = commit()
    expect(check(sha)).toEqual({ isGood: true, said: '' })
    git('tag', '--annotate', '--message', 'v1.2.3', 'v1.2.3', sha)
    expect(check(sha)).toEqual({ isGood: true, said: '' })
    git('tag', '--force', 'v1.2.3', older)
    expect(check(sha)).toEqual({ isGood: false, said: '::error::v1.2.3 exists already, for another commit.' })
    git('tag', '--force', 'v1.2.3', sha)
    git('tag', 'v1.2.4', sha)
    expect(check(sha)).toEqual({ isGood: false, said: '::error::v1.2.3 is not newer than v1.2.4.' })
  })

  const publish = (sha: string) =>
    runStep('Tag, release, and move the major tag', {
      ...{ STORE: join(folder, 'store'), GITHUB_REPOSITORY: 'acme/tools', GITHUB_SHA: sha, VERSION: 'v1.2.3', MAJOR: 'v1' },
    })
  const put = (name: string, content: string) => writeFileSync(join(folder, 'store', name), `${content}\n`)
  const changes = () => readFileSync(join(folder, 'store/changes'), 'utf8').trim().split('\n')

  it('tags, releases and moves, from nothing', () => {
    put('tag-v1', 'object-v1.2.2')
    expect(publish('5ba')).toEqual({ isGood: true, said: '' })
    expect(changes()).toEqual(['tag v1.2.3', 'release v1.2.3', 'move v1'])
  })

  it.each([
    ['the tag', [], ['release v1.2.3', 'tag v1']],
    ['the release', ['release-v1.2.3'], ['tag v1']],
  ])('goes on behind %s', (_, there, left) => {
    put('tag-v1.2.3', 'object-v1.2.3')
    put('commit-of-object-v1.2.3', '5ba')
    for (const name of there) put(name, '')
    expect(publish('5ba')).toEqual({ isGood: true, said: '' })
    expect(changes()).toEqual(left)
  })

  it('does not go on with a tag of another commit', () => {
    put('tag-v1.2.3', 'object-v1.2.3')
    put('commit-of-object-v1.2.3', 'bad')
    put('changes', 'nothing')
    expect(publish('5ba')).toEqual({ isGood: false, said: '::error::v1.2.3 does not point to the commit of this run.' })
    expect(changes()).toEqual(['nothing'])
  })
})
