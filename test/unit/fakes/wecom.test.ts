import { afterEach, describe, expect, it } from '@jest/globals'
import { type FakeWecom, fakeWecom } from '../../fakes/wecom.ts'
import { virtualClock } from '../../support/virtual-clock.ts'

const fakes: FakeWecom[] = []
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.close()))
})

async function open() {
  const clock = virtualClock()
  const fake = await fakeWecom({ key: 'k', now: clock.now })
  fakes.push(fake)
  const post = async (body: unknown, query = 'key=k') => {
    const sent = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await fetch(`${fake.url}/cgi-bin/webhook/send?${query}`, { method: 'POST', body: sent })
    return [response.status, await response.json()]
  }
  return { fake, clock, post }
}

const markdown = (content: string) => ({ msgtype: 'markdown', markdown: { content } })
const card = { card_type: 'text_notice', main_title: { title: 'x' }, card_action: { type: 1, url: 'https://y.test' } }
const ok = [200, { errcode: 0, errmsg: 'ok' }]
const code = (errcode: number, errmsg: unknown = expect.any(String)) => [200, { errcode, errmsg }]

/** Held against facts/chat.md 4.1, by plain calls that share no code with our client. */
describe('the fake WeCom robot', () => {
  it.each([
    ['an unknown key', markdown('x'), 'key=x', 93000, /^invalid webhook url, hint: \[\d+_\d+_.*, from ip: .*e=93000$/],
    ['an unknown kind', { msgtype: 'poem' }, undefined, 40008, /./],
    ['no content', { msgtype: 'markdown', markdown: {} }, undefined, 40058, /./],
    ['empty content', markdown(''), undefined, 44004, /./],
    ['a byte too many', markdown('x'.repeat(4097)), undefined, 93000, /^Invalid input : content exceed max length\./],
    ['a text with a byte too many', { msgtype: 'text', text: { content: 'x'.repeat(2049) } }, undefined, 93000, /exceed max length/],
    ['no JSON', '{', undefined, 47001, /./],
    ['an image that is none', { msgtype: 'image', image: { base64: 'R0lGODlh', md5: 'x' } }, undefined, 40009, /./],
    ['no image', { msgtype: 'image', image: {} }, undefined, 40009, /./],
    [
      'an image of more than 2 MB',
      { msgtype: 'image', image: { base64: `iVBORw0KGgo${'A'.repeat(2_796_203)}`, md5: 'x' } },
      undefined,
      40009,
      /./,
    ],
    [
      'a card that leads nowhere',
      { msgtype: 'template_card', template_card: { ...card, card_action: { type: 0 } } },
      undefined,
      42045,
      /card_action Missing/,
    ],
    [
      'a card that asks',
      { msgtype: 'template_card', template_card: { ...card, card_type: 'button_interaction' } },
      undefined,
      40058,
      /card_type/,
    ],
    ['a card without a title', { msgtype: 'template_card', template_card: { ...card, main_title: {} } }, undefined, 40058, /main_title/],
    [
      'a card with seven rows',
      { msgtype: 'template_card', template_card: { ...card, horizontal_content_list: Array(7).fill({ keyname: 'a', value: 'b' }) } },
      undefined,
      40058,
      /list/,
    ],
    ['no card', { msgtype: 'template_card' }, undefined, 40058, /./],
    ['an image that is another', { msgtype: 'image', image: { base64: 'iVBORw0KGgo=', md5: 'x' } }, undefined, 301019, /./],
  ])('refuses %s with HTTP 200 and a code', async (_, body, query, expected, words) => {
    expect(await (await open()).post(body, query)).toEqual(code(expected, expect.stringMatching(words)))
  })

  it('takes the image of the vector', async () => {
    const image = { base64: 'iVBORw0KGgo=', md5: 'e9dd2797018cad79186e03e8c5aec8dc' }
    expect(await (await open()).post({ msgtype: 'image', image })).toEqual(ok)
  })

  it('takes a card, and a text that alerts people by a list or in its words', async () => {
    const { post, fake } = await open()
    const rows = { horizontal_content_list: [{ keyname: 'a', value: 'b' }], jump_list: [{ type: 1, title: 'z', url: 'https://z.test' }] }
    expect(await post({ msgtype: 'template_card', template_card: { ...card, ...rows } })).toEqual(ok)
    expect(await post({ msgtype: 'text', text: { content: 'hi <@b02> https://y.test', mentioned_list: ['a01'] } })).toEqual(ok)
    expect(fake.posted).toEqual([
      { msgtype: 'template_card', text: 'x\na\nb\nz', links: ['https://y.test', 'https://z.test'], alerted: [] },
      { msgtype: 'text', text: 'hi <@b02> https://y.test', links: ['https://y.test'], alerted: ['b02', 'a01'] },
    ])
  })

  it('counts bytes', async () => {
    const { post } = await open()
    expect(await post(markdown('发'.repeat(1365)))).toEqual(ok)
    expect(await post(markdown('发'.repeat(1366)))).toEqual(code(93000))
  })

  it('takes twenty messages in a minute', async () => {
    const { post, clock, fake } = await open()
    for (let count = 0; count < 20; count++) expect(await post(markdown('x'))).toEqual(ok)
    expect(await post(markdown('x'))).toEqual(code(45009, expect.stringContaining('api freq out of limit')))
    clock.advance(60_001)
    expect(await post(markdown('<@a01> [x](https://y)'))).toEqual(ok)
    expect(fake.posted.at(-1)).toMatchObject({ alerted: ['a01'], links: ['https://y'] })
  })
})
