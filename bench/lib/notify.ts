/** How many messages get lost without a word, how soon one is on its way, and how a thousand fare: bench/README.md. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeProcessor } from './machine.ts'
import { measureLoss } from './notify-loss.ts'
import { measureMany, paces } from './notify-many.ts'
import { measureStart } from './notify-start.ts'
import { markdownTable } from './table.ts'

const { values } = parseArgs({
  options: {
    apprise: { type: 'string', default: '' },
    runs: { type: 'string', default: '21' },
    messages: { type: 'string', default: '1000' },
  },
})
const apprise = (command: string): string => join(values.apprise, command)
const version = execFileSync(apprise('apprise'), ['--version'], { encoding: 'utf8' }).split('\n')[0]

process.stdout.write(`${describeProcessor()}; ${version}\n\n`)

const loss = await measureLoss(apprise('apprise'))
process.stdout.write(
  `${markdownTable([
    ['answers that reject a message', 'answers', 'Sallyport: called delivered', 'Apprise: called delivered', ''],
    ...loss.map(({ platform, answers, ours, rivals, isOdd }) => [
      platform,
      ...[answers, ours, rivals].map(String),
      isOdd ? 'a success was called a failure' : '',
    ]),
    ['all', ...(['answers', 'ours', 'rivals'] as const).map((column) => String(loss.reduce((sum, row) => sum + row[column], 0))), ''],
  ])}\n\n`,
)

const starts = await measureStart(apprise('apprise'), Number(values.runs))
const own = starts[0]?.median ?? Number.NaN
process.stdout.write(
  `${markdownTable([
    ['process start to the first byte', `median of ${values.runs}`, 'p95', '÷ ours'],
    ...starts.map(({ name, median, p95 }) => [name, `${median.toFixed(0)} ms`, `${p95.toFixed(0)} ms`, (median / own).toFixed(2)]),
  ])}\n\n`,
)

for (const pace of paces) {
  const many = await measureMany(apprise('python'), Number(values.messages), pace)
  process.stdout.write(
    `${markdownTable([
      [`${values.messages} messages, ${pace} a second are taken`, 'seconds', '÷ optimum', 'calls wasted', 'lost', 'twice'],
      ...many.map(({ name, seconds, optimum, calls, lost, twice }) => [
        name,
        seconds.toFixed(2),
        (seconds / optimum).toFixed(3),
        `${(((calls - (Number(values.messages) - lost)) / calls) * 100).toFixed(2)} %`,
        String(lost),
        String(twice),
      ]),
    ])}\n\n`,
  )
}
