import { createHmac, randomBytes } from 'node:crypto'
import { isSameSecret } from './same-secret.ts'

/** What proves that a form was made by this process, for this person, and for which of the person's rounds. */
export interface FormTokens {
  of(person: string, round: number): string
  /** The round a token is for, of those from 0 up to `last`; undefined when it is for none of them. */
  roundOf(person: string, token: string, last: number): number | undefined
}

/** Tokens of 256 bits by a key that nobody else has and that ends with the process. */
export function formTokens(): FormTokens {
  const key = randomBytes(32)
  const of = (person: string, round: number): string => createHmac('sha256', key).update(`${round}\0${person}`).digest('base64url')
  return {
    of,
    roundOf: (person, token, last) => {
      const rounds = Array.from({ length: last + 1 }, (_, round) => round)
      return rounds.filter((round) => isSameSecret(of(person, round), token)).at(-1)
    },
  }
}
