import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from '@jest/globals'
import { wecomBody } from '../../../../src/chat/wecom/body.ts'
import { openWecom } from '../../../../src/chat/wecom/wecom.ts'
import type { Answer } from '../../../fakes/webhook-listener.ts'
import { type FakeWecom, fakeWecom } from '../../../fakes/wecom.ts'
import { virtualClock } from '../../../support/virtual-clock.ts'
import { exampleMessage, noticeContext } from '../notice-context.ts'

const fakes: FakeWecom[] = []
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.close()))
})

type Settings = Parameters<typeof openWecom>[0]
async function open(format?: NonNullable<Settings['format']>, locale: 'en' | 'zh-CN' = 'en') {
  const clock = virtualClock()
  const fake = await fakeWecom({ key: 'key-of-16-letters', now: clock.now })
  fakes.push(fake)
  const webhook = 'https://qyapi.test/cgi-bin/webhook/send?key=key-of-16-letters'
  const settings: Settings = { type: 'wecom', name: 'corp', webhook, api: fake.url, ...(format ? { format } : {}) }
  return { fake, clock, channel: openWecom(settings, noticeContext({ clock, locale })) }
}

const urls = exampleMessage.links.map(({ url }) => url)
const mentions = [
  { name: 'alice', ids: { wecom: 'a01' } },
  { name: '<@all>', ids: { wecom: '@all' } },
]
const kinds = [
  { format: 'markdown', type: 'markdown', alerts: true },
  { format: 'text', type: 'text', alerts: true },
  { format: 'template-card', type: 'template_card', alerts: false },
] as const

describe.each(kinds)('a message as $format', ({ format, type, alerts }) => {
  it('is taken by the robot, with its headline and links', async () => {
    const { channel, fake } = await open(format)
    expect(await channel.send(exampleMessage)).toEqual({ state: 'delivered' })
    expect(fake.posted[0]).toMatchObject({ msgtype: type, text: expect.stringContaining('Release shop v1.4.2 to production?') })
    expect(fake.posted[0]?.links).toEqual(expect.arrayContaining(urls))
    expect(channel.edit).toBeUndefined()
  })

  it(alerts ? 'alerts people by their ids, and never everybody' : 'says that it alerts nobody', async () => {
    const { channel, fake } = await open(format)
    const delivery = await channel.send({ ...exampleMessage, headline: '<@all> look', mentions })
    expect(fake.posted[0]?.alerted).toEqual(alerts ? ['a01'] : [])
    if (alerts) expect(delivery).toEqual({ state: 'delivered' })
    else
      expect(delivery).toMatchObject({
        note: { en: expect.stringContaining('Nobody was alerted'), 'zh-CN': expect.stringContaining('未提醒') },
      })
  })

  it('is taken without links as well', async () => {
    const { channel, fake } = await open(format)
    expect(await channel.send({ ...exampleMessage, links: [] })).toEqual({ state: 'delivered' })
    expect(fake.posted[0]?.msgtype).toBe(format === 'text' ? 'text' : 'markdown')
  })

  it('previews what would be sent, in Chinese too', async () => {
    const { channel, fake } = await open(format, 'zh-CN')
    const words = channel.preview(exampleMessage)
    expect(words).toContain('生产')
    for (const url of urls) expect(words).toContain(url)
    expect(fake.received).toEqual([])
  })
})

describe('a card', () => {
  it('cuts to what the client shows, in widths of Chinese characters, and says a long headline in full below', () => {
    const headline = '发布商城到生产环境失败了：第三台服务器的健康检查没有通过，请尽快处理'
    const { template_card: card } = wecomBody({ ...exampleMessage, headline }, 'template-card', 'zh-CN') as never as {
      template_card: { main_title: { title: string }; sub_title_text: string }
    }
    expect([...card.main_title.title].length).toBeLessThanOrEqual(27)
    expect(card.main_title.title).toMatch(/^⏳ 发布商城.*…$/)
    expect(card.sub_title_text).toContain(headline)
  })

  it('keeps nine links', async () => {
    const links = Array.from({ length: 9 }, (_, n) => ({ label: `link ${n}`, url: `https://example.test/${n}` }))
    const { channel, fake } = await open('template-card')
    await channel.send({ ...exampleMessage, links })
    expect(new Set(fake.posted[0]?.links)).toEqual(new Set(links.map(({ url }) => url)))
  })

  it('quotes code', async () => {
    const { channel, fake } = await open('template-card')
    const section = { title: 'Output', lines: [{ words: 'error:' }, { words: '    at f' }], isCode: true }
    await channel.send({ ...exampleMessage, sections: [section] })
    expect(fake.posted[0]?.text).toContain('Output\nerror:\n    at f')
  })
})

describe('a picture', () => {
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100, 1)])
  const picture = { data: png, type: 'image/png', alt: 'Durations' } as const

  it.each(kinds)('follows the words as $format', async ({ format, type }) => {
    const { channel, fake } = await open(format)
    expect(await channel.send({ ...exampleMessage, picture })).toEqual({ state: 'delivered' })
    expect(fake.posted.map(({ msgtype }) => msgtype)).toEqual([type, 'image'])
    const { image } = JSON.parse(String(fake.received[1]?.body))
    expect([Buffer.from(image.base64, 'base64'), image.md5]).toEqual([png, createHash('md5').update(png).digest('hex')])
  })

  it('of more than 2 MB stays behind, and the message says so', async () => {
    const { channel, fake } = await open()
    const large = { ...picture, data: Buffer.concat([png, Buffer.alloc(2 * 1024 * 1024)]) }
    expect(await channel.send({ ...exampleMessage, picture: large })).toMatchObject({
      state: 'delivered',
      note: { en: expect.stringContaining('2 MB') },
    })
    expect(fake.posted).toHaveLength(1)
  })

  const refused = (errcode: number, errmsg: string): Answer => ({ status: 200, body: JSON.stringify({ errcode, errmsg }) })
  it.each([
    { answer: refused(40009, 'invalid image size'), says: /left out.*40009/ },
    { answer: refused(301019, 'media md5 not match'), says: /left out.*301019/ },
    { answer: refused(93000, 'invalid webhook url'), says: /left out.*93000/ },
  ])('that is refused leaves the words delivered ($answer.body)', async ({ answer, says }) => {
    const { channel, fake } = await open()
    fake.faults.push(undefined, { kind: 'instead', answer })
    expect(await channel.send({ ...exampleMessage, picture })).toMatchObject({
      state: 'delivered',
      note: { en: expect.stringMatching(says) },
    })
  })

  it('does not follow words that were refused', async () => {
    const { channel, fake } = await open()
    fake.faults.push({ kind: 'instead', answer: refused(44004, 'empty content') })
    expect(await channel.send({ ...exampleMessage, picture })).toMatchObject({ state: 'rejected' })
    expect(fake.received).toHaveLength(1)
  })
})
