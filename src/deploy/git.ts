import { type ChildProcess, spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** Access to a repository: which server the token is for, and the token. */
export interface GitAccess {
  readonly server: string
  readonly token: string
}

/** Runs git in a folder; resolves to its standard output. Rejects with what it printed, or with the reason of the abort. */
export type Git = (args: readonly string[], folder: string) => Promise<string>

/**
 * git without prompts, with harmless transports only, and with the token in its environment: never in an argument list, a URL or
 * a file. When the run is aborted, what git has started for its transport ends with it.
 */
export function gitWith(access: GitAccess | undefined, env: NodeJS.ProcessEnv, signal: AbortSignal): Git {
  const own = { ...env, ...safeEnvironment, ...accessEnvironment(access) }
  return async (args, folder) => {
    signal.throwIfAborted()
    const child = spawn('git', [...args], { cwd: folder, env: own, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    const end = () => endGroup(child)
    signal.addEventListener('abort', end, { once: true })
    try {
      const [output, complaints, code] = await Promise.all([text(child.stdout), text(child.stderr), exitOf(child)])
      if (code === 0) return output
      throw new Error(`git ${args[0]} failed (${code}): ${complaints.trim()}`)
    } catch (error) {
      throw signal.aborted ? signal.reason : error
    } finally {
      signal.removeEventListener('abort', end)
    }
  }
}

const exitOf = (child: ChildProcess): Promise<number | string> =>
  new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? signal ?? ''))
  })

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, 'SIGTERM')
  } catch {
    // it ended by itself just now
  }
}

const safeEnvironment = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_ALLOW_PROTOCOL: 'https:http:ssh:git:file',
  GIT_ASKPASS: 'true',
  LC_ALL: 'C',
}

function accessEnvironment(access: GitAccess | undefined): NodeJS.ProcessEnv {
  if (!access?.token) return {}
  const credentials = Buffer.from(`x-access-token:${access.token}`).toString('base64')
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${access.server}/.extraheader`,
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${credentials}`,
  }
}
