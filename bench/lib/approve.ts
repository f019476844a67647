/** How soon gates ask and go on, and what they cost while they wait: bench/README.md. */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { defaultNode } from '../../test/support/runner-context.ts'
import { type Clicks, measureClicks } from './approve-clicks.ts'
import { intervals, type PlatformName, platformNames } from './approve-scene.ts'
import { measureWaiting, type Waiting } from './approve-waiting.ts'
import { describeProcessor } from './machine.ts'
import { median, percentile } from './statistics.ts'
import { markdownTable, showBytes } from './table.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '21' },
    waves: { type: 'string', default: '4' },
    platforms: { type: 'string', default: platformNames.join(';') },
  },
})
const chosen = platformNames.filter((name) => values.platforms.split(';').includes(name))
const [rounds, waves, span] = [Number(values.rounds), Number(values.waves), 60_000]

const nothing = median(
  Array.from({ length: 11 }, () => {
    const started = performance.now()
    spawnSync(defaultNode(), ['-e', '0'])
    return performance.now() - started
  }),
)
process.stdout.write(`${describeProcessor()}\n\n`)
const clicks = new Map<PlatformName, Clicks>()
for (const name of chosen) clicks.set(name, await measureClicks(name, rounds, waves))
const waiting = await Promise.all(chosen.map((name) => measureWaiting(name, span)))

const verdict = (found: number, most: number): string => (found <= most ? 'pass' : '**miss**')
const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`

process.stdout.write(`\`node -e 0\`: ${nothing.toFixed(0)} ms (median of 11)\n\n${startTable()}\n\n${clickTable()}\n\n${waitingTable()}\n`)

function startTable(): string {
  const rows = [...clicks].map(([name, { firstCards }]) => {
    const found = median(firstCards)
    return [name, `${found.toFixed(0)} ms`, `${percentile(firstCards, 0.95).toFixed(0)} ms`, verdict(found, 300)]
  })
  return markdownTable([['process start to the first card', `median of ${rounds - 1}`, 'p95', '≤ 300 ms'], ...rows])
}

function clickTable(): string {
  const rows = [...clicks].map(([name, { alone, ofTen }]) => {
    const most = intervals[name] + 300
    const cells = [alone, ofTen].flatMap((times) => [
      seconds(median(times)),
      seconds(percentile(times, 0.95)),
      verdict(percentile(times, 0.95), most),
    ])
    return [name, `≤ ${seconds(most)}`, ...cells]
  })
  const head = [
    'click to the end of the process',
    'p95 to reach',
    `one gate (${rounds}): p50`,
    'p95',
    '',
    `ten gates (${waves} × 10): p50`,
    'p95',
    '',
  ]
  return markdownTable([head, ...rows])
}

function waitingTable(): string {
  const rows = waiting.map(({ name, callsAnHour, countedAnHour, countedAtStart, githubAnHour, memory, cpu }: Waiting) => [
    name,
    name === 'github' || name === 'web' ? '–' : callsAnHour.toFixed(0),
    githubAnHour.toFixed(0),
    String(countedAtStart),
    countedAnHour.toFixed(0),
    verdict(countedAtStart + countedAnHour, 120),
    showBytes(memory),
    verdict(memory, 80e6),
    `${cpu.toFixed(0)} ms`,
  ])
  const head = [
    'a gate that waits, an hour',
    'calls of the platform',
    'requests to GitHub',
    'counted at the start',
    'counted',
    '≤ 120',
    'peak memory',
    '≤ 80 MB',
    'CPU a minute',
  ]
  return markdownTable([head, ...rows])
}
