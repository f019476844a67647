import { describe } from '@jest/globals'
import { actBinary } from './act-binary.ts'
import { findCommand } from './find-command.ts'
import { canIsolate } from './isolation.ts'
import { robotClassPath } from './robot-libraries.ts'

const abilities = {
  root: () => process.getuid?.() === 0,
  /** Private mounts and processes: hosts with their own users, shells and tools. */
  isolation: canIsolate,
  /** A JDK, and Maven with a way to the libraries of test/independent/robots. */
  'jdk-and-maven': () => robotClassPath() !== undefined,
  /** act, which runs workflows: `script/test` builds it. */
  act: () => actBinary() !== undefined,
} as const

export type Need = keyof typeof abilities | (string & {})

const isMet = (need: Need): boolean => (need in abilities ? abilities[need as keyof typeof abilities]() : findCommand(need) !== undefined)

/**
 * A `describe` whose tests need commands of the machine (`sshd`, `busybox`) or abilities (`root`, `isolation`). Without them the
 * tests are skipped and say so; under continuous integration that is an error.
 */
export function describeWith(needs: readonly Need[], name: string, body: () => void): void {
  const lacking = needs.filter((need) => !isMet(need))
  if (lacking.length === 0) {
    describe(name, body)
    return
  }
  if (process.env.CI === 'true') throw new Error(`“${name}” needs ${lacking.join(', ')}, which this machine lacks`)
  process.stderr.write(`skipped: “${name}” needs ${lacking.join(', ')}\n`)
  describe.skip(name, body)
}
