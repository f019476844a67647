import { request } from 'node:http'
import { afterEach, describe, expect, it } from '@jest/globals'
import type { Ask, Reply } from '../../../../src/chat/channel.ts'
import { open, press, send } from './browse.ts'
import { decidedCard, exampleCard, hour } from './example-card.ts'
import { answering, type Opened, openExample } from './open-example.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const counted = (words = 'Your approval counts.'): Reply => ({ kind: 'counted', words })

/** A page whose gate answers at once. */
async function gate(judge: (ask: Ask) => Reply | undefined = () => counted(), options: Parameters<typeof openExample>[0] = {}) {
  const opened = await openExample(options)
  const { asks, stop } = answering(opened, judge)
  closing.push(() => opened.channel.close(), stop)
  return { ...opened, asks }
}

describe('a decision on the page', () => {
  it('is told to the gate with the name that the link proves, and answered with what became of it', async () => {
    const { link, asks } = await gate(({ reason }) => counted(`Counted: ${reason}.`))
    const { status, reply } = await press(link('alice'), 'approve', ' checked\r\non staging ')
    expect([status, reply]).toEqual([200, 'Counted: checked\non staging.'])
    expect(asks.map(({ does, user, userName, reason, by }) => [does, user, userName, reason, by])).toEqual([
      ['approve', 'alice', 'alice', 'checked\non staging', 'page'],
    ])
  })

  it('shows the card as the decision made it, not as it was', async () => {
    const opened = await gate(() => counted(), { limits: { afterglow: 2000 } })
    const { channel, link } = opened
    const timer = setInterval(() => opened.asks.length > 0 && void channel.update(decidedCard('en')), 50)
    closing.push(() => clearInterval(timer))
    const { body } = await press(link('alice'), 'approve')
    expect([body.includes('Approved: shop v1.4.2'), body.includes('<button')]).toEqual([true, false])
  })

  it('that is refused says why, and leaves the reason in its field', async () => {
    const { link } = await gate(() => ({ kind: 'refused', words: 'Not counted: you asked for it yourself.' }))
    const { status, reply, body } = await press(link('carol'), 'reject', 'my own')
    expect([status, reply]).toEqual([409, 'Not counted: you asked for it yourself.'])
    expect(body).toMatch(/<textarea[^>]*>\nmy own<\/textarea>/)
  })

  it('can be changed by a new form', async () => {
    const { link, asks } = await gate()
    const verdicts = ['approve', 'reject', 'approve'] as const
    for (const verdict of verdicts) expect((await press(link('alice'), verdict)).status).toBe(200)
    expect([asks.map(({ does }) => does), new Set(asks.map(({ key }) => key)).size]).toEqual([verdicts, 3])
  })

  it('that nobody answers in time is received, and its answer is shown later', async () => {
    const { link, channel, asks } = await gate(() => undefined, { limits: { patience: 60 } })
    const { status, reply } = await press(link('alice'), 'approve')
    expect([status, reply]).toEqual([202, 'Your decision was received. What became of it is not known yet; this page will show it.'])
    if (asks[0]) await channel.answer(asks[0], counted('Counted late.'))
    expect((await open(link('alice'))).reply).toBe('Counted late.')
  })

  it('comes back as data to a script that asks so', async () => {
    const { link } = await gate()
    const { token } = await open(link('alice'))
    const { headers, body } = await send(link('alice'), { token, verdict: 'approve' }, { accept: 'application/json' })
    const frame = JSON.parse(body)
    expect([headers.get('content-type'), frame.isOpen]).toEqual(['application/json; charset=utf-8', true])
    expect(frame.parts.reply).toContain('Your approval counts.')
  })

  it('has a reason of bounded length, however it is sent', async () => {
    const { link, asks } = await gate()
    await press(link('alice'), 'reject', '理'.repeat(700))
    expect(asks[0]?.reason.length).toBe(500)
  })
})

