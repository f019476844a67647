import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect } from '@jest/globals'
import type { Fleet, TestHost } from '../support/fleet.ts'
import { readTree } from '../support/trees.ts'

/** What a host looks like from outside, by its files alone. */
export interface HostPicture {
  /** The release that the live link names; `none`, or `other` for a link to elsewhere. */
  readonly live: string
  readonly releases: readonly string[]
  readonly isLocked: boolean
  /** Half-made folders and links. */
  readonly remains: readonly string[]
}

const list = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).sort() : [])

export function picture({ releases, live }: TestHost): HostPicture {
  const names = list(releases)
  const beside = list(join(live, '..')).filter((name) => name.startsWith('.live.'))
  return {
    live: liveOf(live, releases),
    releases: names.filter((name) => !name.startsWith('.') && name !== 'shared'),
    isLocked: existsSync(join(releases, '.sallyport/lock')),
    remains: [...names.filter((name) => name.startsWith('.') && name !== '.sallyport'), ...beside],
  }
}

function liveOf(live: string, releases: string): string {
  if (!lstatSync(live, { throwIfNoEntry: false })) return 'none'
  const target = readlinkSync(live)
  return target.startsWith(`${releases}/`) ? basename(target) : 'other'
}

export const pictures = (fleet: Fleet): HostPicture[] => fleet.hosts.map(picture)

/** Nothing is locked, half-made or still running on any host, and each serves its release, whole. */
export async function expectSettled(fleet: Fleet, served: string | readonly string[]): Promise<void> {
  const expected = typeof served === 'string' ? fleet.hosts.map(() => served) : served
  expect(pictures(fleet).map(({ live, isLocked, remains }) => ({ live, isLocked, remains }))).toEqual(
    expected.map((live) => ({ live, isLocked: false, remains: [] })),
  )
  for (const host of fleet.hosts) await expectWhole(host)
}

/** What the live link names holds exactly what its manifest says; or that and more, where an application writes into it. */
export async function expectWhole({ releases, live }: TestHost, and: 'nothing else' | 'more' = 'nothing else'): Promise<void> {
  const name = liveOf(live, releases)
  if (name === 'none' || name === 'other') return
  const wanted = listed(join(releases, '.sallyport/manifests', name))
  const theirs = and === 'more' ? ['cache', 'own.log'] : [] // an application makes and removes these while they are looked at
  expect(await found(join(releases, name), theirs)).toEqual(and === 'more' ? expect.objectContaining(wanted) : wanted)
}

async function found(folder: string, except: readonly string[]): Promise<Record<string, string>> {
  const entries = [...(await readTree(folder, except))].map(([path, entry]) => {
    if (entry.type === 'file') return [path, entry.digest] as const
    return [path, entry.type === 'link' ? `→ ${entry.target}` : entry.type] as const
  })
  return Object.fromEntries(entries)
}

/** A manifest's lines by path. */
function listed(manifest: string): Record<string, string> {
  const lines = readFileSync(manifest, 'utf8').trimEnd().split('\n')
  const plain = (words: string) => words.replace(/\\0([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
  const entries = lines.map((line) => {
    const [path = '', kind, , , value = ''] = line.split('\t')
    return [plain(path), kind === 'f' ? value : kind === 'l' ? `→ ${plain(value)}` : 'folder'] as const
  })
  return Object.fromEntries(entries)
}

/** Keeps the state of all hosts, to begin every case with. Returns how to bring it back. */
export function keepState(fleet: Fleet): () => void {
  const pairs = fleet.hosts.flatMap(({ releases, live }) => [releases, live]).map((path) => [path, `${path}.kept`] as const)
  const copy = (from: string, to: string) => {
    rmSync(to, { recursive: true, force: true })
    if (lstatSync(from, { throwIfNoEntry: false })) execFileSync('cp', ['-a', from, to])
  }
  for (const [path, kept] of pairs) copy(path, kept)
  return () => {
    for (const [path, kept] of pairs) copy(kept, path)
  }
}
