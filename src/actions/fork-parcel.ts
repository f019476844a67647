import { lstat, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fieldsOf, listOf } from '../github/answer.ts'
import { runFromRunner } from '../github/run-from-runner.ts'
import { printable, printableLines } from '../kit/printable.ts'
import type { Io } from '../kit/run.ts'
import { type Text, text } from '../kit/text.ts'
import { newTrace } from '../notify/trace.ts'
import { allChannels, type Place, type Places } from './notice-places.ts'
import type { Told } from './notify-outcome.ts'
import type { NotifyOrder } from './read-notify.ts'
import { eventOf } from './run-subject.ts'
import { toldTests } from './told-tests.ts'

/** Of the file, in bytes, and of its lines: it comes from whoever opened the pull request. */
const most = { bytes: 64 * 1024, lines: 30, line: 300 } as const
const fileName = 'sallyport-notice.json'

/**
 * In a run of a fork or of Dependabot, which has no secrets, what it has to say goes to a file that a workflow with secrets may send. Undefined
 * anywhere else, and where channels can be used all the same.
 */
export async function keepForCompanion(io: Io, order: NotifyOrder, places: Places): Promise<Told | undefined> {
  if (!(await isWithoutSecrets(io))) return undefined
  const all = await Promise.all(allChannels(order.config).map((name) => places.named(name)))
  if (all.some(isUsable) || !all.some((place) => 'error' in place && place.error.code === 'missing-secret')) return undefined
  const file = join(io.env.RUNNER_TEMP ?? '.', fileName)
  await writeFile(file, JSON.stringify({ version: 1, lines: await linesOf(io, order) }))
  const words = text(
    'This run is one of a fork, or of Dependabot, and has no secrets: nobody can be told from here. The message was written to a file; upload the output “parcel” as an artifact, and send it from a workflow on “workflow_run”: examples/fork-notices.yml.',
    '此运行来自复刻仓库或 Dependabot，没有密钥：无法从这里通知任何人。消息已写入文件；请将输出“parcel”作为制品上传，并由“workflow_run”上的工作流发送：examples/fork-notices.yml。',
  )
  io.log.notice(words)
  return { targets: [], trace: newTrace(), parcel: file, silence: { code: 'kept-for-companion', words } }
}

async function isWithoutSecrets(io: Io): Promise<boolean> {
  const { pull_request: pull } = fieldsOf(await eventOf(io))
  if (pull === undefined) return false
  const { full_name: head } = fieldsOf(fieldsOf(fieldsOf(pull).head).repo)
  return head !== io.env.GITHUB_REPOSITORY || io.env.GITHUB_ACTOR === 'dependabot[bot]'
}

/** Such a run may only read from GitHub; whatever else is wrong with a channel is told as anywhere. */
const isUsable = (place: Place): boolean =>
  'channel' in place
    ? place.channel.platform !== 'github'
    : place.error.code !== 'missing-secret' && place.error.code !== 'channel-unusable'

/** What GitHub cannot tell the other workflow: the run's own words, and its tests. */
async function linesOf(io: Io, order: NotifyOrder): Promise<readonly string[]> {
  const { title, message } = order.inputs
  const tests = await toldTests(io, order, runFromRunner(io.env))
  const told = tests.lines ? [tests.lines.totals[io.log.locale], ...tests.lines.failures.map((name) => `✗ ${name}`)] : []
  return [title, ...printableLines(message), ...told].filter((line) => line.trim() !== '').slice(0, most.lines)
}

/** The words of a parcel, taken for what they are: of a stranger. Empty, with a warning, for what is no parcel. */
export async function readParcel(io: Io, path: string): Promise<readonly string[]> {
  const file = resolve(io.env.GITHUB_WORKSPACE ?? process.cwd(), path)
  try {
    // Not what a link leads to: that is a file of this runner, not of the run.
    const found = await lstat(file)
    if (!found.isFile()) return unread(io, text('it is no file', '它不是文件'))
    if (found.size > most.bytes) return unread(io, text('it is too large', '它过大'))
    const { version, lines } = fieldsOf(JSON.parse(await readFile(file, 'utf8')))
    if (version !== 1 || !Array.isArray(lines)) return unread(io, foreign)
    const words = listOf(lines).filter((line): line is string => typeof line === 'string' && line.trim() !== '')
    return words.slice(0, most.lines).map((line) => printable(line, most.line))
  } catch (error) {
    return unread(io, (error as NodeJS.ErrnoException).code === 'ENOENT' ? text('there is none', '文件不存在') : foreign)
  }
}

const foreign = text('it is none of ours', '它不是由本动作写下的')

/** What stands in the file is not repeated: it is whatever somebody chose. */
function unread(io: Io, why: Text): readonly string[] {
  io.log.warning(
    text(
      `The run left no words of its own that can be read (${why.en}); how it went is told all the same.`,
      `该运行没有留下可读取的内容（${why['zh-CN']}）；仍会通知其结果。`,
    ),
  )
  return []
}
