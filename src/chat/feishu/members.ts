import type { Refusal } from './answers.ts'
import type { FeishuApi } from './api.ts'
import { isRefusal, listAll } from './listing.ts'

/** The people of a group by open id, with the names that they gave themselves; or why they cannot be listed. */
export async function membersOf(api: Pick<FeishuApi, 'ask'>, chat: string): Promise<ReadonlyMap<string, string> | Refusal> {
  const query = { page_size: '100', member_id_type: 'open_id' }
  const items = await listAll(api, { method: 'GET', path: `im/v1/chats/${encodeURIComponent(chat)}/members`, query })
  if (isRefusal(items)) return items
  return new Map(items.map(({ member_id: id, name }) => [String(id), String(name ?? '')]))
}
