import type { Server } from '../config/servers.ts'
import { fieldsOf, listOf, wordsIn } from '../github/answer.ts'

/** A host of a deployment that did not come to its release. Texts are hostile. */
export interface FailedHost {
  readonly host: string
  /** `failed`, `rolled-back`, … */
  readonly state: string
  /** What happened, in the language of the deployment; empty where it says nothing. */
  readonly problem: string
}

/** The hosts of `deploy`'s output `hosts` that failed; undefined when the output is not what that is. */
export function failedHostsIn(hosts: string): readonly FailedHost[] | undefined {
  try {
    const list: unknown = JSON.parse(hosts)
    if (!Array.isArray(list)) return undefined
    return listOf(list).map(fieldsOf).filter(isFailed).map(failedHostFrom)
  } catch {
    return undefined
  }
}

const isFailed = ({ state, error }: Readonly<Record<string, unknown>>): boolean =>
  state === 'failed' || (error !== null && error !== undefined)

const failedHostFrom = ({ host, state, error }: Readonly<Record<string, unknown>>): FailedHost => ({
  host: wordsIn(host),
  state: wordsIn(state),
  problem: wordsIn(fieldsOf(error).message) || wordsIn(error),
})

/** People, groups and roles in charge of hosts, by the configuration; each once, in its order. */
export const ownersOf = (hosts: readonly Pick<FailedHost, 'host'>[], servers: readonly Server[]): readonly string[] => [
  ...new Set(servers.filter(({ name }) => hosts.some(({ host }) => host === name)).flatMap(({ owner }) => owner ?? [])),
]
