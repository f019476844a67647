import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { scrubberOf } from '../chat/delivery/scrub.ts'
import { scrubData } from '../chat/delivery/scrub-data.ts'
import { fieldsOf, listOf } from '../github/answer.ts'
import { runFromRunner } from '../github/run-from-runner.ts'
import { InputError, textOf } from '../kit/errors.ts'
import { printable, printableLines } from '../kit/printable.ts'
import type { Io } from '../kit/run.ts'
import { joinText, type Text, text } from '../kit/text.ts'
import { realFile } from '../notify/real-file.ts'
import { newTrace } from '../notify/trace.ts'
import { allChannels, type Place, type Places } from './notice-places.ts'
import type { Told } from './notify-outcome.ts'
import type { NotifyOrder } from './read-notify.ts'
import { eventOf } from './run-subject.ts'
import { toldTests } from './told-tests.ts'

/** Of the file, in bytes, and of its lines: it comes from whoever opened the pull request. */
const most = { bytes: 64 * 1024, lines: 30, line: 300 } as const
const fileName = 'sallyport-notice.json'

/** A run that GitHub gives neither secrets nor a token that may write. */
export type Stranger = 'fork' | 'dependabot'

/** Whether this run is one. Undefined: it is not. */
export async function strangerIn(io: Io): Promise<Stranger | undefined> {
  if (io.env.GITHUB_EVENT_NAME === 'workflow_run' || io.env.GITHUB_EVENT_NAME === 'pull_request_target') return undefined
  if (io.env.GITHUB_ACTOR === 'dependabot[bot]') return 'dependabot'
  const { pull_request: pull } = fieldsOf(await eventOf(io))
  if (pull === undefined) return undefined
  const { full_name: head } = fieldsOf(fieldsOf(fieldsOf(pull).head).repo)
  return head === io.env.GITHUB_REPOSITORY ? undefined : 'fork'
}

/**
 * In a run of a stranger, what it has to say goes to a file that a workflow with secrets may send. Undefined where one of the channels that
 * are to hear of it can be used all the same, or where it is not for want of a secret that none can.
 */
export async function keepForCompanion(io: Io, order: NotifyOrder, places: Places, stranger: Stranger): Promise<Told | undefined> {
  const all = await Promise.all(channelsOf(order).map((name) => places.named(name)))
  if (all.some(isUsable) || !all.some((place) => 'error' in place && place.error.code === 'missing-secret')) return undefined
  const file = join(io.env.RUNNER_TEMP ?? '.', fileName)
  await writeFile(file, JSON.stringify({ version: 1, lines: await linesOf(io, order) }))
  const words = joinText([reasons[stranger], keptWords])
  io.log.notice(words)
  return { targets: [], trace: newTrace(), parcel: file, silence: { code: 'kept-for-companion', words } }
}

/** Comments take a token that may write. */
const isUsable = (place: Place): boolean => 'channel' in place && place.channel.platform !== 'github'

/** Those that may hear of it: which of them do, shows only in the end. */
function channelsOf({ inputs, settings, config }: NotifyOrder): readonly string[] {
  if (inputs.channels.length > 0) return inputs.channels
  if (!settings) return allChannels(config)
  const { start, success, failure, cancelled, fixed, fallback } = settings
  return [...new Set([start, success, failure, cancelled, fixed, fallback].flat())]
}

const reasons: Readonly<Record<Stranger, Text>> = {
  fork: text('This run is one of a fork and has no secrets.', '此运行来自复刻仓库，没有密钥。'),
  dependabot: text('This run is one of Dependabot and has no secrets of Actions.', '此运行由 Dependabot 触发，没有 Actions 密钥。'),
}
const keptWords = text(
  'Nobody can be told from here. The message was written to a file; upload the output “parcel” as an artifact, and send it from a workflow on “workflow_run”: examples/fork-notices.yml.',
  '无法从这里通知任何人。消息已写入文件；请将输出“parcel”作为制品上传，并由“workflow_run”上的工作流发送：examples/fork-notices.yml。',
)

/** What GitHub cannot tell the other workflow: the run's own words, and its tests. */
async function linesOf(io: Io, order: NotifyOrder): Promise<readonly string[]> {
  const { title, message } = scrubData({ title: order.inputs.title, message: order.inputs.message }, scrubberOf(io.secrets()))
  const tests = await toldTests(io, order, runFromRunner(io.env), true)
  const told = tests.lines ? [tests.lines.totals[io.log.locale], ...tests.lines.failures.map((name) => `✗ ${name}`)] : []
  return [title, ...printableLines(message), ...told].filter((line) => line.trim() !== '').slice(0, most.lines)
}

/** The words of a parcel, taken for what they are: of a stranger. Empty, with a warning, for what is no parcel. */
export async function readParcel(io: Io, path: string): Promise<readonly string[]> {
  try {
    const found = await realFile(path, io.env.GITHUB_WORKSPACE ?? process.cwd())
    if ('why' in found) throw new InputError({ code: 'invalid-input', problem: found.why })
    if (found.size > most.bytes) throw new InputError({ code: 'invalid-input', problem: tooLarge })
    const { version, lines } = fieldsOf(jsonIn(await readFile(found.path, 'utf8')))
    if (version !== 1) throw new InputError({ code: 'invalid-input', problem: notOurs })
    const words = listOf(lines).filter((line): line is string => typeof line === 'string')
    return words.slice(0, most.lines).map((line) => printable(line, most.line))
  } catch (error) {
    const why = textOf(error)
    io.log.warning(
      text(
        `The run left no words of its own that can be read (${why.en}); how it went is told all the same.`,
        `该运行没有留下可读取的内容（${why['zh-CN']}）；仍会通知其结果。`,
      ),
    )
    return []
  }
}

/** What stands there is not repeated: it is whatever somebody chose. */
function jsonIn(words: string): unknown {
  try {
    return JSON.parse(words)
  } catch {
    return undefined
  }
}

const tooLarge = text('it is larger than 64 KB', '它超过 64 KB')
const notOurs = text('it is none of ours', '它不是本动作写下的文件')
