import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import type { DingtalkBody } from '../../../src/chat/dingtalk/body.ts'
import { dingtalkSignature, signedAddress } from '../../../src/chat/dingtalk/sign.ts'
import type { FakeDingtalk, Robot } from '../../fakes/dingtalk.ts'
import { describeWith } from '../../support/needs.ts'
import { type DingtalkCall, type RobotDriver, startRobots } from '../../support/robot-driver.ts'
import { opened, secret, token } from '../chat/dingtalk/opened.ts'
import { exampleMessage } from '../chat/notice-context.ts'

let robots: RobotDriver
const fakes: FakeDingtalk[] = []

async function open(robot: Partial<Robot> = {}, settings: Parameters<typeof opened>[1] = {}) {
  const { fake, channel, clock } = await opened(robot, settings)
  fakes.push(fake)
  const send = (call: Partial<DingtalkCall>) =>
    robots.dingtalk({ api: fake.url, token, timestamp: clock.now(), kind: 'text', text: '发布', ...call })
  return { fake, channel, clock, send }
}

const ok = { isSuccess: true, code: 0, words: 'ok' }
const refused = (code: number, words: unknown = expect.any(String)) => ({ isSuccess: false, code, words })
const words = 'Release “shop” <b>v1.4.2</b> / 发布 👍\n第二行'
const [first, second] = [
  { title: '批准 / Approve', url: 'https://y.test/a?b=c&d=%20' },
  { title: 'Run', url: 'https://y.test/run' },
]

