import { parse } from 'yaml'
import type { Chats } from './chats.ts'
import type { Hosts } from './hosts.ts'

type Mapping = { [name: string]: unknown }
const isMapping = (value: unknown): value is Mapping => typeof value === 'object' && value !== null && !Array.isArray(value)
const mapping = (value: unknown): Mapping => (isMapping(value) ? value : {})

/** Over the configuration of an example: mappings are merged, anything else is replaced. */
export type Patch = Readonly<Record<string, unknown>>

/**
 * The configuration of an example, as somebody would write it for the fakes and the hosts of a stage: addresses, ports, host keys and
 * folders are others, everything else stays. JSON, being YAML.
 */
export function adaptConfig(words: string, chats: Chats, hosts: Hosts, patch: Patch = {}): string {
  const config = mapping(merge(parse(words), patch))
  for (const [name, server] of Object.entries(mapping(config.servers))) {
    const host = hosts.named[name]
    if (host && isMapping(server)) Object.assign(server, addressOf(host.sshd))
  }
  for (const channel of Object.values(mapping(config.channels)).filter(isMapping)) {
    const api = channel.webhook === undefined ? chats.apis[String(channel.type)] : undefined
    if (api !== undefined) channel.api = api
  }
  for (const environment of Object.values(mapping(config.environments))) movePaths(mapping(environment), hosts)
  return JSON.stringify(config, undefined, 1)
}

const addressOf = ({ host, port, user, hostKeys }: Hosts['named'][string]['sshd']) => ({ host, port, user, 'host-key': hostKeys })

/** The release plan of an example with other entries and windows, so that something falls due while it is looked at. JSON, being YAML. */
export const adaptPlan = (words: string, patch: Patch = {}): string => JSON.stringify(merge(parse(words), patch), undefined, 1)

/** Below the folder of each host, and with the web server of the stage. */
function movePaths({ deploy }: Mapping, { root, site }: Hosts): void {
  if (!isMapping(deploy)) return
  for (const path of ['releases', 'live']) if (typeof deploy[path] === 'string') deploy[path] = `${root}/{server}${deploy[path]}`
  const check = deploy['health-check']
  if (isMapping(check) && check.url !== undefined) check.url = site
}

function merge(under: unknown, over: unknown): unknown {
  if (!isMapping(under) || !isMapping(over)) return over === undefined ? under : over
  const names = new Set([...Object.keys(under), ...Object.keys(over)])
  return Object.fromEntries([...names].map((name) => [name, merge(under[name], over[name])]))
}

/** Words of a workflow that are replaced: what stands in it and nowhere else. Each must occur. */
export type Edit = readonly [from: string, to: string]

/** The workflow of an example with the configuration that stands in it adapted like that in a file. */
export function adaptWorkflow(words: string, chats: Chats, { root }: Hosts, edits: readonly Edit[] = []): string {
  const moved = words
    .replace(/^( +(?:releases|live): )\//gm, `$1${root}/{server}/`)
    .replace(/\{ type: (telegram|feishu|slack), (?!webhook)/g, (found, type: string) => `${found}api: '${chats.apis[type]}', `)
  return edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the workflow has no “${from}”`)
    return text.replaceAll(from, to)
  }, moved)
}
