import { spawn } from 'node:child_process'
import type { ServerChannel } from 'ssh2'

/** The shell of a host: runs what SSH asks for as sshd does. */
export interface Shell {
  /** Runs a command: its streams are the channel's, its exit status or signal is told, and it ends with the channel. */
  run(channel: ServerChannel, command: string): void
  /** Ends all that still runs. */
  stop(): void
}

/** `home` is where commands start; they see these variables and no others. */
export function openShell(home: string, environment: Readonly<Record<string, string>>): Shell {
  const running = new Set<number>()
  return {
    run: (channel, command) => {
      const child = spawn('sh', ['-c', command], { cwd: home, env: environment, detached: true }) // detached: a process group of its own
      const { pid } = child
      if (pid) running.add(pid)
      channel.pipe(child.stdin).on('error', () => undefined) // it may end without reading all
      child.stdout.pipe(channel, { end: false })
      child.stderr.pipe(channel.stderr, { end: false })
      child.on('error', () => channel.exit(127))
      child.on('close', (code, signal) => {
        if (pid) running.delete(pid)
        if (signal) channel.exit(signal.replace('SIG', ''), false, '')
        else channel.exit(code ?? 127)
        channel.end()
      })
      channel.on('close', () => pid && running.has(pid) && endGroup(pid))
    },
    stop: () => {
      for (const pid of running) endGroup(pid)
    },
  }
}

function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // ended meanwhile
  }
}