/** DingTalk's own SDK, which its page about custom robots sends messages with; there is none for Node. */
describeWith(['jdk-and-maven'], "DingTalk's own SDK against the fake", () => {
  beforeAll(() => {
    robots = startRobots()
  })
  afterAll(() => robots.close())
  afterEach(async () => {
    await Promise.all(fakes.splice(0).map((fake) => fake.close()))
  })

  const messages: readonly { name: string; call: Partial<DingtalkCall>; posted: Partial<FakeDingtalk['posted'][number]> }[] = [
    { name: 'text', call: { text: words }, posted: { msgtype: 'text', text: words, alerted: [] } },
    {
      name: 'text that alerts people whom it names, by number or id, and no others',
      call: { text: '@13800000000 @a01 look', alerts: { mobiles: ['13800000000', '13900000000'], people: ['a01', 'b02'] } },
      posted: { alerted: ['a01', '13800000000'] },
    },
    { name: 'text that alerts everybody', call: { alerts: { everybody: true } }, posted: { alerted: ['all'] } },
    {
      name: 'Markdown',
      call: { kind: 'markdown', title: 'x', text: `### ${words} [a](${first.url}) @a01`, alerts: { people: ['a01'], everybody: false } },
      posted: { msgtype: 'markdown', text: `### ${words} [a](${first.url}) @a01`, links: [first.url], alerted: ['a01'] },
    },
    {
      name: 'a link',
      call: { kind: 'link', title: 'x', text: words, button: { ...first, picture: 'https://y.test/p.png' } },
      posted: { msgtype: 'link', text: `x\n${words}`, links: [first.url] },
    },
    {
      name: 'a card with one button',
      call: { kind: 'actionCard', title: 'x', text: words, orientation: '0', button: first },
      posted: { msgtype: 'actionCard', text: words, links: [first.url] },
    },
    {
      name: 'a card with several buttons',
      call: { kind: 'actionCard', title: 'x', text: words, orientation: '1', links: [first, second] },
      posted: { msgtype: 'actionCard', text: words, links: [first.url, second.url] },
    },
    {
      name: 'a feed',
      call: { kind: 'feedCard', links: [{ ...first, picture: 'https://y.test/p.png' }, second] },
      posted: { msgtype: 'feedCard', text: `${first.title}\n${second.title}`, links: [first.url, second.url] },
    },
  ]

  it.each(messages)('sends $name, and reads the success', async ({ call, posted }) => {
    const { fake, send } = await open()
    expect(await send(call)).toEqual(ok)
    expect(fake.posted).toMatchObject([posted])
  })

  it('signs, and gets the token into an address that has a query already', async () => {
    const { fake, send } = await open({ secret })
    expect(await send({ secret })).toEqual(ok)
    expect(fake.received[0]?.path).toMatch(/^\/robot\/send\?timestamp=\d{13}&sign=[^&]+&access_token=\w+$/)
  })

  it('is taken where one of the keywords is in the words, however JSON writes them', async () => {
    expect(await (await open({ keywords: ['CI/CD'] })).send({ text: 'CI/CD: done' })).toEqual(ok)
    const { send } = await open({ keywords: ['msgtype', 'content', 'title', 'Sallyport'] })
    expect(await send({ kind: 'markdown', title: 'x', text: 'text' })).toEqual(refused(310_000, expect.stringMatching(/^keywords not in/)))
  })

  const refusals: readonly { name: string; robot?: Partial<Robot>; call?: Partial<DingtalkCall>; code: number; words?: RegExp }[] = [
    { name: 'no signature', robot: { secret }, code: 310_000, words: /^invalid timestamp, more: \[/ },
    { name: 'a signature by another secret', robot: { secret }, call: { secret: 'SECother' }, code: 310_000, words: /^sign not match/ },
    {
      name: 'an old signature',
      robot: { secret },
      call: { secret, timestamp: 1_500_000_000_000 },
      code: 310_000,
      words: /^invalid timestamp/,
    },
    { name: 'no keyword', robot: { keywords: ['Sallyport'] }, code: 310_000, words: /^keywords not in content/ },
    {
      name: 'an address that is not permitted',
      robot: { allowed: ['10.0.0.1'] },
      code: 310_000,
      words: /^ip 127\.0\.0\.1 not in whitelist/,
    },
    { name: 'an unknown token', call: { token: 'other' }, code: 400_101 },
    { name: 'a robot that was switched off', robot: { state: 'stopped' }, code: 400_102 },
    { name: 'a group that is no more', robot: { state: 'group dissolved' }, code: 400_013 },
    { name: 'a kind that there is none of', call: { kind: 'poem' }, code: 400_105 },
    { name: 'Markdown without a title', call: { kind: 'markdown' }, code: 40_035 },
    { name: 'a link that leads nowhere', call: { kind: 'link', title: 'x', button: { title: '', url: '' } }, code: 40_035 },
    {
      name: 'a button that leads nowhere',
      call: { kind: 'actionCard', title: 'x', button: { title: 'x', url: '' } },
      code: 40_035,
    },
    { name: 'a feed of nothing', call: { kind: 'feedCard', links: [] }, code: 40_035 },
    { name: 'unsafe content', call: { text: '无法无天' }, code: 430_101 },
    { name: 'more than 20,000 bytes', call: { text: '发'.repeat(6700) }, code: 460_101, words: /20000 bytes/ },
  ]

  it.each(refusals)('reads why a message is refused: $name', async ({ robot, call = {}, code, words: said = /./ }) => {
    const { fake, send } = await open(robot)
    expect(await send(call)).toEqual(refused(code, expect.stringMatching(said)))
    expect(fake.posted).toEqual([])
  })

  it.each([410_100, 130_101] as const)('reads that it was too fast (%d)', async (tooFast) => {
    const { send } = await open({ tooFast })
    const answers = await Promise.all(Array.from({ length: 21 }, () => send({})))
    expect(answers).toEqual([...Array(20).fill(ok), refused(tooFast, expect.stringContaining('too fast'))])
  })

  it.each([
    ['SECtest', 1_700_000_000_000],
    ['this is secret', 1_577_262_236_757],
    [secret, Date.UTC(2026, 9, 1, 8)],
    ['SEC+/=&?密钥', 9_999_999_999_999],
  ] as const)('signs as we do (%s)', async (key, timestamp) => {
    const { plain, encoded } = await robots.dingtalkSignature(key, timestamp)
    expect(dingtalkSignature(key, timestamp)).toBe(plain)
    const { search } = signedAddress(new URL('https://oapi.test/robot/send?access_token=t'), key, timestamp)
    expect(search).toBe(`?access_token=t&timestamp=${timestamp}&sign=${encoded}`)
  })

  const message = { ...exampleMessage, headline: words, mentions: [{ name: 'alice', ids: { dingtalk: 'a01' } }] }

  it.each(['text', 'markdown', 'link', 'action-card', 'feed-card'] as const)(
    'says the same as we do, in the same JSON: %s',
    async (format) => {
      const { fake, channel, send } = await open({ secret }, { secret, format })
      expect(await channel.send(message)).toMatchObject({ state: 'delivered' })
      const { msgUuid, ...ours } = bodyAt(fake, 0)
      expect(await send({ secret, ...sameAs(ours) })).toEqual(ok)
      expect(bodyAt(fake, 1)).toEqual(ours)
      expect(msgUuid).toMatch(/^[\da-f-]{36}$/)
      const [our, their] = fake.received.map(({ method, path, headers }) => ({ method, ...addressed(path), type: typeOf(headers) }))
      expect(our).toEqual(their)
      expect(fake.posted[0]).toEqual(fake.posted[1])
    },
  )
})

const bodyAt = (fake: FakeDingtalk, index: number) =>
  JSON.parse(String(fake.received[index]?.body)) as DingtalkBody & { readonly msgUuid?: string }

/** The clock stands still, so that even the signatures are the same. */
function addressed(path: string) {
  const { pathname, searchParams } = new URL(path, 'http://fake')
  return { pathname, query: Object.fromEntries(searchParams) }
}

const typeOf = (headers: { readonly 'content-type'?: string | undefined }) => headers['content-type']?.replace(/\s/g, '').toLowerCase()

/** What our message says, to be said by the SDK. */
function sameAs(body: DingtalkBody): Partial<DingtalkCall> {
  const kind = body.msgtype
  const alerts = 'at' in body ? { alerts: { people: body.at.atUserIds, everybody: body.at.isAtAll } } : {}
  switch (kind) {
    case 'text':
      return { kind, text: body.text.content, ...alerts }
    case 'markdown':
      return { kind, ...body.markdown, ...alerts }
    case 'link': {
      const { title, text, messageUrl: url, picUrl: picture } = body.link
      return { kind, title, text, button: { title: '', url, picture } }
    }
    case 'actionCard': {
      const { title, text, btnOrientation: orientation, btns } = body.actionCard
      return { kind, title, text, orientation, links: btns.map((button) => ({ title: button.title, url: button.actionURL })) }
    }
    case 'feedCard':
      return { kind, links: body.feedCard.links.map(({ title, messageURL: url, picURL: picture }) => ({ title, url, picture })) }
  }
}
