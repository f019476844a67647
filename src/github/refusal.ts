import { RemoteError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import { fieldsOf, type GitHubAnswer, wordsIn } from './answer.ts'

/** What GitHub itself says of a refusal, safe to print. */
export const messageIn = (answer: Pick<GitHubAnswer, 'json'>): string => printable(wordsIn(fieldsOf(answer.json()).message), 200)

/**
 * The permission that the token lacks, as `permissions:` of a job writes it (`issues: write`); undefined when that is not what GitHub says.
 * GitHub names what would do in a header; `needs` stands in where a server of one's own does not.
 */
export function missingPermission(answer: GitHubAnswer, needs = ''): string | undefined {
  if (answer.status !== 403 || !/not accessible by|must have (?:admin|push|write)/i.test(messageIn(answer))) return undefined
  const [accepted] = [answer.headers['x-accepted-github-permissions'] ?? []].flat()
  const first = accepted?.split(';')[0]?.trim().replaceAll('_', '-').replaceAll('=', ': ')
  return needs || first || 'write'
}

/** GitHub said no. */
export class GitHubRefusal extends RemoteError {
  readonly status: number

  constructor(status: number, explanation: Omit<ConstructorParameters<typeof RemoteError>[0], 'party'>) {
    super({ party: 'GitHub', ...explanation })
    this.status = status
  }
}

/** The error of an answer that is of no use. `needs` is the permission that the call takes, `issues: write`. */
export function refusalOf(answer: GitHubAnswer, needs?: string): GitHubRefusal {
  const { status } = answer
  const permission = missingPermission(answer, needs)
  if (permission) return permissionFault(permission)
  if (status === 401) return notAllowed(401, ...tokenWords)
  const said = messageIn(answer)
  const words = `HTTP ${status}${said ? `, “${said}”` : ''}`
  return new GitHubRefusal(status, faultWords(words, status >= 500 || status === 429 || status === 408))
}

/** The token lacks a permission, `issues: write`. */
export const permissionFault = (permission: string): GitHubRefusal => notAllowed(403, ...permissionWords(permission))

const notAllowed = (status: number, problem: Text, remedy: Text): GitHubRefusal =>
  new GitHubRefusal(status, { code: 'github-permission', problem, remedy })

const permissionWords = (permission: string): [Text, Text] => [
  text(`The token may not do this on GitHub: it lacks “${permission}”.`, `令牌无权在 GitHub 上执行此操作：缺少“${permission}”。`),
  text(
    `Add “${permission}” under “permissions:” of the job. A run of a fork never has it.`,
    `请在该作业的“permissions:”下添加“${permission}”。来自复刻仓库的运行无法获得此权限。`,
  ),
]

const tokenWords: [Text, Text] = [
  text('GitHub does not know the token, or it has expired.', 'GitHub 不认识该令牌，或令牌已过期。'),
  text(
    'Leave the input “token” away to use the token of the job, or give a valid one.',
    '请不填“token”输入以使用作业自带的令牌，或提供有效的令牌。',
  ),
]

/** GitHub did not answer in a way that is of use. */
export const gitHubFault = (words: string, retryable: boolean): RemoteError =>
  new RemoteError({ party: 'GitHub', ...faultWords(words, retryable) })

const faultWords = (words: string, retryable: boolean) => ({
  code: 'github-failed' as const,
  retryable,
  problem: text(`GitHub did not answer as expected: ${words}.`, `GitHub 的应答异常：${words}。`),
  remedy: text('Look at githubstatus.com and at the permissions of the token.', '请查看 githubstatus.com 以及令牌的权限。'),
})

/** GitHub takes no more requests until a time (milliseconds since 1970). */
export function limitFault(until: number, isQuota: boolean): RemoteError {
  const clock = `${new Date(until).toISOString().slice(11, 16)} UTC`
  return new RemoteError({
    code: 'github-failed',
    party: 'GitHub',
    retryable: true,
    problem: isQuota
      ? text(`GitHub's hourly quota of requests is used up until ${clock}.`, `GitHub 每小时的请求配额已用尽，${clock} 恢复。`)
      : text(`GitHub asks to wait until ${clock}: too many requests at once.`, `GitHub 要求等待到 ${clock}：短时间内请求过多。`),
    remedy: text(
      'The jobs of a repository share 1,000 requests an hour; look at what else uses them.',
      '同一仓库的所有作业每小时共用 1,000 次请求；请检查还有哪些任务在使用。',
    ),
  })
}
