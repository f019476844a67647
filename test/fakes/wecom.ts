import { createHash } from 'node:crypto'
import { type Answer, type Listener, listen, type Received } from './webhook-listener.ts'

export interface FakeWecom extends Listener {
  /** What the group sees. */
  readonly posted: { readonly text: string; readonly links: readonly string[]; readonly alerted: readonly string[] }[]
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
    posted.push(postedOf(body.markdown?.content ?? body.text?.content ?? ''))
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
  if (limit === undefined) return answer(40008, `invalid message type, ${hint}`)
  const { content } = (body[type] ?? {}) as { content?: unknown }
  if (content === undefined) return answer(40058, `missing parameter, ${hint}`)
  if (content === '') return answer(44004, `empty content, ${hint}`)
  const size = Buffer.byteLength(String(content))
  return size > limit ? answer(93000, `Invalid input : content exceed max length. ${hint}, size: ${size}`) : undefined
}

function refuseImage({ base64 = '', md5 = '' }: { base64?: string; md5?: string } = {}): Answer | undefined {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length > 2 * 1024 * 1024) return answer(40009, 'invalid image size')
  return createHash('md5').update(bytes).digest('hex') === md5 ? undefined : answer(301019, 'media md5 not match')
}

function postedOf(text: string): FakeWecom['posted'][number] {
  return {
    text,
    links: [...text.matchAll(/\[[^\]]*\]\(([^)]*)\)/g)].map(([, url = '']) => url),
    alerted: [...text.matchAll(/<@([^>]+)>/g)].map(([, id = '']) => id),
  }
}
