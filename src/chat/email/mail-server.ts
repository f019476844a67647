import { domainToASCII } from 'node:url'
import { InputError } from '../../kit/errors.ts'
import { type Text, text } from '../../kit/text.ts'

/** A mail server and how it is spoken to. */
export interface MailServer {
  readonly host: string
  readonly port: number
  /** `tls`: from the first byte. `starttls`: nothing is said before it. `starttls-if-offered`: only where there is no password to lose. */
  readonly encryption: 'tls' | 'starttls' | 'starttls-if-offered'
  readonly login?: { readonly user: string; readonly password: string }
}

const ports = { 'smtps:': 465, 'smtp:': 587 } as const

/** `smtp://user:pass@host:587` or `smtps://…`; user and password percent-encoded. `where` names the setting. */
export function mailServerOf(address: string, where: string): MailServer {
  const url = URL.parse(address)
  const protocol = url?.protocol
  if (!url || (protocol !== 'smtp:' && protocol !== 'smtps:')) throw refused(where, shape)
  // A query is how other programs switch off the verification of certificates: better refused than ignored.
  if (url.search || url.hash || !['', '/'].includes(url.pathname)) throw refused(where, shape)
  const host = hostOf(url)
  const login = loginOf(url, where)
  return {
    host,
    port: Number(url.port) || ports[protocol],
    encryption: protocol === 'smtps:' ? 'tls' : login && !isLoopback(host) ? 'starttls' : 'starttls-if-offered',
    ...(login ? { login } : {}),
  }
}

const hostOf = ({ hostname }: URL): string => {
  const bare = decodeURIComponent(hostname).replace(/^\[(.*)\]$/, '$1')
  return bare.includes(':') ? bare : domainToASCII(bare) || bare
}

const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host)

function loginOf({ username, password }: URL, where: string): MailServer['login'] {
  if (!username && !password) return undefined
  if (!username || !password) throw refused(where, bothOrNone)
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) }
  } catch {
    throw refused(where, encoding)
  }
}

const shape = text(
  'Write it as smtp://user:pass@host:587 or smtps://user:pass@host, with nothing behind it.',
  '请写作 smtp://user:pass@host:587 或 smtps://user:pass@host，其后不带任何内容。',
)
const bothOrNone = text('Give both a user and a password, or none.', '请同时提供用户名和密码，或都不提供。')
const encoding = text(
  'Write special characters of user and password percent-encoded: @ as %40, % as %25.',
  '用户名和密码中的特殊字符请使用百分号编码：@ 写作 %40，% 写作 %25。',
)

const refused = (where: string, remedy: Text): InputError =>
  new InputError({
    code: 'invalid-configuration',
    problem: text('The address of the mail server is not usable.', '邮件服务器地址不可用。'),
    where,
    remedy,
  })
