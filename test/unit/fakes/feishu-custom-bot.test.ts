import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { feishuSign } from '../../fakes/feishu/custom-bot.ts'
import { type FakeFeishu, startFeishu } from '../../fakes/feishu/server.ts'
import { type ScaledClock, scaledClock } from '../../support/scaled-clock.ts'

let feishu: FakeFeishu
let clock: ScaledClock
const start = 1_700_000_000_000
beforeEach(async () => {
  clock = scaledClock(1, start)
  feishu = await startFeishu({ now: clock.now })
})
afterEach(() => feishu.close())

async function post(url: string, body: unknown): Promise<{ status: number; code: number }> {
  const response = await fetch(url, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) })
  return { status: response.status, code: ((await response.json()) as { code: number }).code }
}
const hello = { msg_type: 'text', content: { text: 'hello' } }
const richText = (content: unknown) => ({ msg_type: 'post', content: { post: { zh_cn: { title: 't', content } } } })
const signed = (seconds: number, secret = 'demo') => ({ timestamp: String(seconds), sign: feishuSign(String(seconds), secret), ...hello })

describe('the signature of a custom bot', () => {
  it.each([
    { seconds: '1599360473', secret: 'demo', sign: 'l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=' },
    { seconds: '1700000000', secret: 'SECabc', sign: 'XprR1de+0SSBnwWyU/4k6x2TL+Q2SJlM5NNEdAv7MWg=' },
  ])('of $seconds with $secret', ({ seconds, secret, sign }) => {
    expect(feishuSign(seconds, secret)).toBe(sign)
  })

  it.each([
    { name: 'now', body: signed(start / 1000), code: 0 },
    { name: 'almost an hour ago', body: signed(start / 1000 - 3590), code: 0 },
    { name: 'more than an hour ago', body: signed(start / 1000 - 3602), code: 19021 },
    { name: 'with another secret', body: signed(start / 1000, 'other'), code: 19021 },
    { name: 'not at all', body: hello, code: 19021 },
  ])('made $name is answered with $code', async ({ body, code }) => {
    const bot = feishu.addBot({ secret: 'demo' })
    expect(await post(bot.url, body)).toEqual({ status: 200, code })
    expect(bot.received).toHaveLength(code === 0 ? 1 : 0)
  })
})

describe('a custom bot', () => {
  it.each([
    { name: 'text', body: hello, code: 0 },
    { name: 'a card as an object', body: { msg_type: 'interactive', card: { elements: [] } }, code: 0 },
    { name: 'a card as text', body: { msg_type: 'interactive', card: '{"schema":"2.0","body":{"elements":[]}}' }, code: 0 },
    {
      name: 'a card of the old schema in the new one',
      body: { msg_type: 'interactive', card: { schema: '2.0', elements: [] } },
      code: 11246,
    },
    {
      name: 'rich text',
      body: richText([
        [
          { tag: 'text', text: 'x' },
          { tag: 'a', text: 'y', href: 'https://z' },
          { tag: 'at', user_id: 'all' },
        ],
      ]),
      code: 0,
    },
    { name: 'rich text with a block of code', body: richText([[{ tag: 'code_block', text: 'x' }]]), code: 9499 },
    { name: 'rich text that is none', body: { msg_type: 'post', content: { post: { zh_cn: 'x' } } }, code: 9499 },
    { name: 'rich text as apps send it', body: { msg_type: 'post', content: { zh_cn: { content: [] } } }, code: 9499 },
    { name: 'a picture', body: { msg_type: 'image', content: { image_key: 'img_1' } }, code: 0 },
    { name: 'no picture', body: { msg_type: 'image', content: {} }, code: 9499 },
    { name: 'no JSON', body: '{', code: 9499 },
    { name: 'a misplaced text', body: { msg_type: 'text', text: 'x' }, code: 9499 },
    { name: 'an unknown kind', body: { msg_type: 'poem', content: {} }, code: 9499 },
    { name: 'more than 20 KB', body: { msg_type: 'text', content: { text: 'x'.repeat(20 * 1024) } }, code: 9499 },
  ])('answers $name with HTTP 200 and $code', async ({ body, code }) => {
    expect(await post(feishu.addBot().url, body)).toEqual({ status: 200, code })
  })

  it('wants one of its keywords, and an address it knows', async () => {
    const words = feishu.addBot({ keywords: ['发布', 'hello'] })
    expect((await post(words.url, hello)).code).toBe(0)
    expect((await post(words.url, { msg_type: 'text', content: { text: 'bye' } })).code).toBe(19024)
    expect((await post(feishu.addBot({ ips: ['10.0.0.1'] }).url, hello)).code).toBe(19022)
    expect((await post(`${feishu.url}/open-apis/bot/v2/hook/unknown`, hello)).code).toBe(19001)
  })

  it('takes five a second', async () => {
    const { url } = feishu.addBot()
    const codes = []
    for (let n = 0; n < 7; n++) codes.push((await post(url, hello)).code)
    expect(codes).toEqual([0, 0, 0, 0, 0, 11232, 11232])
    clock.advance(1001)
    expect((await post(url, hello)).code).toBe(0)
  })

  it('takes a hundred a minute', async () => {
    const { url, received } = feishu.addBot()
    for (let n = 0; n < 110; n++, clock.advance(250)) await post(url, hello)
    expect(received).toHaveLength(100)
    clock.advance(60_000)
    expect((await post(url, hello)).code).toBe(0)
  })
})
