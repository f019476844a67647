import { type KnownError, messageOf, RemoteError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import { algorithms } from './algorithms.ts'
import type { Handshake } from './handshake.ts'
import { hostKeyFailure, hostKeyTypeFailure } from './host-key-failures.ts'
import { TimeIsOver } from './line.ts'
import { loginFailure } from './login-failures.ts'
import { addressOf, placeOf } from './place.ts'
import type { SshTarget } from './target.ts'

/** The story of a handshake that did not come to its end; `error` is what ended it, if anything was said. */
export function handshakeFailure(target: SshTarget, story: Handshake, error: unknown): KnownError {
  const { verdict, presented, phase } = story
  if (presented && verdict !== undefined && verdict !== 'known') return hostKeyFailure(target, story.pins, verdict, presented)
  if (phase === 'banner') return bannerFailure(target, story, error)
  if (phase === 'login') return loginFailure(target, story, error)
  return negotiationFailure(target, story, error)
}

const failure = (
  target: SshTarget,
  code: 'unreachable' | 'host-answer',
  retryable: boolean,
  problem: Text,
  remedy: Text,
  cause: unknown,
): RemoteError => new RemoteError({ code, party: target.name, retryable, problem, where: placeOf(target), remedy, cause })

/** The words of an SSH server, perhaps cut off. */
const isGreeting = (said: string): boolean => said.startsWith('SSH-2.0-') || 'SSH-2.0-'.startsWith(said)

/** Before the host said that it speaks SSH: it hung up, said something else, or nothing (facts/deploy.md 12: banner). */
function bannerFailure(target: SshTarget, { firstWords }: Handshake, error: unknown): RemoteError {
  const address = addressOf(target)
  const said = printable(firstWords.split('\n')[0]?.trim() ?? '', 80)
  if (error instanceof TimeIsOver && !said) {
    const problem = text(`${address} accepts connections and says nothing.`, `${address} 接受连接后没有任何应答。`)
    return failure(
      target,
      'unreachable',
      true,
      problem,
      text('Is it an SSH port? The server may be overloaded.', '这是 SSH 端口吗？服务器可能负载过高。'),
      error,
    )
  }
  if (said && !isGreeting(said) && !/MaxStartups|Not allowed at this time/i.test(said)) {
    const problem = text(`What answers at ${address} does not speak SSH 2: “${said}”.`, `${address} 应答的不是 SSH 2：“${said}”。`)
    return failure(
      target,
      'host-answer',
      false,
      problem,
      text('Check “host:” and “port:” of this server.', '请检查该服务器的“host:”和“port:”。'),
      error,
    )
  }
  const quoted = said ? ` (“${said}”)` : ''
  return failure(
    target,
    'unreachable',
    true,
    text(`${target.name} hung up before it said anything of SSH${quoted}.`, `${target.name} 在 SSH 开始之前就断开了连接${quoted}。`),
    text(
      'The server limits new connections: look at MaxStartups and PerSourcePenalties in sshd_config, at fail2ban and at hosts.deny.',
      '服务器限制了新连接：请检查 sshd_config 的 MaxStartups 和 PerSourcePenalties，以及 fail2ban 和 hosts.deny。',
    ),
    error,
  )
}

/** While keys were being agreed on. */
function negotiationFailure(target: SshTarget, story: Handshake, error: unknown): KnownError {
  const kind = /no matching (.+)$/i.exec(messageOf(error))?.[1]
  const offered = printable(story.offered, 300)
  if (kind === 'host key format') return hostKeyTypeFailure(target, story.pins, offered)
  if (kind) return noCommon(target, kind, offered)
  if (/signature verification failed/.test(messageOf(error))) return unproven(target, error)
  const broken = error instanceof Error && !(error instanceof TimeIsOver) && !('code' in error)
  const words = printable(messageOf(error))
  return failure(
    target,
    broken ? 'host-answer' : 'unreachable',
    !broken,
    broken
      ? text(
          `${target.name} answered something that makes no sense during the handshake: ${words}.`,
          `${target.name} 在握手时的应答无法理解：${words}。`,
        )
      : text(`${target.name} broke off the handshake.`, `${target.name} 中断了握手。`),
    text('Look into the log of sshd on the server (“journalctl -u ssh”).', '请查看服务器上 sshd 的日志（“journalctl -u ssh”）。'),
    error,
  )
}

const unproven = (target: SshTarget, cause: unknown): RemoteError =>
  new RemoteError({
    code: 'host-key-changed',
    party: target.name,
    problem: text(
      `${target.name} could not prove that it holds the host key it presented.`,
      `${target.name} 无法证明它持有所出示的主机密钥。`,
    ),
    where: placeOf(target),
    remedy: text('Someone may stand in between. Do not deploy before that is cleared up.', '可能有人在中间冒充。查清之前请勿部署。'),
    cause,
  })

/** No algorithm in common: both lists (facts/deploy.md 12: algo). */
function noCommon(target: SshTarget, kind: string, offered: string): RemoteError {
  const ours = /key exchange/.test(kind)
    ? algorithms.kex
    : /MAC/.test(kind)
      ? algorithms.hmac
      : /cipher/.test(kind)
        ? algorithms.cipher
        : algorithms.compress
  return new RemoteError({
    code: 'no-common-algorithm',
    party: target.name,
    problem: text(
      `${target.name} and Sallyport have no ${kind} in common. The server offers: ${offered}; Sallyport takes: ${ours.join(', ')}.`,
      `${target.name} 与 Sallyport 没有共同的算法（${kind}）。服务器提供：${offered}；Sallyport 接受：${ours.join(', ')}。`,
    ),
    where: placeOf(target),
    remedy: text(
      'Allow one of these in the sshd_config of the server, or update its OpenSSH.',
      '请在服务器的 sshd_config 中启用其中之一，或升级其 OpenSSH。',
    ),
  })
}