describe('fifty people at the same time', () => {
  it('are all heard, once each, and answered with what became of their own decision', async () => {
    const voters = Array.from({ length: 50 }, (_, index) => ({ name: `person-${index}`, roles: [], projects: [] }))
    const { link, asks } = await gate(({ user, does }) => counted(`${user}: ${does}`), { context: { voters } })
    const verdict = (name: string) => (name.endsWith('3') ? 'reject' : 'approve')
    const answers = await Promise.all(voters.map(({ name }) => press(link(name), verdict(name))))
    expect(answers.map(({ reply }) => reply)).toEqual(voters.map(({ name }) => `${name}: ${verdict(name)}`))
    expect(new Set(asks.map(({ key }) => key)).size).toBe(50)
  })
})

describe('a form counts once', () => {
  it('when its button is pressed twice at the same time', async () => {
    const { link, asks } = await gate()
    const { token } = await open(link('alice'))
    const answers = await Promise.all(Array.from({ length: 12 }, () => send(link('alice'), { token, verdict: 'approve' })))
    expect(asks.length).toBe(1)
    expect(new Set(answers.map(({ status, reply }) => `${status} ${reply}`))).toEqual(new Set(['200 Your approval counts.']))
  })

  it('when both of its buttons are pressed at the same time', async () => {
    const { link, asks } = await gate()
    const { token } = await open(link('alice'))
    const answers = await Promise.all((['approve', 'reject'] as const).map((verdict) => send(link('alice'), { token, verdict })))
    expect([asks.length, answers.map(({ status }) => status).sort()]).toEqual([1, [200, 409]])
  })

  it('when the page with its answer is loaded again, even after the end', async () => {
    const { link, asks, channel } = await gate()
    const { token } = await open(link('alice'))
    const form = { token, verdict: 'approve' }
    const first = await send(link('alice'), form)
    await channel.update(decidedCard('en'))
    const again = await send(link('alice'), form)
    expect([asks.length, first.status, again.status, again.reply]).toEqual([1, 200, 200, 'Your approval counts.'])
  })
})

interface Refused {
  readonly name: string
  readonly status: number
  readonly says: string
  readonly send: (opened: Opened) => Promise<{ readonly status: number; readonly body: string }>
}

const form = (token: string) => ({ token, verdict: 'approve', reason: '' })
const typed =
  (type: string, body: string) =>
  async ({ link }: Opened) =>
    open(link('alice'), {
      method: 'POST',
      body: body || new URLSearchParams(form((await open(link('alice'))).token)).toString(),
      headers: { 'content-type': type },
    })

