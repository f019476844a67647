import { printable } from '../kit/printable.ts'
import type { SshTarget } from './target.ts'

const bracket = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host)

/** `host:port`, with brackets around an IPv6 address. */
export const addressOf = ({ host, port }: SshTarget): string => `${printable(bracket(host), 80)}:${port}`

/** Where an error happened: `web1, deploy@10.0.0.11:22, through bastion`. */
export function placeOf(target: SshTarget): string {
  const way: string[] = []
  for (let hop = target.jump; hop; hop = hop.jump) way.unshift(hop.name)
  const through = way.length > 0 ? `, through ${way.map((name) => printable(name, 40)).join(' → ')}` : ''
  return `${printable(target.name, 40)}, ${printable(target.user, 40)}@${addressOf(target)}${through}`
}
