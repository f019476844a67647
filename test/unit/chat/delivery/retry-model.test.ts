import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { NoticeChannel } from '../../../../src/chat/channel.ts'
import { openDingtalk } from '../../../../src/chat/dingtalk/dingtalk.ts'
import { openWebhook } from '../../../../src/chat/webhook/webhook.ts'
import { openWecom } from '../../../../src/chat/wecom/wecom.ts'
import { type FakeDingtalk, fakeDingtalk } from '../../../fakes/dingtalk.ts'
import { type Fault, type Listener, listen } from '../../../fakes/webhook-listener.ts'
import { type FakeWecom, fakeWecom } from '../../../fakes/wecom.ts'
import { seededRandom } from '../../../support/random.ts'
import { virtualClock } from '../../../support/virtual-clock.ts'
import { exampleMessage, noticeContext } from '../notice-context.ts'

const clock = virtualClock()
const arrived: string[] = []
let dingtalk: FakeDingtalk
let wecom: FakeWecom
let receiver: Listener
beforeAll(async () => {
  dingtalk = await fakeDingtalk({ token: 'token-of-16-chars', now: clock.now })
  wecom = await fakeWecom({ key: 'key-of-16-letters', now: clock.now })
  receiver = await listen(({ body, headers }) => {
    const id = String(headers['webhook-id'])
    // A receiver that does as Standard Webhooks asks it to: a message that it knows is not taken again.
    if (!arrived.some((known) => known.startsWith(id))) arrived.push(`${id} ${JSON.parse(body.toString()).data.headline}`)
    return { status: 200, body: '' }
  })
})
afterAll(() => Promise.all([dingtalk.close(), wecom.close(), receiver.close()]))

const places = {
  dingtalk: () => ({
    fake: dingtalk as Listener,
    count: (mark: string) => dingtalk.posted.filter(({ text }) => text.includes(mark)).length,
  }),
  wecom: () => ({ fake: wecom as Listener, count: (mark: string) => wecom.posted.filter(({ text }) => text.includes(mark)).length }),
  webhook: () => ({ fake: receiver, count: (mark: string) => arrived.filter((known) => known.includes(mark)).length }),
} as const
type Place = keyof typeof places

function open(place: Place, seed: number): NoticeChannel {
  const hasty = noticeContext({ clock, random: seededRandom(seed), patience: 60 })
  if (place === 'dingtalk') {
    const webhook = 'https://oapi.dingtalk.com/robot/send?access_token=token-of-16-chars'
    return openDingtalk({ type: 'dingtalk', name: 'x', webhook, api: dingtalk.url }, hasty)
  }
  if (place === 'webhook') return openWebhook({ type: 'webhook', name: 'x', url: receiver.url }, hasty)
  return openWecom(
    { type: 'wecom', name: 'x', webhook: 'https://qyapi.test/cgi-bin/webhook/send?key=key-of-16-letters', api: wecom.url },
    hasty,
  )
}

const json = (body: unknown) => JSON.stringify(body)
const platformAnswers = [
  { status: 200, body: json({ errcode: -1, errmsg: 'busy' }) },
  { status: 200, body: json({ errcode: 310000, errmsg: 'sign not match' }) },
  { status: 200, body: json({ errcode: 45009, errmsg: 'api freq out of limit' }) },
  { status: 200, body: json({ errcode: 410100, errmsg: 'too fast' }) },
  { status: 200, body: json({ status: 1111, punish: 'deny' }) },
  { status: 200, body: '<html>' },
] as const
const httpAnswers = [
  { status: 429, headers: { 'retry-after': '3' }, body: '' },
  { status: 429, body: '' },
  { status: 503, headers: { 'retry-after': '20' }, body: '' },
  { status: 503, body: '' },
  { status: 502, body: 'Bad Gateway' },
  { status: 500, body: '' },
  { status: 302, headers: { location: 'https://elsewhere.test' }, body: '' },
  { status: 403, body: '' },
  { status: 200, headers: { 'content-length': '100' }, body: 'cut off' },
] as const
const faults = (place: Place): fc.Arbitrary<Fault> => {
  // A receiver of our own webhook says by the status alone that it has taken the message.
  const instead = place === 'webhook' ? httpAnswers.filter(({ status }) => status !== 200) : [...httpAnswers, ...platformAnswers]
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('cut', 'cut-after', 'slow').map((kind) => ({ kind }) as Fault) },
    { weight: 1, arbitrary: fc.constantFrom('hang', 'hang-after').map((kind) => ({ kind }) as Fault) },
    { weight: 6, arbitrary: fc.constantFrom(...instead).map((answer) => ({ kind: 'instead', answer }) as Fault) },
    // It was taken, and the answer does not say so: what a gateway does.
    {
      weight: 2,
      arbitrary: fc.constantFrom(502, 504, 500).map((status) => ({ kind: 'answer-after', answer: { status, body: '' } }) as Fault),
    },
  )
}

let sent = 0
describe.each(['dingtalk', 'wecom', 'webhook'] as const)('whatever goes wrong with %s', (place) => {
  it('each message ends in one state, and that state is true', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(faults(place), { nil: undefined }), { maxLength: 9 }), fc.nat(), async (script, seed) => {
        const { fake, count } = places[place]()
        clock.advance(700_000)
        fake.faults.splice(0, fake.faults.length, ...script)
        const mark = `mark${sent++}m`
        const start = clock.now()
        const { state } = await open(place, seed).send({ ...exampleMessage, headline: mark })
        const arrivals = count(mark)
        expect(clock.now() - start).toBeLessThanOrEqual(90_000)
        expect(arrivals).toBeLessThanOrEqual(1)
        if (state === 'delivered') expect(arrivals).toBe(1)
        else if (state !== 'unknown') expect([state, arrivals]).toEqual([state, 0])
      }),
      { numRuns: 60 },
    )
  })
})
