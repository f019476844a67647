import { spawn } from 'node:child_process'
import type { Clock } from '../kit/clock.ts'
import { formatDuration } from '../kit/duration.ts'
import { InputError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { text } from '../kit/text.ts'
import type { HookScript } from './hooks.ts'
import { outputLines } from './output-lines.ts'

interface RunnerHook {
  readonly name: 'before-download' | 'after-download'
  readonly hook: HookScript
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  readonly variables: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly onLines: (lines: string) => void
  readonly onCut: () => void
}

/** Runs a hook on the runner, before any host is touched. Its script travels in its environment, as secrets do. Throws `hook-failed`. */
export async function runOnRunner({ name, hook, folder, env, variables, signal, clock, onLines, onCut }: RunnerHook): Promise<void> {
  signal.throwIfAborted()
  const started = clock.now()
  const child = spawn('sh', ['-c', 'eval "$SALLYPORT_HOOK"'], {
    cwd: folder,
    env: { ...env, ...variables, ...hook.variables, SALLYPORT_HOOK: hook.script },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const end = () => {
    try {
      if (child.pid) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // it ended by itself just now
    }
  }
  signal.addEventListener('abort', end, { once: true })
  const output = outputLines({ onLines, onCut }, [child.stdout, child.stderr])
  const code = await new Promise<number | string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('exit', (status, ended) => resolve(status ?? ended ?? ''))
  })
  signal.removeEventListener('abort', end)
  await output.drained(clock)
  signal.throwIfAborted()
  const tail = output.finish()
  if (code !== 0) throw failed(name, code, clock.now() - started, tail)
}

function failed(name: string, code: number | string, milliseconds: number, tail: readonly string[]): InputError {
  const after = formatDuration(milliseconds)
  const last = tail.map((line) => `\n    ${printable(line, 300)}`).join('')
  return new InputError({
    code: 'hook-failed',
    problem: text(
      `The ${name} hook on the runner failed (${code}) after ${after}.${last}`,
      `运行器上的 ${name} 钩子在 ${after} 后失败（${code}）。${last}`,
    ),
    where: `deploy.hooks.${name}`,
    remedy: text('No host was touched. Its whole output is in the log above.', '没有触及任何主机。完整输出见上方日志。'),
  })
}
