import type { Refusal } from './answers.ts'
import type { FeishuApi, FeishuCall, Json } from './api.ts'

/** More pages than this are a fault of the service. */
const mostPages = 200

/** Every item of a list, page by page, until `enough` says so of a page; or the refusal of one of the pages. */
export async function listAll(
  api: Pick<FeishuApi, 'ask'>,
  call: FeishuCall,
  enough: (page: readonly Json[]) => boolean = () => false,
): Promise<readonly Json[] | Refusal> {
  const items: Json[] = []
  let token: string | undefined
  for (let page = 0; page < mostPages; page++) {
    const answer = await api.ask({
      ...call,
      query: { page_size: '50', ...call.query, ...(token === undefined ? {} : { page_token: token }) },
    })
    if ('trouble' in answer) return answer
    const { items: given, has_more: hasMore, page_token: next } = answer.data
    const part = Array.isArray(given) ? (given as Json[]) : [] // each is looked at key by key
    items.push(...part)
    if (hasMore !== true || typeof next !== 'string' || enough(part)) break
    token = next
  }
  return items
}

export const isRefusal = (value: readonly Json[] | Refusal): value is Refusal => 'trouble' in value
