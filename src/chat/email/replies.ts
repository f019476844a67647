import { text } from '../../kit/text.ts'
import type { Meaning } from '../delivery/reading.ts'

/** The reply to a login, whatever its code is. */
export const wrongLogin: Meaning = {
  class: 'credentials',
  what: text('the mail server does not accept user and password', '邮件服务器不接受该用户名和密码'),
  remedy: text(
    'Check user and password. Many providers want a password of their own for programs (an app or client password).',
    '请检查用户名和密码。许多服务商要求使用专用的客户端密码（授权码）。',
  ),
}
const unknownMailbox: Meaning = {
  class: 'gone',
  what: text('there is no such mailbox', '邮箱不存在'),
  remedy: text('Correct the address in the configuration.', '请更正配置中的地址。'),
}
const policy: Meaning = {
  class: 'forbidden',
  what: text('the policy of the mail server refuses the message', '邮件服务器的策略拒绝了该邮件'),
  remedy: text(
    'Check that the server lets this user send from the address of the setting “from”.',
    '请确认服务器允许该用户以“from”设置中的地址发信。',
  ),
}
const full: Meaning = {
  class: 'quota',
  what: text('the mailbox of the recipient is full', '收件人邮箱已满'),
  remedy: text('Make room in it, or write to somebody else.', '请清理该邮箱，或改发给其他人。'),
}
export const tooLarge: Meaning = { class: 'too-long', what: text('the message is too large', '邮件过大') }
const sender: Meaning = {
  class: 'configuration',
  what: text('the mail server does not take mail from this sender', '邮件服务器不接受该发件人'),
  remedy: text('Set “from” to an address that this user may send from.', '请将“from”设置为该用户可用的发件地址。'),
}
const later: Meaning = { class: 'retry', what: text('the mail server does not take it now', '邮件服务器暂时不接收') }

/**
 * What a mail server's reply means, by its enhanced code (RFC 3463) or its plain one (RFC 5321). What is not here: 4xx is temporary, 5xx is
 * final.
 */
export const smtpReplies: Readonly<Record<string, Meaning>> = {
  '454 4.7.0': { class: 'retry', what: text('the login does not work for now', '暂时无法登录') },
  530: wrongLogin,
  534: wrongLogin,
  535: wrongLogin,
  538: wrongLogin,
  '550 5.1.1': unknownMailbox,
  '550 5.1.0': unknownMailbox,
  '550 5.1.8': sender,
  550: { ...unknownMailbox, what: text('there is no such mailbox, or it may not be written to', '邮箱不存在，或不允许向其发信') },
  '550 5.7.1': policy,
  '550 5.7.26': {
    ...policy,
    remedy: text(
      'The sender’s domain needs SPF or DKIM records that permit this mail server.',
      '发件域名需配置允许该邮件服务器的 SPF 或 DKIM 记录。',
    ),
  },
  '552 5.2.2': full,
  552: tooLarge,
  553: sender,
  554: policy,
  421: { class: 'retry', what: text('the mail server closes the connection', '邮件服务器关闭了连接') },
  452: { class: 'retry', what: text('the mail server has no room now', '邮件服务器暂无空间') },
}

/** The meaning of a reply such as `550 5.1.1 No such user`, and what it said. */
export function meaningOf(reply: string): { readonly code: string; readonly words: string; readonly meaning: Meaning } {
  const [, plain = '', enhanced = '', words = ''] = /^(\d{3})[ -]?(?:([245]\.\d{1,3}\.\d{1,3})\b)?\s*([\s\S]*)$/.exec(reply) ?? []
  const code = enhanced ? `${plain} ${enhanced}` : plain
  return {
    code,
    words,
    meaning: smtpReplies[code] ?? byDetail(enhanced) ?? smtpReplies[plain] ?? (plain.startsWith('5') ? refusedForGood : later),
  }
}

/** Details that mean the same whatever the plain code is. */
function byDetail(enhanced: string): Meaning | undefined {
  if (!enhanced.startsWith('5')) return undefined
  if (enhanced.startsWith('5.7.')) return policy
  return { '5.1.1': unknownMailbox, '5.2.2': full, '5.3.4': tooLarge, '5.1.8': sender }[enhanced]
}

const refusedForGood: Meaning = { class: 'configuration', what: text('the mail server refuses the message', '邮件服务器拒绝了该邮件') }

/** The server does not offer encryption, and there is a password to lose. */
export const notEncrypted: Meaning = {
  class: 'configuration',
  what: text('the mail server offers no encryption, so the password was not sent', '邮件服务器不提供加密，因此未发送密码'),
  remedy: text(
    'Use smtps://, or a port on which the server offers STARTTLS (587).',
    '请使用 smtps://，或改用支持 STARTTLS 的端口（587）。',
  ),
}
