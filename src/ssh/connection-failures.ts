import { messageOf, RemoteError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import { placeOf } from './place.ts'
import type { SshTarget } from './target.ts'

/** A refused channel. `reason` is that of RFC 4254 5.1: 1 prohibited, 2 connect failed, 3 unknown type, 4 shortage. */
type ChannelError = Error & { readonly reason?: unknown }

const wordsOf = (error: Error): string => printable(error.message.replace(/^\(SSH\) Channel open failure: /, ''))

/** The connection ended and nobody here asked for it; `reason` is what was said, if anything. */
export function connectionLost(target: SshTarget, reason: Error | undefined): RemoteError {
  const silent = reason?.message === 'Keepalive timeout'
  const words = reason ? printable(messageOf(reason)) : ''
  const problem: Text = silent
    ? text(`${target.name} has stopped answering.`, `${target.name} 已停止应答。`)
    : text(
        `The connection to ${target.name} was lost${words ? `: ${words}` : ' (the host closed it)'}.`,
        `与 ${target.name} 的连接中断${words ? `：${words}` : '（主机关闭了连接）'}。`,
      )
  return new RemoteError({ code: 'connection-lost', party: target.name, retryable: true, problem, where: placeOf(target), cause: reason })
}

/** The host opened no channel for a command (facts/deploy.md 12: session). */
export const channelFailure = (target: SshTarget, error: ChannelError): RemoteError =>
  new RemoteError({
    code: 'host-permission',
    party: target.name,
    problem: text(
      `${target.name} lets ${printable(target.user, 40)} in but starts no command: ${wordsOf(error)}.`,
      `${target.name} 允许 ${printable(target.user, 40)} 登录，但不执行命令：${wordsOf(error)}。`,
    ),
    where: placeOf(target),
    remedy: text(
      'MaxSessions in its sshd_config may be reached or 0, or the user has no shell (nologin) or only SFTP (ForceCommand).',
      '其 sshd_config 的 MaxSessions 可能已满或为 0，或者该用户没有登录 shell（nologin），或仅限 SFTP（ForceCommand）。',
    ),
    cause: error,
  })

/** The host opened no connection to another one. */
export function forwardFailure(target: SshTarget, host: string, port: number, error: ChannelError): RemoteError {
  const to = `${printable(host, 80)}:${port}`
  const about = { party: target.name, where: placeOf(target), cause: error }
  if (error.reason === 1) {
    return new RemoteError({
      ...about,
      code: 'host-permission',
      problem: text(
        `${target.name} forbids connections to other addresses (asked for ${to}).`,
        `${target.name} 禁止转发连接（目标 ${to}）。`,
      ),
      remedy: text(
        'Allow it in its sshd_config: AllowTcpForwarding, PermitOpen, DisableForwarding.',
        '请在其 sshd_config 中允许：AllowTcpForwarding、PermitOpen、DisableForwarding。',
      ),
    })
  }
  return new RemoteError({
    ...about,
    code: 'unreachable',
    retryable: true,
    problem: text(`${target.name} cannot connect to ${to}: ${wordsOf(error)}.`, `${target.name} 无法连接 ${to}：${wordsOf(error)}。`),
    remedy: text(`Check that address as seen from ${target.name}.`, `请从 ${target.name} 的角度检查该地址。`),
  })
}
