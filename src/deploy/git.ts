import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const call = promisify(execFile)

/** Access to a repository: which server the token is for, and the token. */
export interface GitAccess {
  readonly server: string
  readonly token: string
}

/** Runs git in a folder; resolves to its standard output. Rejects with what it printed, or with the reason of the abort. */
export type Git = (args: readonly string[], folder: string) => Promise<string>

/**
 * git without prompts, with harmless transports only, and with the token in its environment: never in an argument list, a URL or
 * a file.
 */
export function gitWith(access: GitAccess | undefined, env: NodeJS.ProcessEnv, signal: AbortSignal): Git {
  const options = { maxBuffer: 256 << 20, signal, env: { ...env, ...safeEnvironment, ...accessEnvironment(access) } }
  return async (args, folder) => {
    try {
      return (await call('git', [...args], { ...options, cwd: folder })).stdout
    } catch (error) {
      throw signal.aborted ? signal.reason : error
    }
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
