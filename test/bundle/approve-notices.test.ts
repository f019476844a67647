import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { Webhook } from 'standardwebhooks'
import { type FakeDingtalk, fakeDingtalk } from '../fakes/dingtalk.ts'
import { type Discord, startDiscord } from '../fakes/discord/discord.ts'
import { type FakeFeishu, startFeishu } from '../fakes/feishu/server.ts'
import { type FakeMailServer, fakeMailServer } from '../fakes/mail-server.ts'
import { type Listener, listen } from '../fakes/webhook-listener.ts'
import { type FakeWecom, fakeWecom } from '../fakes/wecom.ts'
import { pageChannel } from '../support/gate-page.ts'
import { githubPlatform, untilShown } from '../support/gate-platforms.ts'
import { configWith, type Gates, openGates } from '../support/gates.ts'
import { until } from '../support/processes.ts'
import type { RunningStep, StepOptions } from '../support/runner.ts'

const secrets = {
  DING: 'f00dfeedf00dfeedf00dfeedf00dfeed',
  DING_SECRET: 'SEC0123456789abcdef0123456789abcdef',
  CORP: '693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa',
  HOOK: `whsec_${Buffer.from('twenty-four bytes of secret').toString('base64')}`,
  TEAM: 'a-secret-of-the-group',
}

/** Places that only show messages, each with the rules of its service. */
interface Places {
  readonly ding: FakeDingtalk
  readonly corp: FakeWecom
  readonly disc: Discord
  readonly mail: FakeMailServer
  readonly hook: Listener
  readonly feishu: FakeFeishu
  readonly team: ReturnType<FakeFeishu['addBot']>
}

