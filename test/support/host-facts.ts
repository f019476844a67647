import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { TestHost } from './fleet.ts'

/** Name of the release that a host's live link names; empty without a link. */
export const liveOn = ({ live }: Pick<TestHost, 'live'>): string =>
  lstatSync(live, { throwIfNoEntry: false })?.isSymbolicLink() ? basename(readlinkSync(live)) : ''

/** Content of a file that a host serves. */
export const servedBy = ({ live }: Pick<TestHost, 'live'>, path = 'version.txt'): string => readFileSync(join(live, path), 'utf8').trim()

/** Names of the complete releases on a host, sorted. */
export const releasesOn = ({ releases }: Pick<TestHost, 'releases'>): string[] =>
  existsSync(releases) ? readdirSync(releases).filter((name) => !name.startsWith('.') && name !== 'shared') : []

/** What lies in a host's releases folder that should not stay: half-made releases and locks. */
export const leftOn = ({ releases }: Pick<TestHost, 'releases'>): string[] =>
  existsSync(releases)
    ? [
        ...readdirSync(releases).filter((name) => /^\.(incoming|removing)-/.test(name)),
        ...readdirSync(join(releases, '.sallyport')).filter((name) => name.startsWith('lock') || name.startsWith('.unlocked')),
      ]
    : []

export interface JournalLine {
  readonly time: string
  readonly event: string
  readonly release: string
  readonly [key: string]: unknown
}

/** The journal of a host, oldest first. */
export const journalOf = ({ releases }: Pick<TestHost, 'releases'>): JournalLine[] =>
  readFileSync(join(releases, '.sallyport/journal.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JournalLine)

/** One host in the output `hosts` of a deployment. */
export interface HostOutput {
  readonly host: string
  readonly state: string
  readonly from: string
  readonly to: string
  readonly seconds: number
  readonly bytes: number
  readonly error: { readonly code: string; readonly message: string } | null
}

export const hostsOf = ({ outputs }: { readonly outputs: Readonly<Record<string, string>> }): HostOutput[] =>
  JSON.parse(outputs.hosts ?? '[]') as HostOutput[]

/** A fleet's end, short: `web1 released - → v1-7`. */
export const endsOf = (result: { readonly outputs: Readonly<Record<string, string>> }): string[] =>
  hostsOf(result).map(({ host, state, from, to }) => `${host} ${state} ${from || '-'} → ${to || '-'}`)
