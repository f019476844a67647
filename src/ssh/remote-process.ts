import type { Writable } from 'node:stream'
import type { ClientChannel } from 'ssh2'
import type { Exit, RemoteProcess } from './connection.ts'

/**
 * A command on its channel. `exit` settles when its status comes, not when its output ends: a process it left in the background
 * may hold the output open. `gone` settles when the connection is over.
 */
export function remoteProcess(channel: ClientChannel, stdin: Writable, gone: Promise<unknown>): RemoteProcess {
  const { promise, resolve } = Promise.withResolvers<Exit>()
  const settle = (exit: Exit) => {
    resolve(exit)
    if (!stdin.writableFinished) stdin.destroy(new Error('the command ended before it had read all its input'))
  }
  channel
    .on('exit', (code: number | null, signal?: string) => settle(exitOf(code, signal)))
    .on('close', () => settle({ kind: 'lost' })) // counts only when no status came before
    .on('error', () => undefined)
  channel.stderr.on('error', () => undefined)
  void gone.then(() => settle({ kind: 'lost' }))
  return {
    stdin,
    stdout: channel,
    stderr: channel.stderr,
    exit: promise,
    abandon: () => {
      settle({ kind: 'lost' })
      channel.close()
      channel.resume()
      channel.stderr.resume()
    },
  }
}

const exitOf = (code: number | null, signal: string | undefined): Exit =>
  typeof code === 'number' ? { kind: 'code', code } : { kind: 'signal', signal: signal ?? 'unknown' }
