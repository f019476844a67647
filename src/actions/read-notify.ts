import { readFile } from 'node:fs/promises'
import type { Picture } from '../chat/message.ts'
import type { Config } from '../config/config.ts'
import type { Environment } from '../config/environment.ts'
import { refuseMissingFile } from '../config/missing-file.ts'
import type { NotifySettings } from '../config/notify.ts'
import { type GitHub, gitHubWith } from '../github/client.ts'
import { InputError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import type { Io } from '../kit/run.ts'
import { text } from '../kit/text.ts'
import { realFile } from '../notify/real-file.ts'
import { checkPatterns } from '../notify/test-report-files.ts'
import { configSource } from './config-source.ts'
import type { NotifyInputs } from './notify-inputs.ts'

/** Who did the work of the job and tells of it as well: its `status` counts even where GitHub shows nothing. */
export interface Witness {
  /** Why it fails; empty: it is looked for. */
  readonly reason: string
}

/** What the configuration says of who is told. */
export interface WhomToTell {
  readonly config: Config
  readonly project: string
  readonly environment: Environment | undefined
  readonly settings: NotifySettings | undefined
}

/** All that is to be told, as the inputs and the configuration say. */
export interface NotifyOrder extends WhomToTell {
  readonly inputs: NotifyInputs
  readonly event: 'start' | 'result' | 'message'
  readonly picture: Picture | undefined
  /** Undefined: nobody told but the inputs. */
  readonly witness?: Witness
  /** Messages of an earlier step, by channel. */
  readonly ids: ReadonlyMap<string, string>
  readonly github: { readonly client: GitHub; readonly repository: string }
}

/** Reads inputs and configuration, each part loaded when the one before is well. Throws an InputError before anybody hears of anything. */
export async function readNotify(io: Io, inputs: NotifyInputs): Promise<NotifyOrder> {
  io.log.mask(inputs.token)
  const event = eventOf(inputs)
  checkPatterns(inputs['test-reports'])
  const ids = idsFrom(inputs['message-ids'])
  const picture = await pictureFrom(io, inputs.picture)
  const github = { client: gitHubWith(inputs.token, io.env), repository: io.env.GITHUB_REPOSITORY ?? '' }
  refuseMissingFile(configSource(io, inputs))
  const { whomToTell } = await import('./whom-to-tell.ts')
  return { inputs, event, ...(await whomToTell(io, inputs, github.client)), picture, ids, github }
}

function eventOf(inputs: NotifyInputs): NotifyOrder['event'] {
  const hasWords = inputs.title !== '' || inputs.message !== '' || inputs['log-file'] !== ''
  const event = inputs.event || (hasWords ? 'message' : 'result')
  if (event !== 'message' || hasWords || inputs.picture !== '') return event
  throw new InputError({
    code: 'invalid-input',
    problem: text('The message is empty.', '消息为空。'),
    where: 'with: message',
    remedy: text('Give a “title”, a “message”, a “picture” or a “log-file”.', '请给出“title”“message”“picture”或“log-file”。'),
  })
}

/** The output `message-ids` of an earlier step: a JSON object of words. */
function idsFrom(words: string): ReadonlyMap<string, string> {
  if (words === '') return new Map()
  try {
    const entries = Object.entries(JSON.parse(words) as object)
    if (entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) return new Map(entries)
  } catch {
    // told below
  }
  throw new InputError({
    code: 'invalid-input',
    problem: text(
      `“message-ids” must be the output of that name of an earlier step; found “${printable(words, 60)}”.`,
      `“message-ids”必须是先前步骤的同名输出；实际为“${printable(words, 60)}”。`,
    ),
    where: 'with: message-ids',
  })
}

/** Bytes; what the smallest platform takes (facts/chat.md 4.1). */
const largestPicture = 2 * 1024 * 1024

async function pictureFrom(io: Io, path: string): Promise<Picture | undefined> {
  if (path === '') return undefined
  const refuse = (problem: ReturnType<typeof text>) => new InputError({ code: 'invalid-input', problem, where: 'with: picture' })
  const shown = printable(path)
  const file = await realFile(path, io.env.GITHUB_WORKSPACE ?? process.cwd())
  if ('why' in file) throw refuse(text(`“${shown}” cannot be read: ${file.why.en}.`, `无法读取“${shown}”：${file.why['zh-CN']}。`))
  if (file.size > largestPicture) throw refuse(text(`“${shown}” is larger than 2 MB.`, `“${shown}”超过 2 MB。`))
  const data = await readFile(file.path)
  const type = typeOf(data)
  if (!type) throw refuse(text(`“${shown}” is neither a PNG nor a JPEG.`, `“${shown}”既不是 PNG 也不是 JPEG。`))
  return { data, type, alt: printable(path.split('/').at(-1) ?? path, 80) }
}

function typeOf(data: Buffer): Picture['type'] | undefined {
  if (data.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png'
  return data.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')) ? 'image/jpeg' : undefined
}
