import { messageOf, RemoteError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import type { Credentials, Proof } from './authentication.ts'
import type { Handshake } from './handshake.ts'
import { TimeIsOver } from './line.ts'
import { placeOf } from './place.ts'
import type { SshTarget } from './target.ts'

/** The host took none of the proofs (facts/deploy.md 12: auth). Never retried: servers ban those who knock too often. */
export function loginFailure(target: SshTarget, story: Handshake, error: unknown): RemoteError {
  const { allowed, passwordExpired } = story.login
  const judged = passwordExpired || allowed !== undefined || /authentication|too many/i.test(messageOf(error))
  if (error instanceof TimeIsOver || !judged) return interruption(target, error)
  return new RemoteError({
    code: 'authentication-failed',
    party: target.name,
    problem: refusal(target, story),
    where: placeOf(target),
    remedy: remedy(target, story),
    cause: error,
  })
}

const names: Record<Proof, (credentials: Credentials) => Text> = {
  key: ({ key }) => text(`the key ${key?.type} ${key?.fingerprint}`, `密钥 ${key?.type} ${key?.fingerprint}`),
  agent: () => text('the keys of the agent', '代理（agent）中的密钥'),
  password: () => text('the password', '密码'),
  prompts: () => text('the password (keyboard-interactive)', '密码（keyboard-interactive）'),
}

function refusal(target: SshTarget, { login, credentials }: Handshake): Text {
  const user = printable(target.user, 40)
  const tried = login.tried.map((proof) => names[proof](credentials))
  const allowed = printable((login.allowed ?? []).join(', ')) || '—'
  const asked = login.questions.length > 0 ? printable(login.questions.join(' / '), 120) : ''
  const said = login.banner ? printable(login.banner.trim(), 200) : ''
  const agent = login.agentTrouble ? printable(login.agentTrouble) : ''
  const en = [
    `${target.name} refused the user ${user} with ${tried.map((way) => way.en).join(', ') || 'nothing'}. The server allows: ${allowed}.`,
    ...(asked ? [`It asked: “${asked}”.`] : []),
    ...(said ? [`It said: “${said}”.`] : []),
    ...(agent ? [`The agent said: ${agent}.`] : []),
  ]
  const zh = [
    `${target.name} 拒绝了用户 ${user}，已尝试：${tried.map((way) => way['zh-CN']).join('、') || '无'}。服务器允许的方式：${allowed}。`,
    ...(asked ? [`它询问了“${asked}”。`] : []),
    ...(said ? [`它提示“${said}”。`] : []),
    ...(agent ? [`代理返回：${agent}。`] : []),
  ]
  return text(en.join(' '), zh.join(''))
}

function remedy(target: SshTarget, { login, credentials }: Handshake): Text {
  const user = printable(target.user, 40)
  if (login.passwordExpired)
    return text(`The password of ${user} has expired: change it on the server.`, `${user} 的密码已过期：请在服务器上修改。`)
  if (credentials.key) {
    return text(
      `Add this line to ~${user}/.ssh/authorized_keys on the server (and check that the home directory is not writable by others):  ${credentials.key.authorizedKey}`,
      `请把下面一行加入服务器的 ~${user}/.ssh/authorized_keys（并确认主目录不可被他人写入）：  ${credentials.key.authorizedKey}`,
    )
  }
  return text(
    `Check the user and the secret, and what sshd logs about it on the server (“journalctl -u ssh”).`,
    `请检查用户和密钥/密码，以及服务器上 sshd 的日志（“journalctl -u ssh”）。`,
  )
}

/** The connection ended before the host judged anything. */
function interruption(target: SshTarget, error: unknown): RemoteError {
  const late = error instanceof TimeIsOver
  const words = error === undefined ? 'closed' : printable(messageOf(error))
  return new RemoteError({
    code: 'unreachable',
    party: target.name,
    retryable: true,
    problem: late
      ? text(`${target.name} did not finish the login in time.`, `${target.name} 未能在限时内完成登录。`)
      : text(`${target.name} broke off the login: ${words}.`, `${target.name} 中断了登录：${words}。`),
    where: placeOf(target),
    remedy: text(
      'Look into the log of sshd on the server; slow logins often wait for DNS (UseDNS) or PAM.',
      '请查看服务器上 sshd 的日志；登录缓慢常因 DNS（UseDNS）或 PAM。',
    ),
    cause: error,
  })
}
