import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { describeWith } from '../support/needs.ts'
import type { StepResult } from '../support/runner.ts'
import { expectSettled, picture } from './faults-hosts.ts'

const titleBar = '\u001b]0;title\u0007'
const words = [
  'v1; touch /tmp/sallyport-pwned',
  '$(touch /tmp/sallyport-pwned)',
  '`touch /tmp/sallyport-pwned`',
  "v1' ; touch /tmp/sallyport-pwned ; '",
  'v1" && touch /tmp/sallyport-pwned && "',
  '../../../../etc',
  '/etc/passwd',
  '..',
  '.',
  'shared',
  '.sallyport',
  '-oProxyCommand=touch /tmp/sallyport-pwned',
  '--upload-pack=touch /tmp/sallyport-pwned',
  'v1\n::set-env name=PATH::/tmp',
  '::error::pwned',
  '##[error]pwned',
  `v1${titleBar}`,
  'v1\u202egnp',
  '%0A::error::pwned',
  'v1\\0012::error::pwned',
  '<img src=x onerror=alert(1)> @everyone [x](javascript:1) | `',
  'x'.repeat(5000),
  '发布',
] as const

describeWith(['sshd'], 'words that try to be more than words', () => {
  let fleet: Fleet
  let repository: string
  beforeAll(async () => {
    fleet = await startFleet({ web1: {} })
    fleet.write({ 'version.txt': 'v1' })
    await fleet.deploy({ version: 'first' })
    repository = join(fleet.workspace, 'repository')
    const git = ['-c user.name=x -c user.email=x@x commit -q --allow-empty -m x', 'branch -M main'].map(
      (command) => `git -C '${repository}' ${command}`,
    )
    execFileSync('sh', ['-ec', [`git init -q '${repository}'`, ...git].join('\n')])
  })
  afterAll(() => fleet.stop())

  /** Whatever the words did, they did it as words: nothing ran, nothing lies outside, no command was taken from them. */
  async function expectHarmless(result: StepResult): Promise<void> {
    expect(existsSync('/tmp/sallyport-pwned')).toBe(false)
    expect(
      result.commands
        .map(({ name }) => name)
        .filter((name) => !['group', 'endgroup', 'error', 'warning', 'notice', 'add-mask'].includes(name)),
    ).toEqual([])
    expect(result.annotations.filter(({ message }) => message === 'pwned')).toEqual([])
    expect(result.log).not.toContain(titleBar)
    expect(result.summary).not.toMatch(/<img|\]\(javascript|(^|\s)@everyone/)
    const [host] = fleet.hosts
    expect(readdirSync(join(host?.releases ?? '', '..')).sort()).toEqual(['live', 'releases'])
    for (const name of host ? picture(host).releases : []) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._+-]*$/)
    expect(result.outputs['reason-code'] === 'internal-error' ? result.log : '').toBe('')
    await expectSettled(fleet, host ? picture(host).live : '')
  }

  const cases = words.map((word) => ({ word, name: JSON.stringify(word.slice(0, 40)) }))

  it.each(cases)('as a version: $name', async ({ word }) => {
    const result = await fleet.deploy({ version: word }, { keep: 2, hooks: { 'after-release': 'echo "$SALLYPORT_VERSION"' } })
    await expectHarmless(result)
  })

  /** The same pure check refuses all of them: test/unit/deploy/names.test.ts. */
  const some = cases.filter((_, index) => [0, 5, 9, 11, 13, 21].includes(index))

  it.each(some)('as a release: $name', async ({ word }) => {
    const result = await fleet.deploy({ release: word })
    expect([result.code, result.outputs['reason-code']]).toEqual([1, 'invalid-input'])
    await expectHarmless(result)
  })

  const given = words.filter((_, index) => [0, 5, 11, 13].includes(index))
  const inputs = ['project', 'environment', 'servers', 'ref', 'repository', 'source', 'config-file', 'config-ref', 'receipt', 'locale']
  it.each(inputs)('as the input %s: an answer that a person understands, nothing touched', async (input) => {
    for (const word of given) {
      const others = input.startsWith('config-') ? { config: '' } : input === 'ref' ? { repository } : {}
      const result = await fleet.deploy({ version: 'other', ...others, [input]: word })
      if (input !== 'receipt') expect([word, result.code, result.outputs.outcome]).toEqual([word, 1, 'failed'])
      await expectHarmless(result)
    }
  })

  it.each(cases.filter((_, index) => index % 2 === 1 && index < 19))(
    'as a branch, an actor and a repository in the environment: $name',
    async ({ word }) => {
      if (word.includes('\u0000')) return
      const env = {
        GITHUB_REF_NAME: word,
        GITHUB_ACTOR: word,
        GITHUB_TRIGGERING_ACTOR: word,
        GITHUB_SHA: word,
        GITHUB_RUN_ID: word,
        GITHUB_HEAD_REF: word,
      }
      await expectHarmless(
        await fleet.deploy(
          { version: '' },
          { keep: 2, hooks: { 'before-release': 'echo "$SALLYPORT_VERSION $SALLYPORT_SHA $SALLYPORT_RUN_URL"' } },
          { env },
        ),
      )
    },
  )

  it.each(some)('as a release to go back to: $name', async ({ word }) => {
    const result = await fleet.rollback({ release: word })
    expect(result.code).toBe(1)
    await expectHarmless(result)
  })

  it('printed by a hook: shown, not obeyed', async () => {
    const script = words
      .filter((word) => word.length < 100)
      .map((word) => `printf '%s\\n' '${word.replaceAll("'", "'\\''")}'`)
      .join('\n')
    const result = await fleet.deploy({ version: 'printing' }, { hooks: { 'before-release': script } })
    expect(result.outputs.outcome).toBe('released')
    await expectHarmless(result)
  })
})
