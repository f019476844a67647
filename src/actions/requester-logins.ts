import type { Person } from '../config/people.ts'

/**
 * The logins that names in `requested-by` may stand for: `@bob` and `Bob` are bob, and somebody's name in the configuration stands for the
 * login they have. What could be either is both: better excluded once too often.
 */
export const requesterLogins = (names: readonly string[], people: readonly Person[]): readonly string[] =>
  names.flatMap((written) => {
    const name = written.replace(/^@/, '')
    const known = people.filter((person) => person.name.toLowerCase() === name.toLowerCase())
    return [...new Set([name, ...known.flatMap(({ github }) => github ?? [])])]
  })