describe('an approval that is told in places where nobody can decide', () => {
  let gates: Gates
  let places: Places
  let channels: Record<string, Record<string, unknown>>
  let env: Record<string, string>
  let run = 900

  beforeAll(async () => {
    gates = await openGates({})
    places = await openPlaces()
    const hook = places.disc.addHook()
    env = {
      DING_URL: `${places.ding.url}/robot/send?access_token=${secrets.DING}`,
      DING_SECRET: secrets.DING_SECRET,
      CORP_URL: `${places.corp.url}/cgi-bin/webhook/send?key=${secrets.CORP}`,
      DISC_URL: hook.url,
      SMTP: `smtp://releases:pass%40word@127.0.0.1:${places.mail.port}`,
      HOOK_URL: `${places.hook.url}/events?key=in-the-query`,
      HOOK_SECRET: secrets.HOOK,
      TEAM_URL: places.team.url,
      TEAM_SECRET: secrets.TEAM,
    }
    channels = {
      ding: { type: 'dingtalk', webhook: '$DING_URL', secret: '$DING_SECRET' },
      corp: { type: 'wecom', webhook: '$CORP_URL' },
      disc: { type: 'discord', webhook: '$DISC_URL' },
      mail: { type: 'email', smtp: '$SMTP', from: 'Sallyport <ci@example.com>', to: ['ops@example.com'] },
      hook: { type: 'webhook', url: '$HOOK_URL', secret: '$HOOK_SECRET' },
      team: { type: 'feishu', webhook: '$TEAM_URL', secret: '$TEAM_SECRET' },
    }
  })
  beforeEach(() => gates.configure(configWith(channels)))
  afterAll(async () => {
    const { ding, corp, disc, mail, hook, feishu } = places
    await Promise.all([ding, corp, disc, mail, hook, feishu].map((place) => place.close()))
    await gates.stop()
  })

  const newRun = (): StepOptions => ({ env: { ...env, GITHUB_RUN_ID: String(++run) } })
  /** Everything that was received so far, place by place, as text. */
  const received = (): Record<string, readonly string[]> => ({
    ding: places.ding.posted.map((message) => JSON.stringify(message)),
    corp: places.corp.posted.map((message) => JSON.stringify(message)),
    disc: places.disc.messages.map((message) => JSON.stringify(message)),
    mail: places.mail.mails.map(({ parsed }) => `${parsed.subject}\n${parsed.text}\n${parsed.html}`),
    hook: places.hook.received.map(({ body }) => body.toString()),
    team: places.team.received.map((body) => JSON.stringify(body)),
  })
  /** What came since, in a place. */
  const since = (before: Record<string, readonly string[]>, place: string) => (received()[place] ?? []).slice(before[place]?.length ?? 0)

  /** How often the ledger was written. */
  const writes = () =>
    gates.github.requests.filter(({ method, path, status = 500 }) => method !== 'GET' && path.includes('/git/refs') && status < 300).length

  it('is decided on an issue, to which every notice leads, and how it ended is told everywhere', async () => {
    const before = received()
    const people = githubPlatform(gates.github, ['alice'])
    const step = await gates.start(newRun())
    await step.waitForLine(/an issue of this repository is used/)
    const id = await idOf(step)
    await untilShown(people, id)
    await until(() => Object.keys(channels).every((place) => since(before, place).length === 1), 'a notice in each place')
    const issue = [...gates.github.state.issues.values()].at(-1)
    for (const place of Object.keys(channels)) {
      const [notice = ''] = since(before, place)
      expect({ place, notice }).toEqual({ place, notice: expect.stringContaining(`/issues/${issue?.number}`) })
      expect(notice).toContain(id)
    }
    gates.github.people.comment('alice-l', issue?.number ?? 0, '/approve')
    const { outputs, log } = await step.done
    expect(outputs).toMatchObject({ outcome: 'approved', 'approved-by': 'alice' })
    for (const place of Object.keys(channels)) {
      const [, end = '', ...more] = since(before, place)
      expect({ place, end, more }).toEqual({ place, end: expect.stringMatching(/Approved/), more: [] })
      expect(end).toContain('alice')
    }
    expectNoSecret(log)
  })

  it('tells a webhook in signed events: asked, and decided', async () => {
    const before = places.hook.received.length
    const step = await gates.start(newRun())
    await until(() => places.hook.received.length > before, 'the event')
    await step.waitForLine(/Asked in/)
    step.signal('SIGTERM')
    await step.done
    const events = places.hook.received.slice(before).map(({ body, headers }) => {
      const all = Object.fromEntries(['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, String(headers[name])]))
      return new Webhook(secrets.HOOK).verify(body.toString(), all) as { type: string; data: { decision?: unknown } }
    })
    expect(events.map(({ type, data }) => [type, data.decision !== undefined])).toEqual([
      ['approval.requested', true],
      ['approval.settled', false],
    ])
  })

  it('is not stopped by a place that refuses: that is said, with the code and what to do', async () => {
    const usual = places.ding.robot
    places.ding.robot = { ...usual, keywords: ['a word that no request holds'] }
    const before = received()
    try {
      const step = await gates.start(newRun())
      await idOf(step)
      await until(() => since(before, 'mail').length === 1, 'the mail')
      await step.waitForLine(/Asked in/)
      const issue = [...gates.github.state.issues.values()].at(-1)
      gates.github.people.comment('bobby', issue?.number ?? 0, '/reject not now')
      const { outputs, annotations, log } = await step.done
      expect(outputs).toMatchObject({ outcome: 'rejected', 'rejected-by': 'bob' })
      const warnings = annotations.filter(({ level }) => level === 'warning').map(({ title, message }) => `${title}: ${message}`)
      expect(warnings).toEqual(expect.arrayContaining([expect.stringMatching(/ding.*not delivered.*310000/s)]))
      expect(since(before, 'ding')).toEqual([])
      expect(since(before, 'corp')).toHaveLength(2)
      expectNoSecret(log)
    } finally {
      places.ding.robot = usual
    }
  })

  it('is not told again by a later attempt that goes on with it', async () => {
    const people = githubPlatform(gates.github, ['alice'])
    const before = places.hook.received.length
    const [first, written] = [newRun(), writes()]
    const lost = await gates.start(first)
    const id = await idOf(lost)
    await untilShown(people, id)
    await until(() => places.hook.received.length === before + 1, 'the event')
    await lost.waitForLine(/Asked in/)
    await until(() => writes() >= written + 2, 'the request in the ledger, and where it was posted')
    lost.kill()
    await lost.done
    const next = await gates.start({ ...first, env: { ...first.env, GITHUB_RUN_ATTEMPT: '2' } })
    await next.waitForLine(new RegExp(`Request ${id} is still open`))
    gates.github.people.comment('alice-l', [...gates.github.state.issues.values()].at(-1)?.number ?? 0, '/approve')
    expect((await next.done).outputs.outcome).toBe('approved')
    const events = places.hook.received.slice(before).map(({ body }) => JSON.parse(body.toString()).type)
    expect(events).toEqual(['approval.requested', 'approval.settled'])
  })

  it('brings everybody a link of their own by mail, and nobody else’s; no link is in the log', async () => {
    gates.configure(configWith({ page: { ...pageChannel.page, links: 'mail' }, mail: channels.mail }))
    const before = places.mail.mails.length
    const step = await gates.start(newRun())
    await until(() => places.mail.mails.length >= before + 3, 'two personal mails and the notice')
    const mails = places.mail.mails.slice(before)
    const linkTo = (address: string) => {
      const mail = mails.find(({ to }) => to.join() === address)
      return [...`${mail?.parsed.text}`.matchAll(/http:\/\/127\.0\.0\.1:\d+\/[^\s>]+/g)].map(([url]) => url)
    }
    const [alice, bob, ops] = [linkTo('alice@example.com'), linkTo('bob@example.com'), linkTo('ops@example.com')]
    expect([new Set(alice).size, new Set(bob).size]).toEqual([1, 1])
    expect(alice[0]).not.toBe(bob[0])
    for (const link of ops) {
      expect([alice[0], bob[0]]).not.toContain(link)
      expect(await (await fetch(link)).text()).not.toContain('name="token"') // for looking on alone
    }
    const page = await (await fetch(alice[0] ?? '')).text()
    const token = /name="token" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const body = new URLSearchParams({ token, verdict: 'approve', reason: '' })
    await fetch(alice[0] ?? '', { method: 'POST', body, headers: { origin: new URL(alice[0] ?? '').origin } })
    const { outputs, log, raw, summary } = await step.done
    expect(outputs).toMatchObject({ outcome: 'approved', 'approved-by': 'alice' })
    for (const link of [alice[0], bob[0]]) {
      const secret = new URL(link ?? '').pathname.split('/').at(-1) ?? ''
      expect(secret.length).toBeGreaterThan(15)
      for (const words of [log, summary, raw.replace(/^::add-mask::.*$/gm, '')]) expect(words).not.toContain(secret)
    }
  })

  function expectNoSecret(log: string): void {
    const hidden = [...Object.values(secrets), ...Object.values(env), 'pass@word', 'pass%40word', 'in-the-query', places.team.id]
    for (const secret of hidden) expect(log).not.toContain(secret)
  }
})

const idOf = async (step: RunningStep): Promise<string> =>
  /[2-9A-HJKMNP-Z]{6}/.exec(await step.waitForLine(/Request \S+ is open/))?.[0] ?? ''

async function openPlaces(): Promise<Places> {
  const now = Date.now
  const feishu = await startFeishu()
  return {
    ding: await fakeDingtalk({ token: secrets.DING, secret: secrets.DING_SECRET, now }),
    corp: await fakeWecom({ key: secrets.CORP, now }),
    disc: await startDiscord(),
    mail: await fakeMailServer({ users: { releases: 'pass@word' } }),
    hook: await listen(() => ({ status: 204, body: '' })),
    feishu,
    team: feishu.addBot({ secret: secrets.TEAM }),
  }
}
