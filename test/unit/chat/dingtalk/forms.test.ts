import { afterEach, describe, expect, it } from '@jest/globals'
import { type DingtalkFormat, dingtalkBody } from '../../../../src/chat/dingtalk/render.ts'
import { exampleMessage } from '../notice-context.ts'
import { opened } from './opened.ts'

const fakes: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.close()))
})
const open = async (format: DingtalkFormat, locale: 'en' | 'zh-CN' = 'en') => {
  const all = await opened({}, { format }, { locale })
  fakes.push(all.fake)
  return all
}

const mentions = [{ name: 'alice', ids: { dingtalk: 'a01' } }]
const picture = { data: Buffer.from('x'), type: 'image/png', alt: 'x' } as const
const urls = exampleMessage.links.map(({ url }) => url)

const kinds = [
  { format: 'auto', type: 'actionCard', alerts: true },
  { format: 'markdown', type: 'markdown', alerts: true },
  { format: 'text', type: 'text', alerts: true },
  { format: 'link', type: 'link', alerts: false },
  { format: 'action-card', type: 'actionCard', alerts: false },
  { format: 'feed-card', type: 'feedCard', alerts: false },
] as const

describe.each(kinds)('a message as $format', ({ format, type, alerts }) => {
  it('is taken by the robot, with its links', async () => {
    const { channel, fake } = await open(format)
    expect(await channel.send(exampleMessage)).toEqual({ state: 'delivered' })
    expect(fake.posted[0]?.msgtype).toBe(type)
    expect(fake.posted[0]?.links).toEqual(expect.arrayContaining(urls))
    expect(format === 'link' ? '' : fake.posted[0]?.text).toContain(format === 'link' ? '' : 'Release shop v1.4.2')
    expect(channel.edit).toBeUndefined()
  })

  it(alerts ? 'alerts people by their ids' : 'says that it alerts nobody', async () => {
    const { channel, fake } = await open(format)
    const delivery = await channel.send({ ...exampleMessage, mentions })
    expect(fake.posted[0]?.alerted).toEqual(alerts ? ['a01'] : [])
    if (alerts) expect(delivery).toEqual({ state: 'delivered' })
    else
      expect(delivery).toMatchObject({
        note: { en: expect.stringMatching(/Nobody was alerted.*auto/), 'zh-CN': expect.stringContaining('未提醒') },
      })
  })

  it('says that a picture was left out', async () => {
    const { channel } = await open(format)
    expect(await channel.send({ ...exampleMessage, picture })).toMatchObject({ note: { en: expect.stringContaining('public address') } })
  })

  it('is taken without links as well', async () => {
    const { channel, fake } = await open(format)
    expect(await channel.send({ ...exampleMessage, links: [] })).toEqual({ state: 'delivered' })
    expect(fake.posted[0]?.msgtype).toBe(format === 'text' ? 'text' : 'markdown')
  })

  it('previews what would be sent, in Chinese too', async () => {
    const { channel, fake } = await open(format, 'zh-CN')
    const words = channel.preview(exampleMessage)
    expect(words).toContain('【生产】')
    for (const url of urls) expect(words).toContain(url)
    expect(fake.received).toEqual([])
  })
})

describe('code', () => {
  const section = { title: 'Output', lines: [{ words: '\tat f(x) [native]' }, { words: '# **not** a title' }], isCode: true }

  it('is quoted with its indent, and nothing in it is markup', () => {
    const body = dingtalkBody({ ...exampleMessage, sections: [section] }, { locale: 'en', format: 'markdown' })
    expect(body.msgtype === 'markdown' && body.markdown.text).toContain(
      '> \u00a0\u00a0\u00a0\u00a0at f(x) ［native］  \n> ＃ ＊＊not＊＊ a title',
    )
  })

  it('stands in text as it is', () => {
    const body = dingtalkBody({ ...exampleMessage, sections: [section] }, { locale: 'en', format: 'text' })
    expect(body.msgtype === 'text' && body.text.content).toContain(
      'Output\n  \u00a0\u00a0\u00a0\u00a0at f(x) [native]\n  # **not** a title',
    )
  })
})
