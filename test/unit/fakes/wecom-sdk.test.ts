import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import type { WecomBody } from '../../../src/chat/wecom/body.ts'
import type { TemplateCard } from '../../../src/chat/wecom/template-card.ts'
import { openWecom } from '../../../src/chat/wecom/wecom.ts'
import { type FakeWecom, fakeWecom } from '../../fakes/wecom.ts'
import { describeWith } from '../../support/needs.ts'
import { png } from '../../support/png.ts'
import { type RobotDriver, startRobots, type WecomCall, type WecomCard } from '../../support/robot-driver.ts'
import { virtualClock } from '../../support/virtual-clock.ts'
import { exampleMessage, noticeContext } from '../chat/notice-context.ts'

const key = '693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa'
let robots: RobotDriver
const fakes: FakeWecom[] = []

async function open(format?: Parameters<typeof openWecom>[0]['format']) {
  const clock = virtualClock()
  const fake = await fakeWecom({ key, now: clock.now })
  fakes.push(fake)
  const send = (call: Partial<WecomCall>) => robots.wecom({ api: fake.url, key, kind: 'text', text: '发布', ...call })
  const webhook = `https://qyapi.test/cgi-bin/webhook/send?key=${key}`
  const settings = { type: 'wecom', name: 'corp', webhook, api: fake.url, ...(format ? { format } : {}) } as const
  return { fake, send, channel: openWecom(settings, noticeContext({ clock })) }
}

const ok = { isSuccess: true, code: 0, words: '' }
const refused = (code: number, words: unknown) => ({ isSuccess: false, code, words })
const words = '发布 “shop” / v1.4.2 👍\n第二行'
const url = 'https://y.test/a?b=c&d=%20'
const other = 'https://y.test/other'
const picture = png(3, 2).toString('base64')
const article = { title: 'One', words: '第一', url, picture: 'https://y.test/p.png' }
const item = { title: 'a', words: 'b' }

const card: WecomCard = {
  type: 'text_notice',
  source: 'Sallyport',
  sourceColour: 2,
  heading: { title: '发布', words: 'shop' },
  emphasis: { title: '100', words: '%' },
  subtitle: 'below',
  quote: { type: 0, title: 'Output', words: 'error' },
  rows: [
    { title: 'Environment', words: 'production' },
    { title: 'Commit', words: '0123456', type: 1, url: other },
  ],
  jumps: [
    { type: 1, title: 'Run', url },
    { type: 2, title: 'Open', app: 'wx1' },
  ],
  action: { type: 1, url },
}
const { emphasis: _, ...rest } = card
const news: WecomCard = { ...rest, type: 'news_notice', picture: 'https://y.test/p.png', pictureRatio: 1.3, columns: [item] }
const asking: WecomCard = { ...card, type: 'button_interaction', buttons: [{ title: 'Approve', words: 'approve' }] }

