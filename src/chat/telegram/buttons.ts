import { randomBytes } from 'node:crypto'
import type { Decision } from '../message.ts'

type Verdict = 'approve' | 'reject'

const signs = { approve: 'a', reject: 'r' } as const

/** What makes the buttons of one request unlike those of every other, twelve letters and digits: many gates read one bot's clicks. */
export const newNonce = (): string => randomBytes(9).toString('base64url')

/** What a button carries: at most 64 bytes (facts/chat.md 1.2). It tells the request, never the person. */
export const dataOf = (id: string, nonce: string, verdict: Verdict): string => `${id}.${nonce}.${signs[verdict]}`

/** What a button of this request asks for; undefined for any other button. */
export function verdictOf(data: string | undefined, id: string, nonce: string): Verdict | undefined {
  if (data === dataOf(id, nonce, 'approve')) return 'approve'
  return data === dataOf(id, nonce, 'reject') ? 'reject' : undefined
}

/** The two buttons under a card; none where nothing is to be decided any more. `style` is known to clients since 2026; older ones ignore it. */
export function keyboardOf(decision: Decision | undefined, nonce: string): object {
  if (!decision) return { inline_keyboard: [] }
  const { id, approve, reject } = decision
  return {
    inline_keyboard: [
      [
        { text: `✅ ${approve}`, callback_data: dataOf(id, nonce, 'approve'), style: 'success' },
        { text: `❌ ${reject}`, callback_data: dataOf(id, nonce, 'reject'), style: 'danger' },
      ],
    ],
  }
}
