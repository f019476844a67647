import { createHash } from 'node:crypto'
import { type Answer, type Listener, listen, type Received } from './webhook-listener.ts'

export interface FakeWecom extends Listener {
  /** What the group sees. */
  readonly posted: Posted[]
}

interface Posted {
  readonly msgtype: string
  readonly text: string
  readonly links: readonly string[]
  readonly alerted: readonly string[]
}

const answer = (errcode: number, errmsg: string): Answer => ({ status: 200, body: JSON.stringify({ errcode, errmsg }) })
const hint = 'hint: [1592021214_50_5e8f0000], from ip: 127.0.0.1, more info at https://open.work.weixin.qq.com/devtool/query?e=93000'

/** WeCom's side of a group's robot, with its own rules (facts/chat.md 4.1): every answer has HTTP status 200. `now` in milliseconds. */
export async function fakeWecom({ key, now }: { readonly key: string; readonly now: () => number }): Promise<FakeWecom> {
  const posted: FakeWecom['posted'] = []
  let times: number[] = []
  const listener = await listen((call) => {
    const refusal = refuse(call, key)
    if (refusal) return refusal
    times = times.filter((time) => time > now() - 60_000)
    if (times.length >= 20) return answer(45009, 'api freq out of limit')
    times.push(now())
    const body = JSON.parse(call.body.toString()) // looked at by `refuse`
    posted.push(postedOf(body))
    return answer(0, 'ok')
  })
  return Object.assign({ posted }, listener)
}

function refuse(call: Received, key: string): Answer | undefined {
  const url = new URL(call.path, 'http://fake')
  if (url.pathname !== '/cgi-bin/webhook/send') return { status: 404, body: '' }
  if (url.searchParams.get('key') !== key) return answer(93000, `invalid webhook url, ${hint}`)
  if (call.method !== 'POST') return answer(43002, 'require POST method')
  let body: Record<string, unknown>
  try {
    body = JSON.parse(call.body.toString())
  } catch {
    return answer(47001, 'data format error')
  }
  return refuseBody(body)
}

const longest: Readonly<Record<string, number>> = { text: 2048, markdown: 4096, markdown_v2: 4096 }

function refuseBody(body: Record<string, unknown>): Answer | undefined {
  const type = String(body.msgtype)
  const limit = longest[type]
  if (type === 'image') return refuseImage(body.image as { base64?: string; md5?: string } | undefined)
  if (type === 'template_card') return refuseCard(body.template_card)
  if (type === 'news') return refuseNews(body.news)
  // Nothing can be uploaded here, so that no id is known.
  if (type === 'file' || type === 'voice') return answer(40007, `invalid media_id, ${hint}`)
  if (limit === undefined) return answer(40008, `invalid message type, ${hint}`)
  const { content } = (body[type] ?? {}) as { content?: unknown }
  if (content === undefined) return answer(40058, `missing parameter, ${hint}`)
  if (content === '') return answer(44004, `empty content, ${hint}`)
  const size = Buffer.byteLength(String(content))
  return size > limit ? answer(93000, `Invalid input : content exceed max length. ${hint}, size: ${size}`) : undefined
}

function refuseImage({ base64 = '', md5 = '' }: { base64?: string; md5?: string } = {}): Answer | undefined {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length === 0 || bytes.length > 2 * 1024 * 1024 || !isPicture(bytes)) return answer(40009, 'invalid image size')
  return createHash('md5').update(bytes).digest('hex') === md5 ? undefined : answer(301019, 'media md5 not match')
}

interface Article {
  readonly title?: unknown
  readonly description?: unknown
  readonly url?: unknown
}

/** One to eight articles, each of which leads somewhere; longer texts are cut. */
function refuseNews(given: unknown): Answer | undefined {
  const { articles = [] } = (given ?? {}) as { articles?: readonly Article[] } // looked at one by one
  const isNews = articles.length >= 1 && articles.length <= 8 && articles.every(({ title, url }) => isWords(title) && isAddress(url))
  return isNews ? undefined : answer(40058, `missing parameter, ${hint}`)
}

const isPicture = (bytes: Buffer): boolean => /^(?:89504e470d0a1a0a|ffd8ff)/.test(bytes.subarray(0, 8).toString('hex'))

/** A card as its page describes it. */
interface Card {
  readonly card_type?: unknown
  readonly main_title?: { readonly title?: unknown; readonly desc?: unknown }
  readonly sub_title_text?: unknown
  readonly emphasis_content?: { readonly title?: unknown; readonly desc?: unknown }
  readonly card_image?: { readonly url?: unknown }
  readonly image_text_area?: { readonly image_url?: unknown; readonly title?: unknown; readonly desc?: unknown }
  readonly vertical_content_list?: readonly { readonly title?: unknown; readonly desc?: unknown }[]
  readonly quote_area?: { readonly title?: unknown; readonly quote_text?: unknown }
  readonly horizontal_content_list?: readonly {
    readonly keyname?: unknown
    readonly value?: unknown
    readonly type?: unknown
    readonly url?: unknown
  }[]
  readonly jump_list?: readonly (Leading & { readonly title?: unknown })[]
  readonly card_action?: Leading
}

