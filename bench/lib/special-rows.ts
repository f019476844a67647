import { randomBytes } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setInterval as every } from 'node:timers'
import { startAction } from '../../test/support/runner.ts'
import type { Contender, Job } from './contender.ts'
import { stepOf } from './sallyport.ts'
import { makeSource, type Source } from './source.ts'
import { median } from './statistics.ts'
import type { Target } from './targets.ts'
import { workerCpu } from './worker-cpu.ts'

/** Memory does not grow with what is deployed: one file of 1 GB, and 40,000 files. */
export async function measureMemory(job: Job, contender: Contender): Promise<Target[]> {
  const sources = [
    { what: 'memory with one file of 1 GB', make: oneLargeFile },
    { what: 'memory with 40,000 files', make: (folder: string) => makeSource(folder, { files: 40_000, bytes: 60e6 }) },
  ]
  const targets: Target[] = []
  for (const { what, make } of sources) {
    const root = join(job.scratch, 'large')
    const source = await make(join(root, 'source'))
    emptyHosts(job, contender)
    const cost = await contender.deploy({ ...job, source })
    rmSync(root, { recursive: true })
    targets.push({ what, found: cost === 'too long' ? Number.NaN : cost.memory, most: 200e6, unit: 'bytes' })
  }
  emptyHosts(job, contender)
  return targets
}

async function oneLargeFile(folder: string): Promise<Source> {
  mkdirSync(folder, { recursive: true })
  const file = openSync(join(folder, 'image.bin'), 'w')
  for (let written = 0; written < 1e9; written += 1e7) writeSync(file, randomBytes(1e7))
  closeSync(file)
  return { folder, version: 1, tag: 'v1' }
}

/** What was compressed, in bytes before, and the CPU seconds of the threads that do it (and that read and write files). */
interface Effort {
  readonly bytes: number
  readonly cpu: number
}

/** A fleet costs no more compressing than one host: by bytes, and by CPU; first release, medians of three. */
export async function measureCompressing(job: Job, contender: Contender, action: string): Promise<Target[]> {
  const [one, all]: [Effort[], Effort[]] = [[], []]
  for (let round = 0; round < 3; round++) {
    for (const [hosts, efforts] of [
      [job.hosts.slice(0, 1), one],
      [job.hosts, all],
    ] as const) {
      emptyHosts({ ...job, hosts }, contender)
      efforts.push(await compressing({ ...job, hosts }, action))
    }
  }
  const [bytes, cpu] = (['bytes', 'cpu'] as const).map((what) => [all, one].map((efforts) => median(efforts.map((effort) => effort[what]))))
  const fleet = `for ${job.hosts.length} hosts ÷ for one`
  return [
    { what: `bytes compressed ${fleet}`, found: ratio(bytes), most: 1.1, unit: 'ratio' },
    { what: `CPU of compressing, with reading and writing files, ${fleet}`, found: ratio(cpu), most: 1.1, unit: 'ratio' },
  ]
}

const ratio = ([all = Number.NaN, one = Number.NaN]: readonly number[] = []): number => all / one

async function compressing(job: Job, action: string): Promise<Effort> {
  mkdirSync(job.scratch, { recursive: true })
  const report = join(job.scratch, 'compressed')
  const counting = { NODE_OPTIONS: `--import=${new URL('count-compressed.ts', import.meta.url)}`, COMPRESSED: report }
  const given = stepOf(job)
  const step = await startAction('deploy', { ...given, folder: action, env: { ...given.env, ...counting } })
  let cpu = 0
  const watch = every(() => {
    cpu = Math.max(cpu, workerCpu(step.pid))
  }, 20)
  const { code, log } = await step.done.finally(() => clearInterval(watch))
  if (code !== 0) throw new Error(log)
  return { bytes: Number(readFileSync(report, 'utf8')), cpu }
}

function emptyHosts({ hosts }: Job, { id }: Contender): void {
  for (const { folder } of hosts) rmSync(join(folder, id), { recursive: true, force: true })
}
