import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { DecisionChannel } from '../../../../src/chat/channel.ts'
import type { VirtualClock } from '../../../support/virtual-clock.ts'
import { card, type Desk, finalCard, openDesk, request, said } from './desk.ts'

let desk: Desk<VirtualClock>
let gate: DecisionChannel
beforeEach(async () => {
  desk = await openDesk()
  gate = desk.gate()
})
afterEach(() => desk.close())

const issue = (number = 1) => desk.github.state.issues.get(number)
const comment = (login: string, body: string, number = 1) => desk.github.people.comment(login, number, body)
const read = () => gate.read()

describe('a gate on an issue of its own', () => {
  it('opens it, without labels or assignees, and says where it is', async () => {
    const posted = await gate.post(card())
    expect(posted.url).toBe('https://github.com/acme/shop/issues/1')
    expect(issue()).toMatchObject({ title: '⏳ [PRODUCTION] Release shop v2 to production?', labels: [], assignees: [], state: 'open' })
    expect(issue()?.body).toMatch(new RegExp(`^<!-- sallyport:request=${request} open -->\n`))
    expect(gate.preview(card())).toBe(`${issue()?.title}\n\n${issue()?.body.replace(/^.*\n/, '')}`)
  })

  it('hears what people comment, once, with who and when and why', async () => {
    await gate.post(card())
    desk.clock.advance(61_500)
    const at = Math.floor(desk.clock.now() / 1000) * 1000
    const { id } = comment('Alice', '/approve looks good')
    comment('bob', '/reject')
    expect(await read()).toEqual([
      { key: `comment-${id}`, does: 'approve', user: 'Alice', userName: 'Alice', at, reason: 'looks good', by: 'command' },
      expect.objectContaining({ does: 'reject', user: 'bob', reason: '' }),
    ])
    expect(await read()).toEqual([])
    comment('Alice', '/withdraw')
    comment('mallory', `/status ${request.toLowerCase()}`)
    expect((await read()).map(({ does, request: id }) => [does, id])).toEqual([
      ['withdraw', undefined],
      ['status', request],
    ])
  })

  it('answers: quietly what counts, aloud what does not', async () => {
    await gate.post(card())
    comment('Alice', '/approve')
    comment('mallory', '/approve it')
    comment('bob', '/status')
    const [first, second, third] = await read()
    await gate.answer(first as never, { kind: 'counted', words: 'Your approval counts.' })
    await gate.answer(second as never, { kind: 'refused', words: 'Not counted: you are *not* on the list.' })
    await gate.answer(third as never, { kind: 'status', words: 'Request K7QF2M is open.' })
    expect(desk.reactions()).toEqual(['/approve: +1', '/approve it: confused', '/status: eyes'])
    expect(desk.ours()).toEqual(['@mallory Not counted: you are &#42;not&#42; on the list.', '@bob Request K7QF2M is open.'])
  })

  it('is brought up to date, and closed with the outcome', async () => {
    await gate.post(card())
    await gate.update(card({ facts: [{ label: 'Approvals', value: '1/2' }] }))
    expect(issue()?.body).toContain('| Approvals | 1/2 |')
    await gate.update(finalCard())
    expect(issue()).toMatchObject({ title: '✅ [PRODUCTION] Approved: shop v2', state: 'closed', stateReason: 'completed' })
    expect(issue()?.body).toMatch(new RegExp(`^<!-- sallyport:request=${request} closed -->`))
    expect(issue()?.body).not.toContain('/approve')
    comment('Alice', '/approve too late')
    expect(said(await read())).toEqual([['approve', 'Alice', 'too late']])
    for (let n = 0; n < 20; n++) await read()
    expect(issue()?.state).toBe('closed')
  })

  it.each([
    { tone: 'bad', reason: 'not_planned' },
    { tone: 'warning', reason: 'not_planned' },
    { tone: 'neutral', reason: 'not_planned' },
  ] as const)('is closed as $reason where the end is $tone', async ({ tone, reason }) => {
    await gate.post(card())
    await gate.update(finalCard({ tone }))
    expect(issue()).toMatchObject({ state: 'closed', stateReason: reason })
  })

  it('sends nothing where nothing has changed', async () => {
    await gate.post(card())
    await gate.update(card({ footer: 'x' }))
    const before = desk.github.requests.length
    await gate.update(card({ footer: 'x' }))
    expect(desk.github.requests.length).toBe(before)
  })

  it('reminds in a comment that mentions people; nobody whom GitHub does not know can make that fail', async () => {
    await gate.post(card())
    const mentions = [
      { name: 'alice', ids: { github: 'Alice' } },
      { name: 'dave', ids: { github: 'no-such-person' } },
      { name: 'erin', ids: { telegram: '5' } },
    ]
    await gate.remind({ ...finalCard({ headline: '⏰ 10 minutes left', tone: 'warning', facts: [], footer: '' }), mentions })
    expect(desk.ours()).toEqual(['### ⚠️ **[PRODUCTION]** ⏰ 10 minutes left\n\n@Alice @no-such-person erin'])
    expect(await read()).toEqual([])
  })

  it('is found again by another process, which hears what is new', async () => {
    const { ref } = await gate.post(card())
    const handled = comment('Alice', '/approve')
    const asks = await read()
    comment('bob', '/approve while nobody listened')
    const next = desk.gate()
    await next.adopt(
      ref,
      asks.map(({ key }) => key),
    )
    expect(said(await next.read())).toEqual([['approve', 'bob', 'while nobody listened']])
    await next.update(finalCard())
    expect([issue()?.state, desk.github.state.issues.size, handled.body]).toEqual(['closed', 1, '/approve'])
  })

  it('does not read what was said elsewhere or before', async () => {
    desk.github.people.openIssue('bob', 'Another')
    comment('Alice', '/approve')
    await gate.post(card())
    comment('bob', '/approve', 1)
    expect(await read()).toEqual([])
    expect(await desk.gate().read()).toEqual([])
  })

  it('works on a server of one’s own, below its path', async () => {
    await desk.close()
    desk = await openDesk({ basePath: '/api/v3' })
    gate = desk.gate()
    expect(await gate.check()).toEqual([])
    await gate.post(card())
    for (let n = 0; n < 130; n++) comment('bob', `chatter ${n}`)
    comment('Alice', '/approve')
    expect(said(await gate.read())).toEqual([['approve', 'Alice', '']])
    await gate.update(finalCard())
    expect(issue()?.state).toBe('closed')
  })

  it('has everything in Chinese', async () => {
    await desk.close()
    desk = await openDesk({ locale: 'zh-CN' })
    gate = desk.gate()
    await gate.post(card())
    comment('Alice', '/批准，可以发布')
    comment('bob', 'approved')
    expect(said(await read())).toEqual([['approve', 'Alice', '可以发布']])
    await gate.close()
    expect(issue()?.title).toContain('[生产]')
    expect(desk.ours()).toEqual([expect.stringContaining('这条评论不构成决定')])
  })
})
