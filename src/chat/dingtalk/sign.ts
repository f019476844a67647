import { createHmac } from 'node:crypto'

/** The address of one call of a robot that checks signatures; `timestamp` in milliseconds, of this hour (facts/chat.md 3.1). */
export function signedAddress(address: URL, secret: string, timestamp: number): URL {
  const url = new URL(address)
  url.searchParams.set('timestamp', String(timestamp))
  url.searchParams.set('sign', dingtalkSignature(secret, timestamp))
  return url
}

/** Base64 of HMAC-SHA256 over time and secret, by the secret. */
export const dingtalkSignature = (secret: string, timestamp: number): string =>
  createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
