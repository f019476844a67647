import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type GitHub, gitHubWith } from '../../../src/github/client.ts'
import { refExists } from '../../../src/github/ref-exists.ts'
import { serverError } from '../../fakes/github/answers.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { leapingClock } from './leaping-clock.ts'

const repository = 'acme/shop'
let fake: FakeGithub
let github: GitHub
let head: string
let git: (args: readonly string[]) => Promise<string>
beforeEach(async () => {
  fake = await startGithub({ token: 't' })
  github = gitHubWith('t', { GITHUB_API_URL: fake.url }, { clock: leapingClock(), random: () => 0 })
  git = (await fake.repository()).git
  head = await git(['rev-parse', 'HEAD'])
})
afterEach(() => fake.close())

const find = async (name: string) => {
  const found = await refExists(github, repository, name)
  if (!found.isKnown) return found.why.en
  const { value } = found
  return value.state === 'found' ? [value.kind, value.name, value.commit === head] : value.nearest
}

describe('a name of the repository', () => {
  it('may be a branch, a tag, an annotated tag or a commit', async () => {
    await git(['update-ref', 'refs/heads/feature/a-b#1', head])
    await git(['tag', 'v1', head])
    await git(['tag', '-a', '-m', 'x', 'v2', head])
    await git(['tag', '-a', '-m', 'x', 'v3', 'v2'])
    expect(await find('main')).toEqual(['branch', 'refs/heads/main', true])
    expect(await find('refs/heads/main')).toEqual(['branch', 'refs/heads/main', true])
    expect(await find('feature/a-b#1')).toEqual(['branch', 'refs/heads/feature/a-b#1', true])
    for (const tag of ['v1', 'v2', 'v3', 'refs/tags/v2']) {
      expect(await find(tag)).toEqual(['tag', `refs/tags/${tag.replace('refs/tags/', '')}`, true])
    }
    for (const name of [head, head.slice(0, 7), head.toUpperCase()]) expect(await find(name)).toEqual(['commit', head, true])
  })

  it('is a branch before it is a tag, unless it is said in full', async () => {
    await git(['tag', 'main', head])
    expect([await find('main'), await find('refs/tags/main')]).toEqual([
      ['branch', 'refs/heads/main', true],
      ['tag', 'refs/tags/main', true],
    ])
  })

  it('is not there: names that are much like it', async () => {
    for (const name of ['v1.4.2', 'v1.4.1']) await git(['tag', name, head])
    expect(await find('v1.4.3')).toEqual(['v1.4.1', 'v1.4.2'])
    expect([await find('mian'), await find('refs/heads/mian'), await find('f'.repeat(40))]).toEqual([['main'], ['main'], []])
  })

  it.each(['', '..', 'a/../../issues', 'a//b', '/a', 'a/', 'a b', '.a', 'a?b', 'a\nb', 'x'.repeat(300)])('cannot be “%s”', async (name) => {
    expect(await find(name)).toEqual([])
    expect(fake.requests.map(({ path }) => path)).toEqual(['/repos/acme/shop/branches', '/repos/acme/shop/tags'])
  })

  it('is not known where GitHub cannot be asked', async () => {
    fake.faults.outage = { does: serverError }
    expect([await find('main'), await find(head)]).toEqual([expect.stringContaining('502'), expect.stringContaining('502')])
    fake.faults.outage = undefined
    fake.tokens.set('t', {})
    expect(await find('main')).toContain('contents: read')
  })
})
