import { lutimesSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { changeTree, makeTree, type TreeSize } from '../../test/support/trees.ts'

/** What is deployed: a folder that is checked out again and again. */
export interface Source {
  readonly folder: string
  /** Counts the checkouts. */
  readonly version: number
  /** What people call its content: stays when nothing changes. */
  readonly tag: string
}

/** Makes the first version. */
export async function makeSource(folder: string, size: TreeSize): Promise<Source> {
  mkdirSync(folder, { recursive: true })
  await makeTree(folder, size)
  return checkedOut({ folder, version: 1, tag: 'v1' })
}

/** The next checkout, in the same folder; `share` of the files differ. */
export async function nextVersion({ folder, version, tag }: Source, share: number): Promise<Source> {
  const next = version + 1
  if (share > 0) await changeTree(folder, share, next)
  return checkedOut({ folder, version: next, tag: share > 0 ? `v${next}` : tag })
}

/** Git keeps no times: after actions/checkout and a build every file is of just now. */
export function checkedOut(source: Source): Source {
  const time = Date.UTC(2026, 0, 1) / 1000 + source.version * 3600
  for (const name of readdirSync(source.folder, { recursive: true, encoding: 'utf8' })) lutimesSync(join(source.folder, name), time, time)
  return source
}
