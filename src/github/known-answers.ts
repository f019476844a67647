import type { HttpResponse } from '../kit/http.ts'

/** The answers of GitHub that may be asked for by their version. */
export interface KnownAnswers {
  find(url: string, accept: string): { readonly etag: string; readonly response: HttpResponse } | undefined
  keep(url: string, accept: string, response: HttpResponse): void
}

/** How many are kept; the oldest go first. */
const capacity = 200
/** A longer answer is not kept, in characters. */
const longest = 1_000_000

/** Keeps whole answers that came with an ETag, so that a 304 can be told as what it stands for. */
export function knownAnswers(): KnownAnswers {
  const answers = new Map<string, { etag: string; response: HttpResponse }>()
  const keyOf = (url: string, accept: string) => `${accept} ${url}`
  return {
    find: (url, accept) => answers.get(keyOf(url, accept)),
    keep: (url, accept, response) => {
      const key = keyOf(url, accept)
      answers.delete(key)
      const { etag } = response.headers
      if (response.status !== 200 || !etag || response.body.length > longest) return
      answers.set(key, { etag, response })
      const [oldest] = answers.keys()
      if (answers.size > capacity && oldest !== undefined) answers.delete(oldest)
    },
  }
}
