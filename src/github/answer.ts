import { type HttpResponse, jsonOf } from '../kit/http.ts'

/** What GitHub answered. */
export interface GitHubAnswer {
  readonly status: number
  readonly headers: HttpResponse['headers']
  /** As text. */
  readonly body: string
  /** Where it was read: the address asked for, or the one that GitHub sent us on to. */
  readonly url: string
  /** GitHub says that this is what it answered before; nothing was taken from the quota. */
  readonly isUnchanged: boolean
  /** Undefined when it is no JSON. */
  json(): unknown
}

export const answerOf = (response: HttpResponse, url: string, isUnchanged = false): GitHubAnswer => ({
  ...response,
  url,
  isUnchanged,
  json: () => jsonOf(response),
})

/** A value of GitHub's JSON as a record: whatever is not one has no fields. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** A field as text; empty where it is none. */
export const wordsIn = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A time as GitHub writes it, in milliseconds since 1970; undefined where it is none. */
export function timeIn(value: unknown): number | undefined {
  const at = Date.parse(wordsIn(value))
  return Number.isNaN(at) ? undefined : at
}

/** The address behind a relation of the Link header. */
export function linkTo(relation: string, { headers }: Pick<GitHubAnswer, 'headers'>): string | undefined {
  const link = [headers.link ?? []].flat().join(', ')
  for (const [, url, parameters = ''] of link.matchAll(/<([^>]*)>([^<]*)/g)) {
    if (new RegExp(`;\\s*rel="?(?:[^"]*\\s)?${relation}(?:\\s[^"]*)?"?\\s*(?:[;,]|$)`).test(parameters)) return url
  }
  return undefined
}
