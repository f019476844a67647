import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { InputError, messageOf } from '../kit/errors.ts'
import { type Text, text, verbatim } from '../kit/text.ts'
import { type LogReader, type LogReading, longestLine, newLogReader } from './log-events.ts'
import type { LogPattern } from './log-pattern.ts'
import { realFile } from './real-file.ts'

/** Where a log is, and how it is read. */
export interface LogFile {
  /** From the workspace on, or absolute: see {@link realFile}. */
  readonly path: string
  readonly workspace: string
  readonly patterns: readonly LogPattern[]
  /** As of {@link newLogReader}. */
  readonly scrub: (words: string) => string
}

/** Reads the log in a file, of any size, as {@link newLogReader} does. Throws an InputError for what is no readable file. */
export async function readLogFile({ path, workspace, patterns, scrub }: LogFile): Promise<LogReading> {
  const found = await realFile(path, workspace)
  if ('why' in found) throw unreadable(path, found.why)
  try {
    return await readLog(found.path, newLogReader(patterns, scrub))
  } catch (error) {
    throw error instanceof InputError ? error : unreadable(path, verbatim(messageOf(error)), error)
  }
}

async function readLog(path: string, reader: LogReader): Promise<LogReading> {
  const lines = lineSplitter()
  const decoder = new TextDecoder(await encodingOf(path))
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    reader.take(lines.split(decoder.decode(chunk as Buffer, { stream: true }))) // no encoding was asked for
  }
  reader.take([...lines.split(decoder.decode()), ...lines.rest()])
  return reader.end()
}

/** Logs that PowerShell writes are UTF-16, and say so in front. */
async function encodingOf(path: string): Promise<'utf-8' | 'utf-16le' | 'utf-16be'> {
  const file = await open(path)
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0).finally(() => file.close())
  const mark = buffer.readUInt16BE()
  return mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8'
}

/** Pieces of text into lines. Of a line without end no more is kept than is read of it. */
function lineSplitter() {
  let begun: string | undefined
  return {
    split: (words: string): string[] => {
      const lines = words.split('\n')
      lines[0] = `${begun ?? ''}${lines[0] ?? ''}`
      const last = lines.pop() ?? ''
      begun = last === '' ? undefined : last.slice(0, longestLine + 1)
      return lines.map((line) => line.replace(/\r$/, ''))
    },
    rest: (): string[] => (begun === undefined ? [] : [begun]),
  }
}

function unreadable(path: string, why: Text, cause?: unknown): InputError {
  return new InputError({
    code: 'invalid-input',
    problem: text(`The log cannot be read: ${why.en}.`, `无法读取日志：${why['zh-CN']}。`),
    where: `log-file: ${path}`,
    remedy: text('Give the path of a log, as seen from the workspace.', '请填写日志文件的路径（相对于工作区）。'),
    cause,
  })
}
