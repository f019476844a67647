import { InputError } from '../kit/errors.ts'
import { text } from '../kit/text.ts'
import type { Credentials } from './authentication.ts'
import { type Pins, readPins } from './pins.ts'
import { readPrivateKey } from './private-key.ts'
import type { SshTarget } from './target.ts'

/** What a target says, in the form that a connection needs. */
export interface Prepared {
  readonly pins: Pins
  readonly credentials: Credentials
}

/** Reads keys and host keys of one hop. Throws {@link InputError}; nothing is spoken to. */
export async function prepare(target: SshTarget): Promise<Prepared> {
  const { name, key, passphrase, agent, password } = target
  if (key === undefined && !agent && password === undefined) throw nothingToProve(name)
  const credentials = {
    ...(key === undefined ? {} : { key: await readPrivateKey(key, passphrase, name) }),
    ...(agent ? { agent } : {}),
    ...(password === undefined ? {} : { password }),
  }
  return { pins: readPins(target), credentials }
}

/**
 * Everything about a host and its jump hosts that can be refused before any network is touched. Throws {@link InputError}.
 * Resolves to whether every hop is pinned; connecting to one that is not shows the key it presents and refuses.
 */
export async function checkTarget(target: SshTarget): Promise<boolean> {
  let isPinned = true
  for (let hop: SshTarget | undefined = target; hop; hop = hop.jump) {
    const { pins } = await prepare(hop)
    isPinned &&= pins.keys.length + pins.prints.length > 0
  }
  return isPinned
}

const nothingToProve = (name: string): InputError =>
  new InputError({
    code: 'invalid-configuration',
    problem: text(`There is nothing to log in to ${name} with.`, `没有可用于登录 ${name} 的凭据。`),
    where: `servers.${name}`,
    remedy: text('Add “key:” (best), “password:” or an agent.', '请添加“key:”（推荐）、“password:”或代理（agent）。'),
  })
