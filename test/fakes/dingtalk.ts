import { createHmac } from 'node:crypto'
import { type Answer, type Listener, listen, type Received } from './webhook-listener.ts'

/** How a custom robot is set up. */
export interface Robot {
  readonly token: string
  /** Messages must be signed with it. */
  readonly secret?: string
  /** Each message must contain one of them. */
  readonly keywords?: readonly string[]
  /** Addresses that may post. */
  readonly allowed?: readonly string[]
  readonly state?: 'stopped' | 'group dissolved'
  /** Both codes are seen for more than twenty messages in a minute. */
  readonly tooFast?: 410100 | 130101
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export interface FakeDingtalk extends Listener {
  /** What the group sees. */
  readonly posted: Posted[]
  /** How a member of the group changes the robot. */
  robot: Robot
}

export interface Posted {
  readonly msgtype: string
  readonly text: string
  readonly links: readonly string[]
  readonly alerted: readonly string[]
}

const more = ', more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]'
const answer = (errcode: number, errmsg: string): Answer => ({ status: 200, body: JSON.stringify({ errcode, errmsg }) })
const hour = 3_600_000

/** DingTalk's side of a custom robot, with its own rules (facts/chat.md 3.1): every answer has HTTP status 200. */
export async function fakeDingtalk(robot: Robot): Promise<FakeDingtalk> {
  const posted: Posted[] = []
  const known = new Set<string>()
  const rate = rateOf()
  const fake: Omit<FakeDingtalk, keyof Listener> = { posted, robot }
  const listener = await listen((call) => {
    const refusal = refuse(call, fake.robot)
    if (refusal) return refusal
    if (rate.isOver(fake.robot.now())) {
      return fake.robot.tooFast === 130101
        ? answer(130101, 'send too fast, exceed 20 times per minute')
        : answer(410100, 'The speed of sending messages is too fast and is limited')
    }
    const body = JSON.parse(call.body.toString()) // looked at by `refuse`
    if (typeof body.msgUuid === 'string' && known.has(body.msgUuid)) return answer(0, 'ok')
    if (body.msgUuid) known.add(body.msgUuid)
    posted.push(postedOf(body))
    return answer(0, 'ok')
  })
  return Object.assign(fake, listener)
}

/** Twenty messages in a minute; with the next one the robot is silenced for ten. */
function rateOf() {
  let times: number[] = []
  let silencedUntil = 0
  return {
    isOver: (now: number): boolean => {
      if (now < silencedUntil) return true
      times = times.filter((time) => time > now - 60_000)
      if (times.length >= 20) {
        silencedUntil = now + 600_000
        return true
      }
      times.push(now)
      return false
    },
  }
}

function refuse(call: Received, robot: Robot): Answer | undefined {
  const url = new URL(call.path, 'http://fake')
  if (url.pathname !== '/robot/send' || call.method !== 'POST') return { status: 404, body: 'not found' }
  if (robot.state === 'group dissolved') return answer(400013, 'group is disbanded')
  if (url.searchParams.get('access_token') !== robot.token) return answer(400101, 'token is not exist')
  if (robot.state === 'stopped') return answer(400102, 'robot is stopped')
  if (!/^application\/json\b/.test(call.headers['content-type'] ?? '')) return answer(43004, 'invalid content-type')
  return refuseSecurity(call, url.searchParams, robot) ?? refuseBody(call.body)
}

function refuseSecurity(call: Received, query: URLSearchParams, { secret, keywords, allowed, now }: Robot): Answer | undefined {
  if (allowed && !allowed.includes('127.0.0.1')) return answer(310000, `ip 127.0.0.1 not in whitelist${more}`)
  if (secret) {
    const timestamp = query.get('timestamp') ?? ''
    if (!/^\d{13}$/.test(timestamp) || Math.abs(now() - Number(timestamp)) > hour) return answer(310000, `invalid timestamp${more}`)
    const expected = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
    if (query.get('sign') !== expected) return answer(310000, `sign not match${more}`)
  }
  const words = keywords && wordsIn(call.body)
  if (words && !keywords.some((keyword) => words.some((text) => text.includes(keyword))))
    return answer(310000, `keywords not in content${more}`)
  return undefined
}

/** What a message says, as people read it: neither names of fields nor how JSON writes a character. Undefined where it is no JSON. */
function wordsIn(bytes: Buffer): readonly string[] | undefined {
  try {
    const body = JSON.parse(bytes.toString())
    return stringsIn(body[body.msgtype])
  } catch {
    return undefined
  }
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

const requirements: Readonly<Record<string, readonly string[]>> = {
  text: ['content'],
  markdown: ['title', 'text'],
  link: ['title', 'text', 'messageUrl'],
  actionCard: ['title', 'text'],
  feedCard: ['links'],
}

function refuseBody(bytes: Buffer): Answer | undefined {
  if (bytes.length > 20_000) return answer(460101, 'message too long, exceed 20000 bytes')
  let body: Record<string, unknown>
  try {
    body = JSON.parse(bytes.toString())
  } catch {
    return answer(40035, '缺少参数 json')
  }
  const fields = requirements[String(body.msgtype)]
  if (!fields) return answer(400105, 'unsupported msgtype')
  const content = body[String(body.msgtype)] as Record<string, unknown> | undefined
  if (!content || fields.some((field) => !content[field])) return answer(40035, '缺少参数 json')
  if (/无法无天/.test(JSON.stringify(content))) return answer(430101, 'unsafe content')
  return shapes[String(body.msgtype)]?.(content) === false ? answer(40035, '缺少参数 json') : undefined
}

const isAddress = (value: unknown): boolean => typeof value === 'string' && /^(?:https?|dtmd):\/\//.test(value)

/** What else a kind of message must have. */
const shapes: Readonly<Record<string, (content: Record<string, unknown>) => boolean>> = {
  text: ({ content }) => typeof content === 'string',
  link: ({ title, text, messageUrl }) => typeof title === 'string' && typeof text === 'string' && isAddress(messageUrl),
  actionCard: isCard,
  feedCard: ({ links }) =>
    Array.isArray(links) &&
    links.length > 0 &&
    links.every(({ title, messageURL }) => typeof title === 'string' && title !== '' && isAddress(messageURL)),
}

/** One button for the whole card, or several; each leads somewhere. */
function isCard(content: Record<string, unknown>): boolean {
  if (content.singleTitle) return isAddress(content.singleURL)
  const { btns } = content as { btns?: readonly { title?: string; actionURL?: string }[] }
  return Array.isArray(btns) && btns.length > 0 && btns.every(({ title, actionURL }) => Boolean(title) && isAddress(actionURL))
}

interface PostedContent {
  readonly title?: string
  readonly text?: string
  readonly content?: string
  readonly singleURL?: string
  readonly btns?: readonly { readonly actionURL: string }[]
  readonly links?: readonly { readonly title: string; readonly messageURL: string }[]
  readonly messageUrl?: string
}

interface At {
  readonly atUserIds?: readonly string[]
  readonly atMobiles?: readonly string[]
  readonly isAtAll?: boolean
}

function postedOf(body: Record<string, unknown>): Posted {
  const msgtype = String(body.msgtype)
  const { title = '', text = '', content = '', btns = [], links = [], messageUrl, singleURL } = body[msgtype] as PostedContent // checked before
  const { atUserIds = [], atMobiles = [], isAtAll = false } = (body.at ?? {}) as At // not checked by the service either
  const words = msgtype === 'link' ? `${title}\n${text}` : links.map((link) => link.title).join('\n') || text || content
  const linked = [...words.matchAll(/!?\[[^\]]*\]\(([^)]*)\)/g)].map(([, url = '']) => url)
  // In a text, only those are alerted who are named in it as well.
  const isSilent = !['text', 'markdown'].includes(msgtype)
  const alerted = isSilent ? [] : isAtAll ? ['all'] : [...atUserIds, ...atMobiles].filter((id) => words.includes(`@${id}`))
  const bare = msgtype === 'text' || msgtype === 'link' ? [...words.matchAll(/https?:\/\/[^\s\u4e00-\u9fff]+/g)].map(([url]) => url) : []
  const whole = [messageUrl, singleURL].filter((url) => url !== undefined)
  const led = [...whole, ...links.map(({ messageURL }) => messageURL), ...btns.map(({ actionURL }) => actionURL)]
  return { msgtype, text: words, links: [...led, ...linked, ...bare], alerted }
}
