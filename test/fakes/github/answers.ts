import type { IncomingHttpHeaders } from 'node:http'

export interface ApiRequest {
  readonly method: string
  /** Where the API begins for this caller: `http://host:port`, with a path on a server of one's own. */
  readonly base: string
  /** Without the base path of an own server; `/repositories/<id>` is written as `/repos/<owner>/<name>`. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly accept: string
  readonly headers: IncomingHttpHeaders
  readonly token: string | undefined
  readonly body: string
}

export interface ApiAnswer {
  readonly status: number
  /** Text is sent as it is, anything else as JSON; undefined: nothing is sent. */
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface ApiRoute {
  readonly method: string
  /** Matched against the path as sent; its groups are handed over decoded. */
  readonly path: RegExp
  /** As in `X-Accepted-GitHub-Permissions`: all of a list with commas, any of lists with semicolons. Default: nothing. */
  readonly needs?: string
  readonly answer: (parts: readonly string[], request: ApiRequest) => ApiAnswer | Promise<ApiAnswer>
}

const documentation = 'https://docs.github.com/rest'

export const refusal = (status: number, message: string, headers: Record<string, string> = {}): ApiAnswer => ({
  status,
  body: { message, documentation_url: documentation, status: String(status) },
  headers,
})

export const ok = (body: unknown): ApiAnswer => ({ status: 200, body })
export const created = (body: unknown): ApiAnswer => ({ status: 201, body })
export const noContent: ApiAnswer = { status: 204, body: undefined }

export const notFound = refusal(404, 'Not Found')
export const unauthorized = refusal(401, 'Requires authentication')
export const badCredentials = refusal(401, 'Bad credentials')
export const issuesDisabled = refusal(410, 'Issues has been disabled in this repository.')
export const archived = refusal(403, 'Repository was archived so is read-only.')

/** A field that is not acceptable. */
export const invalid = (resource: string, field: string, code: string, more: Readonly<Record<string, unknown>> = {}): ApiAnswer => ({
  status: 422,
  body: {
    message: 'Validation Failed',
    errors: [{ resource, field, code, ...more }],
    documentation_url: documentation,
    status: '422',
  },
})

/** The token lacks a permission; GitHub names those that would do. */
export const notAccessible = (needs: string): ApiAnswer =>
  refusal(403, 'Resource not accessible by integration', { 'x-accepted-github-permissions': needs })

/** The hourly quota is used up; free again at the given Unix time, in seconds. */
export const rateLimited = (reset: number): ApiAnswer =>
  refusal(403, 'API rate limit exceeded for installation ID 1.', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) })

/** Too much at once; GitHub says for how many seconds to wait, mostly. */
export const secondaryLimited = (retryAfter?: number, status: 403 | 429 = 403): ApiAnswer =>
  refusal(
    status,
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
  )

/** GitHub itself is down. */
export const serverError: ApiAnswer = { status: 502, body: '<html><body>Unicorn!</body></html>' }

/** What a request brings along as JSON; an empty object where there is none. */
export function bodyOf(request: ApiRequest): Readonly<Record<string, unknown>> {
  if (request.body === '') return {}
  const value: unknown = JSON.parse(request.body)
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
