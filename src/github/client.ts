import { messageOf, RemoteError } from '../kit/errors.ts'
import { text } from '../kit/text.ts'

/** The few calls to GitHub that this suite makes from inside a job, by Node's own HTTP client. */
export interface GitHub {
  /** GET of an API path. Resolves to undefined for 404. Throws a RemoteError otherwise. */
  get(path: string, accept?: string): Promise<Response | undefined>
}

const timeout = 20_000

export function gitHubWith(token: string, env: NodeJS.ProcessEnv): GitHub {
  const api = env.GITHUB_API_URL ?? 'https://api.github.com'
  return {
    get: async (path, accept = 'application/vnd.github+json') => {
      const response = await fetch(`${api}${path}`, {
        headers: {
          accept,
          'user-agent': 'sallyport',
          'x-github-api-version': '2022-11-28',
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        signal: AbortSignal.timeout(timeout),
      }).catch((error: unknown) => {
        throw gitHubFault(messageOf(error), true)
      })
      if (response.status === 404) return undefined
      if (!response.ok) throw gitHubFault(`HTTP ${response.status}`, response.status >= 500 || response.status === 429)
      return response
    },
  }
}

const gitHubFault = (words: string, retryable: boolean): RemoteError =>
  new RemoteError({
    code: 'github-failed',
    party: 'GitHub',
    retryable,
    problem: text(`GitHub did not answer as expected: ${words}.`, `GitHub 的应答异常：${words}。`),
    remedy: text('Look at githubstatus.com and at the permissions of the token.', '请查看 githubstatus.com 以及令牌的权限。'),
  })
