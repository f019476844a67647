import type { Person } from '../config/people.ts'
import { InputError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { text } from '../kit/text.ts'

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

/** Throws for what can be neither a login nor somebody's name: a separator that is none would let the requester slip through. */
export function refuseOddRequesters(names: readonly string[], people: readonly Person[]): void {
  const odd = names.find((name) => !isLogin(name) && !people.some((person) => person.name.toLowerCase() === name.toLowerCase()))
  if (odd === undefined) return
  throw new InputError({
    code: 'invalid-input',
    problem: text(`“${printable(odd, 80)}” is no GitHub login.`, `“${printable(odd, 80)}”不是 GitHub 登录名。`),
    where: 'with: requested-by',
    remedy: text('Write logins, separated by commas or new lines.', '请填写登录名，以英文逗号或换行分隔。'),
  })
}

const isLogin = (name: string): boolean => /^@?[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:_[A-Za-z0-9]+)?(?:\[bot\])?$/.test(name)
