/** How soon the actions start, and how large they are: bench/README.md. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { bundleBytes } from '../../test/support/bundle-size.ts'
import { defaultNode, jobEnvironment, repositoryRoot } from '../../test/support/runner-context.ts'
import { median, rotated } from './statistics.ts'
import { markdownTable, showBytes } from './table.ts'

const runs = 21
const dist = join(repositoryRoot, 'dist')
/** The whole has the parts of all, and no limit of its own but that of `dist/`. */
const whole = 'release'
const actions = [...readdirSync(join(repositoryRoot, 'actions')), whole]
const nothing = 'node -e 0'

/** Milliseconds until an action, started without any input, has said so and ended; or until Node has done nothing. */
function timeOf(name: string): number {
  const argv = name === nothing ? ['-e', '0'] : [join(dist, name, 'index.js')]
  const started = performance.now()
  const { status, stdout } = spawnSync(defaultNode(), argv, { env: { ...jobEnvironment, PATH: process.env.PATH ?? '' }, encoding: 'utf8' })
  const milliseconds = performance.now() - started
  if (name !== nothing && (status !== 1 || !stdout.includes('::error'))) throw new Error(`${name} reported no input error:\n${stdout}`)
  return milliseconds
}

const archiveBytes = (): number => gzipSync(execFileSync('git', ['archive', 'HEAD'], { cwd: repositoryRoot, maxBuffer: 1 << 30 })).length

const times = new Map<string, number[]>([nothing, ...actions].map((name) => [name, []]))
for (let run = -1; run < runs; run++) {
  for (const name of rotated([...times.keys()], run + 1)) {
    const time = timeOf(name)
    if (run >= 0) times.get(name)?.push(time) // the first one warms the disk
  }
}

const base = median(times.get(nothing) ?? [])
const verdict = (found: number, most: number): string => (found <= most ? 'pass' : '**miss**')
const rows = actions.flatMap((name) => {
  const extra = median(times.get(name) ?? []) - base
  const bytes = bundleBytes(name)
  return [
    [`${name}: first input error, over \`${nothing}\` (${base.toFixed(1)} ms)`, '≤ 25 ms', `${extra.toFixed(1)} ms`, verdict(extra, 25)],
    ...(name === whole ? [] : [[`${name}: bundle`, '≤ 1 MB', showBytes(bytes), verdict(bytes, 1e6)]]),
  ]
})
const archive = archiveBytes()
const last = ['repository archive, gzip', '≤ 5 MB', showBytes(archive), verdict(archive, 5e6)]
process.stdout.write(`${markdownTable([['target', 'to reach', `found (median of ${runs})`, ''], ...rows, last])}\n`)
