import { execFileSync, spawnSync } from 'node:child_process'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { defaultNode } from '../../test/support/runner-context.ts'

/** What the figures depend on, as a list in Markdown. */
export function describeMachine(folder: string, lacking: readonly string[]): string {
  const [cpu] = cpus()
  const inMemory = folder.startsWith('/dev/shm')
  const lines = [
    `${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}; runner, network and hosts share it`,
    `source and hosts' folders ${inMemory ? 'in memory (tmpfs)' : `on disk (${folder})`}; hosts ${hasZstd(lacking) ? 'with' : 'without'} zstd`,
    `Node ${firstLine(defaultNode(), '--version')}, ${firstLine('ssh', '-V')}, ${firstLine('rsync', '--version')}, ${firstLine('tar', '--version')}`,
    `${firstLine('cap', '--version')}, ${firstLine('ansible-playbook', '--version')}, commit ${firstLine('git', 'rev-parse', '--short', 'HEAD')}`,
    `load at the start: ${execFileSync('cut', ['-d', ' ', '-f1', '/proc/loadavg'], { encoding: 'utf8' }).trim()}`,
  ]
  return lines.map((line) => `- ${line}`).join('\n')
}

/** What the figures of processes on this machine alone depend on, as a line. */
export function describeProcessor(): string {
  const [cpu] = cpus()
  const [node, commit] = [firstLine(defaultNode(), '--version'), firstLine('git', 'rev-parse', '--short', 'HEAD')]
  return `${cpus().length} × ${cpu?.model.trim()}, Linux ${release()}, Node ${node}, commit ${commit}, load at the start: ${loadavg()[0]?.toFixed(2)}`
}

const hasZstd = (lacking: readonly string[]): boolean => !lacking.includes('zstd') && firstLine('zstd', '--version') !== '–'

function firstLine(command: string, ...args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) return '–'
  return ((stdout || stderr).split('\n')[0] ?? '').replace(/ +Copyright.*/, '').trim()
}
