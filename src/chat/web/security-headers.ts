import { createHash } from 'node:crypto'
import { script } from './script.ts'
import { style } from './style.ts'

const digest = (words: string): string => `'sha256-${createHash('sha256').update(words).digest('base64')}'`

const policy = [
  "default-src 'none'",
  `script-src ${digest(script)}`,
  `style-src ${digest(style)}`,
  'img-src data:',
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const abilities = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'publickey-credentials-get', 'usb']

/** Sent with every answer: nothing from elsewhere, nothing kept, nothing told to others, never in a frame. */
export const securityHeaders = (publicOrigin: string): Readonly<Record<string, string>> => ({
  'cache-control': 'no-store, no-transform',
  'content-security-policy': policy,
  // Browsers complain about it where the address is not https.
  ...(publicOrigin.startsWith('https:') ? { 'cross-origin-opener-policy': 'same-origin' } : {}),
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': abilities.map((ability) => `${ability}=()`).join(', '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow, nosnippet',
})
