import type { ApiAnswer, ApiRequest } from './answers.ts'

interface Page<T> {
  readonly items: readonly T[]
  readonly headers: Readonly<Record<string, string>>
}

const whole = (words: string | undefined, fallback: number): number => (/^[1-9]\d*$/.test(words ?? '') ? Number(words) : fallback)

/** A page of a list: 30 items unless told, 100 at most, with links by the number of the repository, as GitHub writes them. */
export function pageOf<T>(items: readonly T[], request: ApiRequest, repositoryId?: number): Page<T> {
  const size = Math.min(100, whole(request.query.per_page, 30))
  const page = whole(request.query.page, 1)
  const last = Math.max(1, Math.ceil(items.length / size))
  const path = repositoryId === undefined ? request.path : request.path.replace(/^\/repos\/[^/]+\/[^/]+/, `/repositories/${repositoryId}`)
  const link = (to: number, rel: string) => {
    const query = new URLSearchParams({ ...request.query, page: String(to) })
    return `<${request.base}${path}?${query}>; rel="${rel}"`
  }
  const links = [
    ...(page > 1 ? [link(Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ]
  return { items: items.slice((page - 1) * size, page * size), headers: links.length > 0 ? { link: links.join(', ') } : {} }
}

/** The usual answer: a page of a list as a bare array. */
export function listAnswer<T>(items: readonly T[], request: ApiRequest, repositoryId: number, shape: (item: T) => unknown): ApiAnswer {
  const page = pageOf(items, request, repositoryId)
  return { status: 200, body: page.items.map(shape), headers: page.headers }
}
