import type { IncomingHttpHeaders } from 'node:http'
import type { HttpResponse } from '../../kit/http.ts'
import { type Text, text } from '../../kit/text.ts'
import { type Meaning, type Trouble, troubleOf } from './reading.ts'

/**
 * What HTTP's own codes mean (RFC 9110, RFC 6585), for services that use them. 408, 425, 429 and 503 say that nothing was done; after any
 * other 5xx it may have been.
 */
const statuses: Readonly<Record<number, Meaning>> = {
  400: { class: 'malformed', what: text('it does not understand the message', '无法理解该消息') },
  401: { class: 'credentials', what: text('it does not accept the credentials', '不接受该凭据') },
  402: { class: 'quota', what: text('the account has used up what it may send', '账号的发送额度已用完') },
  403: { class: 'forbidden', what: text('it forbids the message', '禁止发送该消息') },
  404: { class: 'gone', what: text('there is nothing at this address', '该地址不存在') },
  405: { class: 'configuration', what: text('the address takes no messages', '该地址不接收消息') },
  407: {
    class: 'configuration',
    what: text('the proxy wants a login', '代理要求登录'),
    remedy: text('Put user and password into the proxy’s address.', '请在代理地址中填写用户名和密码。'),
  },
  408: { class: 'retry', what: text('it waited too long for the message', '等待消息超时') },
  410: { class: 'gone', what: text('the address does not exist any more', '该地址已不存在') },
  413: { class: 'too-long', what: text('the message is too long', '消息过长') },
  425: { class: 'retry', what: text('it is not ready yet', '尚未就绪') },
  429: { class: 'limited', what: text('too many messages', '消息过多') },
  503: { class: 'retry', what: text('it is not available', '服务不可用') },
}

const families: Readonly<Record<number, Meaning>> = {
  3: {
    class: 'configuration',
    what: text('the address leads elsewhere, and messages do not follow', '该地址已重定向，消息不会随之转发'),
    remedy: text('Put the final address into the configuration.', '请在配置中填写最终地址。'),
  },
  4: { class: 'malformed', what: text('it refused the message', '拒绝了该消息') },
  5: { class: 'unclear', what: text('it failed', '服务出错') },
}

const strange: Meaning = { class: 'unclear', what: text('it answered something that is not understood', '其应答无法理解') }

/** What an answer's HTTP status says about a message; undefined when it is a success. `now` in milliseconds since 1970. */
export function statusTrouble(service: Text, { status, headers }: HttpResponse, now: number): Trouble | undefined {
  if (status >= 200 && status < 300) return undefined
  const meaning = statuses[status] ?? families[Math.floor(status / 100)] ?? strange
  return troubleOf(service, meaning, { code: `HTTP ${status}` }, waitHint(headers, now))
}

/** Headers in which services say after how many seconds they take messages again. */
const hints = ['retry-after', 'x-ratelimit-reset-after', 'x-ogw-ratelimit-reset'] as const

/** Milliseconds that the headers of an answer ask to wait. */
export function waitHint(headers: IncomingHttpHeaders, now: number): number | undefined {
  for (const name of hints) {
    const given = String(headers[name] ?? '').trim()
    const wait = /^\d+(\.\d+)?$/.test(given) ? Number(given) * 1000 : /^[A-Za-z]{3}/.test(given) ? Date.parse(given) - now : Number.NaN
    if (Number.isFinite(wait)) return Math.max(0, Math.ceil(wait))
  }
  return undefined
}