const refused: readonly Refused[] = [
  {
    name: 'without a token',
    status: 400,
    says: 'not a decision',
    send: ({ link }) => send(link('alice'), { verdict: 'approve' }),
  },
  {
    name: 'with a token that was made up',
    status: 403,
    says: 'did not come from the current page',
    send: ({ link }) => send(link('alice'), form('A'.repeat(43))),
  },
  {
    name: 'with the token of somebody else',
    status: 403,
    says: 'did not come from the current page',
    send: async ({ link }) => send(link('alice'), form((await open(link('bob'))).token)),
  },
  {
    name: 'with the secret of the link as its token',
    status: 403,
    says: 'did not come from the current page',
    send: ({ link }) => send(link('alice'), form(link('alice').split('/').at(-1) ?? '')),
  },
  {
    name: 'with the token of another request',
    status: 403,
    says: 'did not come from the current page',
    send: async ({ link }) => {
      const other = await openExample()
      closing.push(() => other.channel.close())
      return send(link('alice'), form((await open(other.link('alice'))).token))
    },
  },
  {
    name: 'to the link of another request',
    status: 404,
    says: 'leads nowhere',
    send: async ({ link, url }) => {
      const other = await openExample()
      closing.push(() => other.channel.close())
      const { token } = await open(link('alice'))
      return send(new URL(new URL(other.link('alice')).pathname, url).href, form(token))
    },
  },
  {
    name: 'to a link that was made up',
    status: 404,
    says: 'leads nowhere',
    send: async ({ link, url }) => send(new URL(`/${'A'.repeat(32)}`, url).href, form((await open(link('alice'))).token)),
  },
  {
    name: 'to the link of those who look on',
    status: 405,
    says: 'does not work here',
    send: async ({ link, url }) => send(url, form((await open(link('alice'))).token)),
  },
  {
    name: 'to the bare address',
    status: 405,
    says: 'does not work here',
    send: async ({ link, url }) => send(new URL('/', url).href, form((await open(link('alice'))).token)),
  },
  {
    name: 'to the changes',
    status: 405,
    says: 'does not work here',
    send: async ({ link }) => send(`${link('alice')}/events`, form((await open(link('alice'))).token)),
  },
  ...['PUT', 'DELETE', 'PATCH', 'OPTIONS'].map((method) => ({
    name: `by ${method}`,
    status: 405,
    says: 'does not work here',
    send: async ({ link }: Opened) => {
      const { token } = await open(link('alice'))
      return open(link('alice'), { method, body: new URLSearchParams(form(token)) })
    },
  })),
  ...[
    { name: 'another site', headers: { 'sec-fetch-site': 'cross-site', origin: 'null' } },
    { name: 'another site in an old browser', headers: { origin: 'https://evil.test' } },
  ].map(({ name, headers }) => ({
    name: `from ${name}`,
    status: 403,
    says: 'came from another site',
    send: async ({ link }: Opened) => send(link('alice'), form((await open(link('alice'))).token), headers),
  })),
  { name: 'as plain text, which needs no permission across sites', status: 415, says: 'not a decision', send: typed('text/plain', '') },
  { name: 'as a form with files', status: 415, says: 'not a decision', send: typed('multipart/form-data; boundary=x', '') },
  { name: 'as JSON', status: 415, says: 'not a decision', send: typed('application/json', '{"verdict":"approve"}') },
  {
    name: 'with a verdict of another kind',
    status: 400,
    says: 'not a decision',
    send: async ({ link }) => send(link('alice'), { ...form((await open(link('alice'))).token), verdict: 'withdraw' }),
  },
  {
    name: 'with more than 8 KB',
    status: 413,
    says: 'too long',
    send: async ({ link }) => send(link('alice'), { ...form((await open(link('alice'))).token), reason: 'x'.repeat(8200) }),
  },
  {
    name: 'with more than 8 KB in pieces of unknown number',
    status: 413,
    says: 'too long',
    send: async ({ link }) => inPieces(link('alice'), `token=${(await open(link('alice'))).token}&verdict=approve&reason=`, 40),
  },
  {
    name: 'after the end',
    status: 410,
    says: 'the request is closed',
    send: async ({ link, channel }) => {
      const { token } = await open(link('alice'))
      await channel.update(decidedCard('en', 'bad'))
      return send(link('alice'), form(token))
    },
  },
  {
    name: 'after the deadline',
    status: 410,
    says: 'the time to decide is over',
    send: async ({ link, channel }) => {
      const { token } = await open(link('alice'))
      await channel.update(exampleCard('en', Date.now() - hour))
      return send(link('alice'), form(token))
    },
  },
]

/** Sends a form without its length, a kilobyte at a time. */
const inPieces = (url: string, start: string, pieces: number) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const call = request(url, { method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
    })
    call.on('error', reject)
    call.write(start)
    for (let piece = 0; piece < pieces; piece++) call.write('x'.repeat(1024))
    call.end()
  })

describe('a decision is refused and changes nothing', () => {
  it.each(refused)('$name', async ({ status, says, send: act }) => {
    const opened = await gate()
    const tokens = () => Promise.all(['alice', 'bob'].map(async (person) => (await open(opened.link(person))).token))
    const before = await tokens()
    const answer = await act(opened)
    expect([answer.status, answer.body.includes(says)]).toEqual([status, true])
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(opened.asks).toEqual([])
    await opened.channel.update(opened.card)
    expect(await tokens()).toEqual(before)
  })

  it('when it was made up: its person can decide all the same, on the very page that says so', async () => {
    const { link, asks } = await gate()
    const { token } = await send(link('alice'), form('forged'))
    expect((await send(link('alice'), form(token))).status).toBe(200)
    expect(asks.length).toBe(1)
  })
})
