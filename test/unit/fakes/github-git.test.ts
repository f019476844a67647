import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Octokit } from '@octokit/rest'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { octokitFor, place, refusalOf } from './github-octokit.ts'

let github: FakeGithub
let octokit: Octokit
beforeEach(async () => {
  github = await startGithub({ token: 't', now: () => Date.UTC(2026, 10, 1) })
  octokit = octokitFor(github)
})
afterEach(() => github.close())

/** A commit with one file. */
async function commit(words: string, parents: string[] = []): Promise<string> {
  const tree = await octokit.rest.git.createTree({
    ...place,
    tree: [{ path: 'record.json', mode: '100644', type: 'blob', content: words }],
  })
  return (await octokit.rest.git.createCommit({ ...place, message: words, tree: tree.data.sha, parents })).data.sha
}

const name = 'sallyport/lock/a'
const create = (sha: string) => octokit.rest.git.createRef({ ...place, ref: `refs/${name}`, sha })
const update = (sha: string, force = false) => octokit.rest.git.updateRef({ ...place, ref: name, sha, force })
const read = async () => (await octokit.rest.git.getRef({ ...place, ref: name })).data.object.sha

describe('the git database, to Octokit', () => {
  it('keeps commits with their files and parents', async () => {
    const first = await commit('one')
    const second = await commit('two\n', [first])
    const { data } = await octokit.rest.git.getCommit({ ...place, commit_sha: second })
    expect([data.message, data.parents.map(({ sha }) => sha)]).toEqual(['two', [first]])
    const file = await octokit.request('GET /repos/acme/shop/contents/record.json', {
      ref: second,
      headers: { accept: 'application/vnd.github.raw+json' },
    })
    expect(Buffer.from(file.data as ArrayBuffer).toString()).toBe('two\n')
    const { data: tree } = await octokit.rest.git.getTree({ ...place, tree_sha: second })
    expect(tree.tree.map(({ path }) => path)).toEqual(['record.json'])
  })

  it('creates a reference once', async () => {
    const [a, b] = [await commit('a'), await commit('b')]
    await create(a)
    expect(await refusalOf(create(b))).toMatchObject({ status: 422, message: expect.stringContaining('Reference already exists') })
    expect(await read()).toBe(a)
  })

  it('lets exactly one of many create it', async () => {
    const commits = await Promise.all(Array.from({ length: 10 }, (_, n) => commit(`${n}`)))
    const ended = await Promise.allSettled(commits.map(create))
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await read()).toBe(commits[ended.findIndex(({ status }) => status === 'fulfilled')])
  })

  it('moves it forward only, unless forced', async () => {
    const first = await commit('1')
    const [left, right] = [await commit('l', [first]), await commit('r', [first])]
    await create(first)
    await update(left)
    expect(await refusalOf(update(right))).toMatchObject({ status: 422, message: expect.stringContaining('not a fast forward') })
    expect(await read()).toBe(left)
    await update(right, true)
    expect(await read()).toBe(right)
  })

  it.each([
    { name: 'reads', call: () => octokit.rest.git.getRef({ ...place, ref: 'sallyport/x' }), status: 404 },
    { name: 'moves', call: async () => octokit.rest.git.updateRef({ ...place, ref: 'sallyport/x', sha: await commit('x') }), status: 422 },
    { name: 'deletes', call: () => octokit.rest.git.deleteRef({ ...place, ref: 'sallyport/x' }), status: 422 },
    { name: 'creates from nothing', call: () => create('d'.repeat(40)), status: 422 },
    {
      name: 'creates badly named',
      call: async () => octokit.rest.git.createRef({ ...place, ref: 'refs/a/..b', sha: await commit('x') }),
      status: 422,
    },
  ])('$name what is not there with $status', async ({ call, status }) => {
    expect((await refusalOf(call())).status).toBe(status)
  })

  it('deletes, and lists by the beginning of the name', async () => {
    const sha = await commit('x')
    for (const key of ['a', 'ab', 'b']) await octokit.rest.git.createRef({ ...place, ref: `refs/sallyport/lock/${key}`, sha })
    await octokit.rest.git.deleteRef({ ...place, ref: 'sallyport/lock/a' })
    const { data } = await octokit.rest.git.listMatchingRefs({ ...place, ref: 'sallyport/lock/a' })
    expect(data.map(({ ref }) => ref)).toEqual(['refs/sallyport/lock/ab'])
  })

  it('makes the same commit of the same parts', async () => {
    expect(await commit('same')).toBe(await commit('same'))
  })

  it('answers 304 while a reference stands', async () => {
    await create(await commit('1'))
    const { headers } = await octokit.rest.git.getRef({ ...place, ref: name })
    const again = () => octokit.rest.git.getRef({ ...place, ref: name, headers: { 'if-none-match': String(headers.etag) } })
    expect((await refusalOf(again())).status).toBe(304)
    await update(await commit('2', [await read()]))
    expect((await again()).status).toBe(200)
  })

  it('has nothing to read in an empty repository', async () => {
    await using empty = await startGithub({ token: 't', isEmpty: true })
    const refused = await refusalOf(octokitFor(empty).rest.git.getRef({ ...place, ref: name }))
    expect(refused).toMatchObject({ status: 409, message: expect.stringContaining('empty') })
  })
})
