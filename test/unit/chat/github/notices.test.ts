import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { NoticeChannel } from '../../../../src/chat/channel.ts'
import { githubNotices } from '../../../../src/chat/github/notices.ts'
import type { Message } from '../../../../src/chat/message.ts'
import { gitHubWith } from '../../../../src/github/client.ts'
import { archived, rateLimited, refusal, secondaryLimited, serverError } from '../../../fakes/github/answers.ts'
import { type FakeGithub, startGithub } from '../../../fakes/github/github.ts'
import { seededRandom } from '../../../support/random.ts'
import { type VirtualClock, virtualClock } from '../../../support/virtual-clock.ts'
import { exampleMessage, noticeContext, wordsOf } from '../notice-context.ts'

const sha = '0123456789abcdef0123456789abcdef01234567'
const { decision: _, ...notice } = exampleMessage
const token = 'ghs_secret0123456789'

let clock: VirtualClock
let github: FakeGithub
beforeEach(async () => {
  clock = virtualClock()
  github = await startGithub({ token, now: clock.now })
  github.state.commits.push({ sha, message: 'x', name: 'alice', at: clock.now() })
  github.people.openPull('alice-l', 'Mend the basket')
})
afterEach(() => github.close())

interface Opening {
  readonly pullRequest?: number
  readonly env?: NodeJS.ProcessEnv
  readonly token?: string
}
function open({ pullRequest, env = { GITHUB_SHA: sha }, token: given = token }: Opening = {}): NoticeChannel {
  const client = gitHubWith(given, { GITHUB_API_URL: github.url }, { clock, random: seededRandom(1) })
  const context = noticeContext({ clock, env, github: { client, repository: 'acme/shop' } })
  return githubNotices({ type: 'github', name: 'gh', ...(pullRequest === undefined ? {} : { pullRequest }) }, context)
}
const edit = (channel: NoticeChannel, ref: string, message: Message) =>
  channel.edit?.(ref, message) ?? Promise.reject(new Error('cannot edit'))
const comments = () => [...github.state.comments, ...github.state.commitComments].map(({ body }) => body.replace(/^<!--.*?-->\n/, ''))
const isPost = ({ method }: { method: string }) => method === 'POST'

