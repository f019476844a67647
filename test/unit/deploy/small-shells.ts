import { execFileSync } from 'node:child_process'
import { findCommand } from '../../support/find-command.ts'

/** Shells that hosts may have, as `name: [command, …arguments]`; those that the machine lacks are left out. */
export const shells: readonly (readonly [string, readonly string[]])[] = (
  [
    ['dash', ['dash']],
    ['bash', ['bash', '--posix']],
    ['busybox', ['busybox', 'ash']],
  ] as const
).filter(([, [command]]) => findCommand(command) !== undefined)

/** Without SHLVL, bash takes a socket for a remote shell's input and reads start-up files. */
const shellEnvironment = { PATH: process.env.PATH, LC_ALL: 'C', SHLVL: '1' }

/** What a script prints, given its standard input. Throws when it fails. */
export const outputOf = ([command = 'sh', ...args]: readonly string[], script: string, input: string | Buffer = ''): Buffer =>
  execFileSync(command, [...args, '-c', script], { input, maxBuffer: 256 << 20, env: shellEnvironment })
