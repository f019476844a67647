import { createHmac } from 'node:crypto'

/** The signature of a custom bot: time in seconds and secret are the key, and nothing is the message (facts/chat.md 2.1). */
export const feishuSignature = (seconds: number, secret: string): string =>
  createHmac('sha256', `${seconds}\n${secret}`).update('').digest('base64')
