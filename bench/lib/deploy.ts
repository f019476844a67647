/** The bench of deployments: bench/README.md. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { frameworkRivals } from './framework-rivals.ts'
import { benchFolder, startHosts, stopHosts } from './hosts.ts'
import { describeMachine } from './machine.ts'
import { openNetwork } from './network.ts'
import { opensshRivals } from './openssh-rivals.ts'
import { readOptions } from './options.ts'
import { runRow, type Track } from './race.ts'
import type { Run } from './results.ts'
import { planRows } from './rows.ts'
import { keepBundle, sallyport } from './sallyport.ts'
import { makeSource } from './source.ts'
import { measureCompressing, measureMemory } from './special-rows.ts'
import { figureTable, showBytes, showSeconds, targetTable } from './table.ts'
import { judge, type Target } from './targets.ts'

const options = readOptions(process.argv.slice(2))
const rows = planRows(options)
const folder = benchFolder()
process.env.TMPDIR = folder // what is measured stays in memory as well
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1)) // hosts and network end with this process
const hosts = await startHosts(folder, Math.max(1, ...rows.map((row) => row.hosts)), options.lacking)
const ports = hosts.map(({ sshd }) => sshd.port)
const roundTrips = [...new Set([0, ...rows.map((row) => row.roundTrip)])]
const networks = new Map(await Promise.all(roundTrips.map(async (time) => [time, await openNetwork(ports, time)] as const)))
const action = keepBundle(join(folder, 'bundle'))
const ours = sallyport(action)
const rivals = [...opensshRivals, ...frameworkRivals].filter(
  ({ name }) => options.contenders.length === 0 || options.contenders.some((words) => name.includes(words)),
)
const say = (words: string) => void process.stderr.write(`${words}\n`)
try {
  const source = await makeSource(join(folder, 'work/source'), { files: 4000, bytes: 30e6 })
  const track: Track = { folder, hosts, contenders: [ours, ...rivals], networks, source, runs: [], deployed: new Map(), say }
  for (const row of rows) await runRow(track, row, options.runs)
  const special = options.rows.length === 0 || options.rows.includes('memory') ? await specialRows(track) : []
  print(track.runs, special)
  if (options.json) writeFileSync(options.json, JSON.stringify(track.runs, undefined, 2))
} finally {
  for (const network of networks.values()) network.close()
  await stopHosts(hosts)
}

/** Once each, over the fastest network. */
async function specialRows({ source, networks }: Track): Promise<readonly Target[]> {
  const network = networks.get(0)
  if (!network) return []
  const job = { source, hosts, network, sshConfig: '', scratch: join(folder, 'scratch') }
  const compressing = hosts.length > 1 ? await measureCompressing(job, ours, action) : []
  return [...compressing, ...(await measureMemory({ ...job, hosts: hosts.slice(0, 1) }, ours))]
}

function print(runs: readonly Run[], special: readonly Target[]): void {
  const parts = [
    describeMachine(folder, options.lacking),
    '**Time** (median; × as much as ours)',
    figureTable(runs, rows, ({ seconds }) => seconds, showSeconds),
    '**Bytes over the network**, both ways, all hosts together',
    figureTable(runs, rows, ({ bytes }) => bytes, showBytes),
    '**CPU on the runner**, user and system, with children that were waited for',
    figureTable(runs, rows, ({ cpu }) => cpu, showSeconds),
    '**CPU on the hosts**, all together',
    figureTable(runs, rows, ({ hostCpu }) => hostCpu, showSeconds),
    '**Targets**',
    targetTable([...judge(runs, rows), ...special]),
  ]
  process.stdout.write(`${parts.join('\n\n')}\n`)
}
