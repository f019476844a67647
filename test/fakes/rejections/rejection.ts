import type { Answer } from '../webhook-listener.ts'

/** Forms of channels that speak HTTP. */
export const rejectingPlatforms = [
  'feishu-webhook',
  'feishu-app',
  'dingtalk',
  'wecom',
  'slack-webhook',
  'slack-bot',
  'telegram',
  'discord',
  'webhook',
] as const
export type RejectingPlatform = (typeof rejectingPlatforms)[number]

/** An answer by which a platform says that it does not take a message, as it sends it (facts/chat.md). */
export interface Rejection {
  readonly platform: RejectingPlatform
  readonly answer: Answer
  /** What the platform calls it: people find it in its documentation. */
  readonly reason: string
  /** What it means, in our words. */
  readonly means: RegExp
  /** Default `rejected`. */
  readonly state?: 'limited' | 'unknown'
  /** The answer is not to the message, but to the request for a token before it. */
  readonly isAboutToken?: boolean
}

/** By which a rejection is called in tables. */
export const nameOf = ({ platform, answer, reason }: Rejection): string => `${platform}: HTTP ${answer.status}, ${reason}`

export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

export const plain = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  body,
})

/** What something answers that stands before the service. */
export const gateway: Answer = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><body>Please log in</body></html>' }
