import { InputError, type KnownError, RemoteError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import type { Pins } from './pins.ts'
import { placeOf } from './place.ts'
import { fingerprint, keyLine, type PublicKey, publicKeyOf } from './public-key.ts'
import type { SshTarget } from './target.ts'

const described = (key: PublicKey): string => `${printable(key.type, 40)} ${fingerprint(key.blob)}`

const pinned = (pins: Pins): string => [...pins.keys.map(described), ...pins.prints].join(', ')

/** `ssh-ed25519` → the file that holds it on the server. */
const keyFile = (type: string): string => `/etc/ssh/ssh_host_${type.replace(/^ssh-/, '').replace(/-.*$/, '')}_key.pub`

/** The refusal of a host whose key is not the pinned one (facts/deploy.md 12: host key). */
export function hostKeyFailure(target: SshTarget, pins: Pins, verdict: 'changed' | 'revoked' | 'no-pin', blob: Buffer): KnownError {
  const key = publicKeyOf(blob) ?? { type: 'unknown', blob }
  if (verdict === 'no-pin') return noPin(target, pins, key)
  const problem = verdict === 'revoked' ? revoked(target, key) : changed(target, pins, key)
  return new RemoteError({ code: 'host-key-changed', party: target.name, where: placeOf(target), ...problem })
}

const noPin = (target: SshTarget, pins: Pins, key: PublicKey): InputError => {
  const unreadable = pins.unreadable.length > 0
  const lines = pins.unreadable.slice(0, 10).join(', ')
  return new InputError({
    code: 'no-host-key',
    problem: text(
      `No host key is pinned for ${target.name}, so it cannot be told from an impostor. It presented ${described(key)}.${unreadable ? ` Lines of known-hosts that cannot be read: ${lines}.` : ''}`,
      `没有为 ${target.name} 固定主机公钥，无法辨别真伪。它出示的公钥是 ${described(key)}。${unreadable ? `known-hosts 中无法读取的行：${lines}。` : ''}`,
    ),
    where: `servers.${target.name}.host-key (${placeOf(target)})`,
    remedy: text(
      `On the server, run “ssh-keygen -lf ${keyFile(key.type)}”. Only if it prints the same fingerprint, add:  host-key: '${keyLine(key)}'`,
      `请在服务器上执行“ssh-keygen -lf ${keyFile(key.type)}”。只有输出的指纹相同时才添加：  host-key: '${keyLine(key)}'`,
    ),
  })
}

/** The refusal of a target of which a hop has no pin: what came of connecting to it, where that showed the key it presents. */
export function unpinned(target: SshTarget, refusal: unknown): InputError {
  if (refusal instanceof InputError) return refusal
  return new InputError({
    code: 'no-host-key',
    problem: text(
      `No host key is pinned for ${target.name} (or a host on the way to it), so it cannot be told from an impostor.`,
      `没有为 ${target.name}（或其跳板机）固定主机公钥，无法辨别真伪。`,
    ),
    where: `servers.${target.name}.host-key (${placeOf(target)})`,
    remedy: text(
      'Add as “host-key:” the line that “cat /etc/ssh/ssh_host_ed25519_key.pub” prints on that server.',
      '请将在该服务器上执行“cat /etc/ssh/ssh_host_ed25519_key.pub”所输出的整行填入“host-key:”。',
    ),
    cause: refusal,
  })
}

const changed = (target: SshTarget, pins: Pins, key: PublicKey): { problem: Text; remedy: Text } => ({
  problem: text(
    `${target.name} presented the host key ${described(key)}; pinned: ${pinned(pins)}. Nothing was sent to it.`,
    `${target.name} 出示的主机公钥是 ${described(key)}；固定的是 ${pinned(pins)}。未向其发送任何内容。`,
  ),
  remedy: text(
    `Either the server was rebuilt or someone stands in between. Run “ssh-keygen -lf ${keyFile(key.type)}” on the server; update “host-key:” only if it prints the presented fingerprint.`,
    `可能是服务器重装过，也可能有人在中间冒充。请在服务器上执行“ssh-keygen -lf ${keyFile(key.type)}”；只有与出示的指纹一致时才更新“host-key:”。`,
  ),
})

const revoked = (target: SshTarget, key: PublicKey): { problem: Text; remedy: Text } => ({
  problem: text(
    `${target.name} presented the host key ${described(key)}, which known-hosts marks as @revoked.`,
    `${target.name} 出示的主机公钥 ${described(key)} 在 known-hosts 中被标记为 @revoked。`,
  ),
  remedy: text(
    'This key must not be trusted any more: give the server a new one and pin it.',
    '该公钥不应再被信任：请为服务器更换新的主机密钥并固定。',
  ),
})

/** The host has no key of a pinned type. */
export const hostKeyTypeFailure = (target: SshTarget, pins: Pins, offered: string): RemoteError =>
  new RemoteError({
    code: 'host-key-changed',
    party: target.name,
    where: placeOf(target),
    problem: text(
      `${target.name} has no host key of the pinned type. It offers: ${offered}; pinned: ${pinned(pins)}.`,
      `${target.name} 没有固定类型的主机公钥。它提供：${offered}；固定的是 ${pinned(pins)}。`,
    ),
    remedy: text(
      'Pin a key that the server has: see /etc/ssh/ssh_host_*_key.pub on it.',
      '请固定服务器实际拥有的公钥：见其 /etc/ssh/ssh_host_*_key.pub。',
    ),
  })
