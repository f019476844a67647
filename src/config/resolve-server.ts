import type * as v from 'valibot'
import { InputError } from '../kit/errors.ts'
import { text } from '../kit/text.ts'
import type { Config } from './config.ts'
import { readPart } from './config.ts'
import { read } from './judge.ts'
import { configurationError, placeAndPath } from './mistakes.ts'
import { expand } from './secrets.ts'
import { loginSchema, type Server, standingKeys } from './servers.ts'
import { mappingAt, type Path, pick, placeOf } from './tree.ts'
import { words } from './values.ts'

/** How a server is reached and proves itself, secrets put in: what the SSH client takes. */
export interface Login {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly user: string
  readonly key?: string
  readonly passphrase?: string
  readonly password?: string
  readonly agent?: string
  readonly hostKeys: readonly string[]
  readonly knownHosts?: string
  readonly jump?: Login
}

/** Reads the secrets of a server and of the hosts on the way to it, masked from now on. Throws an InputError when one is missing. */
export function resolveServer(config: Config, server: Server): Login {
  return resolveNamed(config, server.name, [])
}

function resolveNamed(config: Config, name: string, before: readonly string[]): Login {
  const server = config.servers.find((each) => each.name === name)
  const path = ['servers', name]
  if (!server || before.includes(name)) throw brokenJump(config, [...before, name])
  const { agent: mayUseAgent, hostKey: hostKeys = [], ...login } = readLogin(config, path)
  const agent = agentFor(config, path, mayUseAgent, login.key ?? login.password)
  if ((login.key ?? login.password ?? agent) === undefined) throw noWayIn(config, path)
  const knownHosts = readPart(config, ['known-hosts'], words)
  return {
    name,
    ...login,
    hostKeys: hostKeys.flatMap((keys) => keys.split(/\r?\n/)).filter((key) => key.trim() !== ''),
    ...(agent === undefined ? {} : { agent }),
    ...(knownHosts === undefined ? {} : { knownHosts }),
    ...(server.jump === undefined ? {} : { jump: resolveNamed(config, server.jump, [...before, name]) }),
  }
}

function readLogin(config: Config, path: Path): v.InferOutput<typeof loginSchema> {
  const written = pick(mappingAt(config.tree, path) ?? config.tree, (key) => !standingKeys.includes(key))
  return read(loginSchema, expand(written, path, config.secrets), path)
}

/** The agent's socket: when it is asked for, or when there is nothing else. */
function agentFor(config: Config, path: Path, wanted: boolean | undefined, other: string | undefined): string | undefined {
  const { agentSocket } = config.secrets
  if (wanted === false || (wanted === undefined && other !== undefined)) return undefined
  if (wanted && agentSocket === undefined) throw noAgent(config, path)
  return agentSocket
}

const whereIs = (config: Config, path: Path): string => placeAndPath(placeOf(config.tree, path), path)

const noAgent = (config: Config, path: Path): InputError =>
  new InputError({
    code: 'missing-secret',
    problem: text('The SSH agent is asked for, but SSH_AUTH_SOCK is not set.', '要求使用 SSH agent，但没有设置 SSH_AUTH_SOCK。'),
    where: whereIs(config, [...path, 'agent']),
    remedy: text('Start an agent in an earlier step, or give a “key:”.', '请在之前的步骤启动 agent，或提供“key:”。'),
  })

const noWayIn = (config: Config, path: Path): InputError =>
  new InputError({
    code: 'invalid-configuration',
    problem: text(
      'This server has neither “key”, “password” nor an SSH agent to log in with.',
      '该服务器没有可用于登录的“key”“password”或 SSH agent。',
    ),
    where: whereIs(config, path),
    remedy: text(
      'Add “key: $DEPLOY_KEY” and set DEPLOY_KEY under “env:” of the step.',
      '请添加“key: $DEPLOY_KEY”，并在步骤的“env:”下设置 DEPLOY_KEY。',
    ),
  })

/** References were checked when the file was read, but a name may have come from a variable since. */
function brokenJump(config: Config, chain: readonly string[]): InputError {
  const path = ['servers', chain[0] ?? '', 'jump']
  const shown = chain.join(' → ')
  const problem = text(`The jump hosts do not lead anywhere: ${shown}.`, `跳板服务器无法到达：${shown}。`)
  return configurationError([{ at: placeOf(config.tree, path), path, problem }])
}
