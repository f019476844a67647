import { fieldsOf } from '../github/answer.ts'

/** A longer receipt is none of ours, in characters. */
const longest = 64 * 1024

/**
 * The names of those who approved, as the receipt of `approve` tells them: `<base64url of JSON>.<signature>`, `votes: [{ person }]`. The signature is
 * not looked at: the names serve to tell people, nothing is allowed by them. Empty for what is no receipt.
 */
export function approversIn(receipt: string): readonly string[] {
  const [body = ''] = receipt.trim().split('.', 1)
  if (body === '' || receipt.length > longest) return []
  try {
    const { version, votes } = fieldsOf(JSON.parse(Buffer.from(body, 'base64url').toString()))
    if (version !== 1 || !Array.isArray(votes)) return []
    return [...new Set(votes.map((vote) => fieldsOf(vote).person).filter((person) => typeof person === 'string'))]
  } catch {
    return []
  }
}
