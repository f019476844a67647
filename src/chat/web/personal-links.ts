import { createHmac, randomBytes } from 'node:crypto'
import { isSameSecret } from './same-secret.ts'

/** The secret parts of the links of one request: one for each person who decides, and one to look on. */
export interface PersonalLinks {
  /** Undefined for somebody who does not decide. */
  of(person: string): string | undefined
  readonly toLookOn: string
  /** Whose link it is; undefined when it is nobody's. Every link is compared, each in constant time. */
  ownerOf(token: string): Owner | undefined
}

export type Owner = { readonly kind: 'approver'; readonly person: string } | { readonly kind: 'viewer' }

/** What a link's secret part looks like: 192 bits. */
export const tokenShape = /^[A-Za-z0-9_-]{32}$/

/**
 * Links of a request, bound to it and to the person by HMAC. With the same signing key a process that takes the request over makes the
 * same links; without a key they end with the process.
 */
export function personalLinks(signingKey: string | undefined, request: string, people: readonly string[]): PersonalLinks {
  const key = signingKey || randomBytes(32)
  const derive = (...parts: readonly string[]): string =>
    createHmac('sha256', key)
      .update(['sallyport web link', request, ...parts].join('\0'))
      .digest('base64url')
      .slice(0, 32)
  const tokens = new Map(people.map((person) => [person, derive('approver', person)]))
  const toLookOn = derive('viewer')
  const owners: readonly (readonly [string, Owner])[] = [
    ...[...tokens].map(([person, token]) => [token, { kind: 'approver', person }] as const),
    [toLookOn, { kind: 'viewer' }],
  ]
  return {
    of: (person) => tokens.get(person),
    toLookOn,
    ownerOf: (given) => owners.filter(([token]) => isSameSecret(token, given)).at(0)?.[1],
  }
}