const places = [
  { name: 'a commit', opening: {}, ref: /^comments\/\d+$/, url: new RegExp(`/commit/${sha}#commitcomment-`) },
  { name: 'the pull request that is configured', opening: { pullRequest: 1 }, ref: /^issues\/comments\/\d+$/, url: /#issuecomment-/ },
  {
    name: 'the pull request of the run',
    opening: { env: { GITHUB_SHA: sha, GITHUB_REF: 'refs/pull/1/merge' } },
    ref: /^issues\/comments\/\d+$/,
    url: /#issuecomment-/,
  },
] as const

describe.each(places)('a notice below $name', ({ opening, ref, url }) => {
  it('is written, and edited by another process', async () => {
    const delivery = await open(opening).send(notice)
    expect(delivery).toEqual({ state: 'delivered', ref: expect.stringMatching(ref), url: expect.stringMatching(url) })
    expect(comments()).toEqual([expect.stringMatching(/^### .*Release shop v1\.4\.2/)])
    const at = delivery.state === 'delivered' ? (delivery.ref ?? '') : ''
    expect(await edit(open(opening), at, { ...notice, headline: 'Released after all' })).toEqual(delivery)
    expect(comments()).toEqual([expect.stringContaining('Released after all')])
  })

  it('is gone for an edit when it was deleted', async () => {
    const channel = open(opening)
    const delivery = await channel.send(notice)
    github.state.comments.splice(0)
    github.state.commitComments.splice(0)
    const at = delivery.state === 'delivered' ? (delivery.ref ?? '') : ''
    expect(await edit(channel, at, notice)).toMatchObject({ state: 'gone', reason: { 'zh-CN': '评论已被删除。' } })
  })

  it.each([
    { name: 'the answer is lost', fault: { does: 'reset', afterwards: true } },
    { name: 'GitHub fails after it was done', fault: { does: serverError, afterwards: true } },
  ] as const)('is written once where $name, and known', async ({ fault }) => {
    github.faults.next(fault, { matching: isPost })
    expect(await open(opening).send(notice)).toEqual({
      state: 'delivered',
      ref: expect.stringMatching(ref),
      url: expect.stringMatching(url),
    })
    expect(comments()).toHaveLength(1)
  })

  it('is unknown where it cannot be found again', async () => {
    github.state.commentLag = 60_000
    github.faults.next({ does: 'reset', afterwards: true }, { matching: isPost })
    expect(await open(opening).send(notice)).toMatchObject({ state: 'unknown', remedy: { en: expect.stringContaining('Look whether') } })
    expect(comments()).toHaveLength(1)
  })

  it('mentions those who are to be alerted and nobody else, and shows code as it is', async () => {
    const lines = [{ words: '  @acme/everyone <img> [x](y)' }, { words: '```` end' }]
    const mentions = [
      { name: 'alice', ids: { github: 'alice-l' } },
      { name: '@acme/sre', ids: { github: 'acme/sre' } },
    ]
    const section = { title: '@acme/all', lines, isCode: true, more: 3 }
    await open(opening).send({ ...notice, headline: 'Hey @acme/all', mentions, sections: [section] })
    const [body = ''] = comments()
    expect(body).toContain(`\n\`\`\`\`\`\n${lines.map(({ words }) => words).join('\n')}\n\`\`\`\`\`\n`)
    expect(body.replace(/`{5}[\s\S]*?`{5}/, '').match(/@[a-z][\w/-]*/gi)).toEqual(['@alice-l'])
    expect(body).toContain('and 3 more')
  })

  it('says that a picture was left out', async () => {
    const picture = { data: Buffer.from('x'), type: 'image/png', alt: 'x' } as const
    expect(await open(opening).send({ ...notice, picture })).toMatchObject({ note: { en: expect.stringContaining('left out') } })
  })

  it('fits, whatever is in it', async () => {
    const words = '发布🚀`<@all>\ud800'.repeat(30_000)
    const sections = [true, false].map((isCode) => ({ title: words, lines: Array.from({ length: 600 }, () => ({ words })), isCode }))
    expect((await open(opening).send({ ...notice, headline: words, facts: [{ label: words, value: words }], sections })).state).toBe(
      'delivered',
    )
    for (const { url: link } of notice.links) expect(comments()[0]).toContain(link)
  })

  it('is checked without writing', async () => {
    expect(await open(opening).check()).toEqual([])
    expect(comments()).toEqual([])
  })
})

describe('an answer of GitHub that is no success', () => {
  it.each([
    {
      name: 'a missing permission',
      answer: refusal(403, 'Resource not accessible by integration'),
      state: 'rejected',
      says: /lacks.*permissions:/s,
    },
    { name: 'a token that has expired', answer: refusal(401, 'Bad credentials'), state: 'rejected', says: /expired/ },
    {
      name: 'an unknown commit',
      answer: refusal(422, 'No commit found for SHA'),
      state: 'rejected',
      says: /No commit found.*push the commit/s,
    },
    { name: 'nothing there', answer: refusal(404, 'Not Found'), state: 'rejected', says: /HTTP 404/ },
    { name: 'an archived repository', answer: archived, state: 'rejected', says: /archived/ },
    { name: 'the hourly quota', answer: rateLimited(1_800_000_000), state: 'limited', says: /quota.*until \d\d:\d\d UTC/s },
    { name: 'too much at once', answer: secondaryLimited(600), state: 'limited', says: /wait until/ },
    { name: 'an outage', answer: serverError, state: 'unknown', says: /HTTP 502/ },
  ])('$name is $state', async ({ answer, state, says }) => {
    github.faults.next({ does: answer }, { matching: isPost, times: 9 })
    const delivery = await open().send(notice)
    expect(delivery.state).toBe(state)
    expect(wordsOf(delivery)).toMatch(says)
    expect(wordsOf(delivery)).toMatch(/\p{Script=Han}/u)
    expect(wordsOf(delivery)).not.toContain(token)
    expect(comments()).toEqual([])
  })

  it.each([
    { name: 'a missing permission', answer: refusal(403, 'Resource not accessible by integration'), state: 'rejected' },
    { name: 'the hourly quota', answer: rateLimited(1_800_000_000), state: 'limited' },
    { name: 'an outage', answer: serverError, state: 'unknown' },
    { name: 'a comment that is not there', answer: refusal(404, 'Not Found'), state: 'gone' },
  ])('to an edit, $name is $state', async ({ answer, state }) => {
    github.faults.next({ does: answer }, { times: 9 })
    expect((await edit(open(), 'comments/7', notice)).state).toBe(state)
  })

  it.each([
    { name: 'of a person', body: 'I disagree.' },
    { name: 'with a request for approval', body: '<!-- sallyport:request=ABC123 open -->\nRelease?' },
  ])('to an edit of a comment $name is that it is not ours', async ({ body }) => {
    const client = gitHubWith(token, { GITHUB_API_URL: github.url }, { clock, random: seededRandom(1) })
    const { id } = (await client.act({ method: 'POST', path: '/repos/acme/shop/issues/1/comments', body: { body } })).json() as {
      id: number
    }
    expect((await edit(open({ pullRequest: 1 }), `issues/comments/${id}`, notice)).state).toBe('gone')
    expect(comments()).toEqual([body.replace(/^<!--.*?-->\n/, '')])
  })

  it('to an edit of a notice below something else is that it is not ours', async () => {
    const delivery = await open({ pullRequest: 1 }).send(notice)
    const at = delivery.state === 'delivered' ? (delivery.ref ?? '') : ''
    github.people.openPull('alice-l', 'Another')
    for (const other of [open({ pullRequest: 2 }), open()]) expect((await edit(other, at, notice)).state).toBe('gone')
  })

  it('is told before anything is sent where there is no place', async () => {
    expect(await open({ env: {} }).send(notice)).toMatchObject({
      state: 'rejected',
      remedy: { en: expect.stringContaining('pull-request') },
    })
    expect(github.requests).toEqual([])
  })

  it.each(['', 'issues/7', '../../user', 'comments/x', 'comments/7/../../x'])('to an edit of “%s” is that it is not ours', async (ref) => {
    expect((await edit(open(), ref, notice)).state).toBe('gone')
    expect(github.requests).toEqual([])
  })
})

describe('check', () => {
  it.each([
    { name: 'no token', opening: { token: '' }, says: /no token/ },
    { name: 'a foreign token', opening: { token: 'other' }, says: /does not show this repository/ },
    { name: 'no place', opening: { env: {} }, says: /no commit and no pull request/ },
    { name: 'no such pull request', opening: { pullRequest: 77 }, says: /no pull request 77/ },
  ])('tells $name', async ({ opening, says }) => {
    await expect(open(opening).check()).rejects.toThrow(says)
  })

  it('tells a missing permission', async () => {
    github.tokens.set(token, { contents: 'read' })
    await expect(open().check()).rejects.toMatchObject({ code: 'github-permission', where: 'channels.gh' })
  })
})
