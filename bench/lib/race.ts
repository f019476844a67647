import { execFile } from 'node:child_process'
import { chownSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Contender, Job } from './contender.ts'
import { type Host, site } from './hosts.ts'
import { limit } from './measure.ts'
import type { Network } from './network.ts'
import type { Run } from './results.ts'
import { type Row, rowName } from './rows.ts'
import { nextVersion, type Source } from './source.ts'
import { writeSshConfig } from './ssh-config.ts'
import { rotated } from './statistics.ts'

/** Everything that rows share. */
export interface Track {
  readonly folder: string
  readonly hosts: readonly Host[]
  readonly contenders: readonly Contender[]
  /** One for each round trip. */
  readonly networks: ReadonlyMap<number, Network>
  source: Source
  readonly runs: Run[]
  /** What each contender has deployed to a fleet since its folders were empty. */
  readonly deployed: Map<string, number>
  readonly say: (words: string) => void
}

/** So much slower than the fastest, a contender runs once a row, not `rounds` times. */
const hopeless = 3

/**
 * Runs a row: in every round each contender deploys the same checkout once, another one first each time. What makes use of an
 * earlier deployment finds the one of the round before.
 */
export async function runRow(track: Track, row: Row, rounds: number): Promise<void> {
  const job = jobFor(track, row)
  const able = track.contenders.filter((contender) => row.kind !== 'unchanged' || (contender.buildsOn && contender.id !== 'capistrano'))
  if (row.kind !== 'first') await prime(track, row, able)
  for (let round = 0; round < rounds; round++) {
    if (row.kind !== 'first') track.source = await nextVersion(track.source, row.kind === 'change' ? 0.01 : 0)
    const best = fastest(track.runs, row)
    for (const contender of rotated(able, round)) {
      if (isHopeless(track.runs, row, contender, best)) continue
      const run = await measure(track, contender, { ...job, source: track.source }, row)
      track.runs.push(run)
      track.say(`${rowName(row)} ${contender.name}: ${run.cost === 'too long' ? `> ${limit} s` : `${run.cost.seconds.toFixed(2)} s`}`)
    }
  }
}

function jobFor(track: Track, row: Row): Omit<Job, 'source'> {
  const network = track.networks.get(row.roundTrip)
  if (!network) throw new Error(`no network with a round trip of ${row.roundTrip} ms`)
  const scratch = join(track.folder, 'scratch')
  const sshConfig = writeSshConfig(join(track.folder, `ssh-${row.roundTrip}`), track.hosts, network)
  return { hosts: track.hosts.slice(0, row.hosts), network, sshConfig, scratch }
}

/** Lets everyone who builds on it find the present version, and all the releases that it keeps, deployed over the fastest network. */
async function prime(track: Track, row: Row, contenders: readonly Contender[]): Promise<void> {
  const near: Row = { ...row, kind: 'change', roundTrip: Math.min(...track.networks.keys()) }
  const deploy = async (contender: Contender) => {
    const run = await measure(track, contender, { ...jobFor(track, near), source: track.source }, near)
    if (run.cost === 'too long') throw new Error(`${contender.name} took too long to begin with`)
  }
  for (const contender of contenders.filter(({ keeps }) => keeps)) {
    while ((track.deployed.get(fleetOf(contender, row)) ?? 0) <= (contender.keeps ?? 0)) {
      track.source = await nextVersion(track.source, 0.01)
      await deploy(contender)
    }
  }
  for (const contender of contenders.filter(({ buildsOn }) => buildsOn)) await deploy(contender)
}

const fleetOf = ({ id }: Contender, { hosts }: Row): string => `${id} ${hosts}`

async function measure(track: Track, contender: Contender, job: Job, row: Row): Promise<Run> {
  const { hosts, network, scratch, source } = job
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch, { recursive: true })
  for (const host of hosts) makeReady(host, contender, row, source)
  const fleet = fleetOf(contender, row)
  track.deployed.set(fleet, row.kind === 'first' ? 1 : (track.deployed.get(fleet) ?? 0) + 1)
  const before = await readMeters(hosts, network)
  const cost = await contender.deploy(job)
  await contender.after?.(job)
  await delay(150) // sessions end, the log arrives
  const after = await readMeters(hosts, network)
  if (cost !== 'too long') await confirm(contender, job)
  return {
    contender: contender.name,
    row,
    cost,
    bytes: after.bytes - before.bytes,
    hostCpu: after.cpu - before.cpu,
    execs: (after.execs - before.execs) / hosts.length,
  }
}

/** An empty folder, or one with what the contender left there: of versioned folders the latest only, lest memory runs out. */
function makeReady(host: Host, contender: Contender, row: Row, source: Source): void {
  const folder = join(host.folder, contender.id)
  if (row.kind === 'first' || !contender.buildsOn) rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const { uid, gid } = statSync(host.folder)
  chownSync(folder, uid, gid)
  const old = readdirSync(folder).filter(
    (name) => /^v\d+$/.test(name) && name !== `v${source.version - 1}` && name !== `v${source.version}`,
  )
  for (const name of old) rmSync(join(folder, name), { recursive: true })
}

async function readMeters(hosts: readonly Host[], network: Network): Promise<{ bytes: number; cpu: number; execs: number }> {
  const traffic = await network.traffic()
  const total = <T>(list: readonly T[], count: (item: T) => number) => list.reduce((sum, item) => sum + count(item), 0)
  return {
    bytes: total(traffic, ({ up, down }) => up + down),
    cpu: total(hosts, (host) => host.cpu()),
    execs: total(hosts, (host) => host.execs()),
  }
}

/** The first and the last host serve what was deployed; Capistrano's note of the revision is its own. */
async function confirm(contender: Contender, { hosts, source }: Job): Promise<void> {
  for (const { sshd } of new Set([hosts[0], hosts.at(-1)].filter((host) => host !== undefined))) {
    const place = join(site, contender.id, contender.place(source))
    const compare = ['diff', '-rq', '--exclude=REVISION', `${place}/`, `${source.folder}/`]
    await promisify(execFile)('nsenter', ['--target', String(sshd.pid), '--mount', ...compare]).catch((error: { stdout?: string }) => {
      throw new Error(`${contender.name} left something else in ${place}:\n${error.stdout}`, { cause: error })
    })
  }
}

const secondsOf = ({ cost }: Run): number => (cost === 'too long' ? Number.POSITIVE_INFINITY : cost.seconds)

const fastest = (runs: readonly Run[], row: Row): number =>
  Math.min(...runs.filter((run) => rowName(run.row) === rowName(row)).map(secondsOf))

/** Far behind on this row; or over the limit already where it was easier: with the same kind, no more hosts, no longer round trip. */
function isHopeless(runs: readonly Run[], row: Row, contender: Contender, best: number): boolean {
  const own = runs.filter((run) => run.contender === contender.name)
  const easier = (other: Row) => other.hosts <= row.hosts && other.roundTrip <= row.roundTrip && other.kind !== 'unchanged'
  return own.some(
    (run) => (rowName(run.row) === rowName(row) && secondsOf(run) > hopeless * best) || (run.cost === 'too long' && easier(run.row)),
  )
}
