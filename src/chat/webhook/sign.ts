import { createHmac } from 'node:crypto'

/**
 * Signature of Standard Webhooks (facts/chat.md 7). A secret `whsec_…` is Base64; any other is the key as it is written. `timestamp` in
 * seconds.
 */
export function webhookSignature(secret: string, id: string, timestamp: number, body: string): string {
  return `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret, 'utf8')