/** weixin-java-cp, which nobody here wrote: WeCom itself has no library that knows robots of groups. */
describeWith(['jdk-and-maven'], 'weixin-java-cp against the fake WeCom', () => {
  beforeAll(() => {
    robots = startRobots()
  })
  afterAll(() => robots.close())
  afterEach(async () => {
    await Promise.all(fakes.splice(0).map((fake) => fake.close()))
  })

  const messages: readonly { name: string; call: Partial<WecomCall>; posted: FakeWecom['posted'][number] }[] = [
    { name: 'text', call: { text: `${words} ${url}` }, posted: { msgtype: 'text', text: `${words} ${url}`, links: [url], alerted: [] } },
    {
      name: 'text that alerts people by id, by number and in its words',
      call: { text: 'hi <@c03>', people: ['a01', '@all'], mobiles: ['13800000000'] },
      posted: { msgtype: 'text', text: 'hi <@c03>', links: [], alerted: ['c03', 'a01', '@all', '13800000000'] },
    },
    {
      name: 'Markdown',
      call: { kind: 'markdown', text: `### <font color="info">${words}</font>\n[a](${url}) <@a01>` },
      posted: {
        msgtype: 'markdown',
        text: `### <font color="info">${words}</font>\n[a](${url}) <@a01>`,
        links: [url],
        alerted: ['a01'],
      },
    },
    { name: 'a picture', call: { kind: 'image', picture }, posted: { msgtype: 'image', text: '', links: [], alerted: [] } },
    {
      name: 'news',
      call: { kind: 'news', articles: [article, { title: 'Two', url: other }] },
      posted: { msgtype: 'news', text: 'One\n第一\nTwo', links: [url, other], alerted: [] },
    },
    {
      name: 'a card of text',
      call: { kind: 'card', card },
      posted: {
        msgtype: 'template_card',
        text: '发布\nshop\n100\n%\nbelow\nOutput\nerror\nEnvironment\nproduction\nCommit\n0123456\nRun\nOpen',
        links: [url, other, url],
        alerted: [],
      },
    },
    {
      name: 'a card with a picture',
      call: { kind: 'card', card: news },
      posted: {
        msgtype: 'template_card',
        text: '发布\nshop\nbelow\nOutput\nerror\na\nb\nEnvironment\nproduction\nCommit\n0123456\nRun\nOpen',
        links: [url, other, url],
        alerted: [],
      },
    },
  ]

  it.each(messages)('sends $name, and reads the success', async ({ call, posted }) => {
    const { fake, send } = await open()
    expect(await send(call)).toEqual(ok)
    expect(fake.posted).toEqual([posted])
    expect(fake.received[0]).toMatchObject({ method: 'POST', path: `/cgi-bin/webhook/send?key=${key}` })
  })

  it('sends a card that leads to a program within WeChat', async () => {
    expect(await (await open()).send({ kind: 'card', card: { ...card, action: { type: 2, app: 'wx1' } } })).toEqual(ok)
  })

  const refusals: readonly { name: string; call: Partial<WecomCall>; code: number; words?: RegExp }[] = [
    { name: 'an unknown key', call: { key: 'other' }, code: 93_000, words: /^invalid webhook url, hint: \[/ },
    { name: 'a text of more than 2048 bytes', call: { text: '发'.repeat(683) }, code: 93_000, words: /exceed max length/ },
    {
      name: 'Markdown of more than 4096 bytes',
      call: { kind: 'markdown', text: '发'.repeat(1366) },
      code: 93_000,
      words: /exceed max length/,
    },
    { name: 'an empty text', call: { text: '' }, code: 44_004 },
    { name: 'a picture whose digest is another', call: { kind: 'image', picture, digest: '0'.repeat(32) }, code: 301_019 },
    { name: 'a picture that is none', call: { kind: 'image', picture: 'R0lGODlh' }, code: 40_009 },
    {
      name: 'a picture of more than 2 MB',
      call: { kind: 'image', picture: Buffer.concat([png(1, 1), Buffer.alloc(2 ** 21)]).toString('base64') },
      code: 40_009,
    },
    { name: 'no news', call: { kind: 'news', articles: [] }, code: 40_058 },
    { name: 'nine pieces of news', call: { kind: 'news', articles: Array(9).fill(article) }, code: 40_058 },
    { name: 'news that lead nowhere', call: { kind: 'news', articles: [{ title: 'x' }] }, code: 40_058 },
    { name: 'a file that was not uploaded', call: { kind: 'file', text: 'MEDIA' }, code: 40_007 },
    { name: 'a card that asks', call: { kind: 'card', card: asking }, code: 40_058, words: /card_type/ },
    {
      name: 'a card that leads nowhere',
      call: { kind: 'card', card: { ...card, action: { type: 0 } } },
      code: 42_045,
      words: /card_action/,
    },
    { name: 'a card without a title', call: { kind: 'card', card: { ...news, heading: {} } }, code: 40_058, words: /main_title/ },
    { name: 'a card of news without a picture', call: { kind: 'card', card: { ...rest, type: 'news_notice' } }, code: 40_058 },
    { name: 'a card with seven rows', call: { kind: 'card', card: { ...card, rows: Array(7).fill(item) } }, code: 40_058 },
    { name: 'a card with five columns', call: { kind: 'card', card: { ...news, columns: Array(5).fill(item) } }, code: 40_058 },
    {
      name: 'a card with a jump that leads nowhere',
      call: { kind: 'card', card: { ...card, jumps: [{ type: 1, title: 'x' }] } },
      code: 40_058,
    },
  ]

  it.each(refusals)('reads why a message is refused: $name', async ({ call, code, words: said = /./ }) => {
    const { fake, send } = await open()
    expect(await send(call)).toEqual(refused(code, expect.stringMatching(said)))
    expect(fake.posted).toEqual([])
  })

  it('reads that it was too fast', async () => {
    const { send } = await open()
    const answers = await Promise.all(Array.from({ length: 21 }, () => send({})))
    expect(answers).toEqual([...Array(20).fill(ok), refused(45_009, expect.stringContaining('api freq out of limit'))])
  })

  const message = {
    ...exampleMessage,
    headline: words,
    mentions: [{ name: 'alice', ids: { wecom: 'a01' } }],
    picture: { data: Buffer.from(picture, 'base64'), type: 'image/png', alt: 'x' },
  } as const

  it.each(['text', 'markdown', 'template-card'] as const)('says the same as we do, in the same JSON: %s', async (format) => {
    const { fake, channel, send } = await open(format)
    expect(await channel.send(message)).toMatchObject({ state: 'delivered' })
    for (const index of [0, 1]) expect(await send(sameAs(bodyAt(fake, index)))).toEqual(ok)
    const [ours, image, theirs, theirImage] = [0, 1, 2, 3].map((index) => bodyAt(fake, index))
    // The library names nobody by number, where we do not speak of numbers.
    expect(theirs).toEqual(ours?.msgtype === 'text' ? { ...ours, text: { ...ours.text, mentioned_mobile_list: [] } } : ours)
    expect(theirImage).toEqual(image)
    const [our, , their] = fake.received.map(({ method, path, headers }) => ({
      method,
      path,
      type: headers['content-type']?.split(';')[0],
    }))
    expect(our).toEqual(their)
    expect(fake.posted.slice(0, 2)).toEqual(fake.posted.slice(2))
  })
})

const bodyAt = (fake: FakeWecom, index: number) => JSON.parse(String(fake.received[index]?.body)) as WecomBody

/** What our message says, to be said by the library. */
function sameAs(body: WecomBody): Partial<WecomCall> {
  switch (body.msgtype) {
    case 'text':
      return { kind: 'text', text: body.text.content, people: body.text.mentioned_list }
    case 'markdown':
      return { kind: 'markdown', text: body.markdown.content }
    case 'image':
      return { kind: 'image', picture: body.image.base64 } // whose digest is computed anew
    case 'template_card':
      return { kind: 'card', card: sameCard(body.template_card) }
  }
}

function sameCard(given: TemplateCard['template_card']): WecomCard {
  const { card_type: type, source, main_title: heading, quote_area: quote, sub_title_text: subtitle } = given
  return {
    type,
    heading: { title: heading.title, words: heading.desc },
    rows: given.horizontal_content_list.map(({ keyname, value, ...leading }) => ({ title: keyname, words: value, ...leading })),
    jumps: given.jump_list,
    action: given.card_action,
    ...(source ? { source: source.desc, sourceColour: source.desc_color } : {}),
    ...(quote ? { quote: { type: quote.type, title: quote.title, words: quote.quote_text } } : {}),
    ...(subtitle ? { subtitle } : {}),
  }
}