/** Where something leads: nowhere (0), to a page (1), to a program within WeChat (2). */
interface Leading {
  readonly type?: unknown
  readonly url?: unknown
  readonly appid?: unknown
}

const leads = ({ type, url, appid }: Leading): boolean => (type === 1 && isAddress(url)) || (type === 2 && isWords(appid))

/** Robots take cards that tell something, and none that ask. The first code is seen in public; of the others only that there is one. */
function refuseCard(given: unknown): Answer | undefined {
  const card = (typeof given === 'object' && given !== null ? given : {}) as Card // looked at one by one
  const { card_type: type, horizontal_content_list: rows = [], vertical_content_list: columns = [], jump_list: jumps = [] } = card
  if (type !== 'text_notice' && type !== 'news_notice') return answer(40058, `Template_Card card_type Missing or Invalid, ${hint}`)
  if (!leads(card.card_action ?? {})) return answer(42045, `Template_Card card_action Missing or Invalid, ${hint}`)
  const isNews = type === 'news_notice'
  if (!card.main_title?.title && (isNews || !card.sub_title_text)) return answer(40058, `Template_Card main_title Missing, ${hint}`)
  if (isNews && !isAddress(card.card_image?.url) && !isAddress(card.image_text_area?.image_url))
    return answer(40058, `Template_Card card_image Missing, ${hint}`)
  const areRows =
    rows.length <= 6 && rows.every((row) => isWords(row.keyname) && isWords(row.value) && (row.type !== 1 || isAddress(row.url)))
  const areColumns = columns.length <= 4 && columns.every(({ title }) => isWords(title))
  const areJumps = jumps.length <= 3 && jumps.every((jump) => isWords(jump.title) && (!jump.type || leads(jump)))
  return areRows && areColumns && areJumps ? undefined : answer(40058, `Template_Card list Invalid, ${hint}`)
}

const isWords = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isAddress = (value: unknown): boolean => typeof value === 'string' && /^https?:\/\//.test(value)

interface Content {
  readonly content?: string
  readonly mentioned_list?: readonly string[]
  readonly mentioned_mobile_list?: readonly string[]
}

function postedOf(body: Record<string, unknown>): Posted {
  const msgtype = String(body.msgtype)
  if (msgtype === 'template_card') return postedCard(body.template_card as Card)
  if (msgtype === 'news') return postedNews(body.news as { articles: readonly Article[] })
  const { content = '', mentioned_list: people = [], mentioned_mobile_list: mobiles = [] } = (body[msgtype] ?? {}) as Content // checked before
  const pattern = msgtype === 'text' ? /(https?:\/\/[^\s]+)/g : /\[[^\]]*\]\(([^)]*)\)/g
  return {
    msgtype,
    text: content,
    links: [...content.matchAll(pattern)].map(([, url = '']) => url),
    alerted: [...[...content.matchAll(/<@([^>]+)>/g)].map(([, id = '']) => id), ...people, ...mobiles],
  }
}

const postedNews = ({ articles }: { readonly articles: readonly Article[] }): Posted => ({
  msgtype: 'news',
  text: articles.flatMap(({ title, description }) => [title, description].filter(isWords)).join('\n'),
  links: articles.map(({ url }) => String(url)),
  alerted: [],
})

/** Nobody is alerted by a card. */
function postedCard({ main_title: title, sub_title_text: subtitle, quote_area: quote, card_action: action, ...rest }: Card): Posted {
  const { emphasis_content: emphasis, image_text_area: beside } = rest
  const { horizontal_content_list: rows = [], vertical_content_list: columns = [], jump_list: jumps = [] } = rest
  const words = [
    title?.title,
    title?.desc,
    emphasis?.title,
    emphasis?.desc,
    beside?.title,
    beside?.desc,
    subtitle,
    quote?.title,
    quote?.quote_text,
    ...columns.flatMap(({ title, desc }) => [title, desc]),
    ...rows.flatMap(({ keyname, value }) => [keyname, value]),
  ]
  const links = [action?.url, ...rows.map(({ url }) => url), ...jumps.map(({ url }) => url)]
  return {
    msgtype: 'template_card',
    text: [...words, ...jumps.map((jump) => jump.title)].filter(isWords).join('\n'),
    links: links.filter(isAddress).map(String),
    alerted: [],
  }
}
