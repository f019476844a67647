import { messageOf, RemoteError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import { TimeIsOver } from './line.ts'
import { addressOf, placeOf } from './place.ts'
import type { SshTarget } from './target.ts'

interface Reach {
  readonly retryable: boolean
  readonly problem: Text
  readonly remedy: Text
}

const checkAddress = text('Check “host:” and “port:” of this server.', '请检查该服务器的“host:”和“port:”。')

const firewall = text(
  'Check “host:” and “port:”, and that the firewall of the server lets this runner in (GitHub-hosted runners have changing addresses; a jump host or a self-hosted runner helps).',
  '请检查“host:”和“port:”，并确认服务器防火墙允许该运行器访问（GitHub 托管运行器的地址会变化；可使用跳板机或自托管运行器）。',
)

/** The story of a connection that was not opened, by what the system said (facts/deploy.md 12: dns, tcp). */
export function reachFailure(target: SshTarget, error: unknown): RemoteError {
  return new RemoteError({ code: 'unreachable', party: target.name, where: placeOf(target), cause: error, ...reachOf(target, error) })
}

function reachOf(target: SshTarget, error: unknown): Reach {
  const host = printable(target.host, 80)
  const address = addressOf(target)
  switch (error instanceof TimeIsOver ? 'ETIMEDOUT' : codeOf(error)) {
    case 'ENOTFOUND':
      return {
        retryable: false,
        problem: text(`The host name ${host} does not resolve on this runner.`, `主机名 ${host} 在该运行器上无法解析。`),
        remedy: text(
          'Check the spelling of “host:”; a name of a private network resolves only inside it.',
          '请检查“host:”的拼写；内网域名只能在内网解析。',
        ),
      }
    case 'EAI_AGAIN':
      return {
        retryable: true,
        problem: text(`The name service did not answer for ${host}.`, `解析 ${host} 时域名服务没有应答。`),
        remedy: text('Usually passes; if not, check the DNS of the runner.', '通常是暂时的；若持续出现，请检查运行器的 DNS。'),
      }
    case 'ECONNREFUSED':
      return {
        retryable: true,
        problem: text(`${address} refused the connection: nothing listens there.`, `${address} 拒绝连接：该端口没有服务监听。`),
        remedy: text(`${checkAddress.en} Is sshd running?`, `${checkAddress['zh-CN']}sshd 是否在运行？`),
      }
    case 'ETIMEDOUT':
      return { retryable: true, problem: text(`${address} does not answer.`, `${address} 没有应答。`), remedy: firewall }
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return {
        retryable: true,
        problem: text(`There is no way to ${address} from this runner.`, `该运行器没有到 ${address} 的网络路径。`),
        remedy: firewall,
      }
    default: {
      const words = printable(messageOf(error))
      return {
        retryable: true,
        problem: text(`${address} cannot be reached: ${words}.`, `无法连接 ${address}：${words}。`),
        remedy: firewall,
      }
    }
  }
}

/** The system's code. When a name has several addresses, that of the first failure. */
function codeOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return undefined
  if ('errors' in error && Array.isArray(error.errors)) return codeOf(error.errors[0])
  return 'code' in error ? error.code : undefined
}
