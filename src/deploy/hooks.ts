import type { Clock } from '../kit/clock.ts'
import type { SshConnection } from '../ssh/connection.ts'
import { escapeArgument } from './host/escape.ts'
import { hookScript } from './host/scripts.ts'
import { loading } from './host/shell-command.ts'
import { outputLines } from './output-lines.ts'

/** A hook, ready to run: shell text and the variables of its template. */
export interface HookScript {
  readonly script: string
  readonly variables: Readonly<Record<string, string>>
}

/** How a command on a host ended. `tail`: the last lines of what it printed. */
export interface CommandResult {
  readonly end:
    | { readonly kind: 'code'; readonly code: number }
    | { readonly kind: 'signal'; readonly signal: string }
    | { readonly kind: 'lost' | 'timed-out' | 'cancelled' }
  readonly tail: readonly string[]
  readonly milliseconds: number
}

interface CommandOptions {
  readonly hook: HookScript
  readonly variables: Readonly<Record<string, string>>
  readonly folder: string
  /** File on the host where the command's process is recorded, for a run that takes over. */
  readonly pids: string
  readonly timeout: number
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly onLines: (lines: string) => void
  readonly onCut: () => void
  /** Ends the command's process group on the host. */
  readonly kill: (pid: string) => Promise<unknown>
}

/**
 * Runs a script on a host, with its output as it comes. The script is text on standard input, its variables too; it starts in
 * `folder` with its own standard input closed. At the time limit or when cancelled, its whole process group is ended.
 */
export async function runOnHost(connection: SshConnection, options: CommandOptions): Promise<CommandResult> {
  const since = options.clock.now()
  const { command, input } = loading(hookScript)
  const process = await connection.exec(command)
  const started = Promise.withResolvers<string>()
  let isTaken = false
  const take = (line: string): boolean => {
    const pid = isTaken ? undefined : /^sallyport-pid (\d+)$/.exec(line)?.[1]
    if (pid === undefined) return false
    isTaken = true
    started.resolve(pid)
    return true
  }
  const output = outputLines({ ...options, take }, [process.stdout, process.stderr])
  process.stdin.on('error', () => {}) // the exit tells
  process.stdin.end(input + hookRequest(options))
  const limit = new AbortController()
  const interrupted = options.clock.sleep(options.timeout, AbortSignal.any([limit.signal, options.signal])).then(
    (): CommandResult['end'] => ({ kind: 'timed-out' }),
    (): CommandResult['end'] | Promise<CommandResult['end']> => (options.signal.aborted ? { kind: 'cancelled' } : process.exit),
  )
  const end = await Promise.race([process.exit, interrupted])
  limit.abort()
  if (end.kind === 'timed-out' || end.kind === 'cancelled') await endCommand(started.promise, process.exit, options)
  else await output.drained(options.clock)
  process.abandon()
  return { end, tail: output.finish(), milliseconds: options.clock.now() - since }
}

/** How long a command that is to end may take to tell its process number, in milliseconds: a live connection needs far less. */
const startLimit = 2000

/** Ends a command, also one that has been sent and has not told its number yet: it would go on alone. */
async function endCommand(started: Promise<string>, exit: Promise<unknown>, { kill, clock }: CommandOptions): Promise<void> {
  const limit = new AbortController()
  const tooLate = clock.sleep(startLimit, limit.signal).catch(() => {})
  const pid = await Promise.race([started, exit.then(() => undefined), tooLate.then(() => undefined)])
  limit.abort()
  if (pid) await kill(pid).catch(() => {}) // the connection may be gone: the next run ends what still works
}

/** What the hook script reads: where to record itself and to start, the variables, a dot, the script. */
export function hookRequest({ hook, variables, folder, pids }: Pick<CommandOptions, 'hook' | 'variables' | 'folder' | 'pids'>): string {
  const pairs = Object.entries({ ...variables, ...hook.variables })
  const lines = [
    `${escapeArgument(pids)} ${escapeArgument(folder)}`,
    ...pairs.map(([name, value]) => `${name}${escapeArgument(value)}`),
    '.',
    hook.script,
  ]
  return `${lines.join('\n')}\n`
}
