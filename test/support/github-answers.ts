import type { IncomingHttpHeaders } from 'node:http'

export interface ApiRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly accept: string
  readonly headers: IncomingHttpHeaders
  readonly token: string | undefined
  readonly body: string
}

export interface ApiAnswer {
  readonly status: number
  /** Text is sent as it is, anything else as JSON. */
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface ApiRoute {
  readonly method: string
  /** Matched against the path as sent; its groups are handed over decoded. */
  readonly path: RegExp
  readonly answer: (parts: readonly string[], request: ApiRequest) => ApiAnswer
}

const documentation = 'https://docs.github.com/rest'

const refusal = (status: number, message: string, headers: Record<string, string> = {}): ApiAnswer => ({
  status,
  body: { message, documentation_url: documentation, status: String(status) },
  headers,
})

export const notFound = refusal(404, 'Not Found')
export const unauthorized = refusal(401, 'Requires authentication')

/** The hourly quota is used up; free again at the given Unix time, in seconds. */
export const rateLimited = (reset: number): ApiAnswer =>
  refusal(403, 'API rate limit exceeded for installation ID 1.', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) })

/** Too much at once; GitHub says for how many seconds to wait. */
export const secondaryLimited = (retryAfter: number): ApiAnswer =>
  refusal(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.', {
    'retry-after': String(retryAfter),
  })

/** GitHub itself is down. */
export const serverError: ApiAnswer = { status: 502, body: '<html><body>Unicorn!</body></html>' }
