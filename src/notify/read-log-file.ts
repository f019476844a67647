import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { InputError, messageOf } from '../kit/errors.ts'
import { type Text, text, verbatim } from '../kit/text.ts'
import { type LogReading, longestLine, newLogReader } from './log-events.ts'
import type { LogPattern } from './log-pattern.ts'

/** Reads the log in a file, of any size, as {@link newLogReader} does. Throws an InputError for what is no readable file. */
export async function readLogFile(path: string, patterns: readonly LogPattern[]): Promise<LogReading> {
  const encoding = await encodingOf(path)
  const reader = newLogReader(patterns)
  const lines = lineSplitter()
  const decoder = new TextDecoder(encoding)
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      reader.take(lines.split(decoder.decode(chunk as Buffer, { stream: true }))) // no encoding was asked for
    }
  } catch (error) {
    throw error instanceof InputError ? error : unreadable(path, error)
  }
  reader.take([...lines.split(decoder.decode()), ...lines.rest()])
  return reader.end()
}

/** Logs that PowerShell writes are UTF-16, and say so in front. */
async function encodingOf(path: string): Promise<'utf-8' | 'utf-16le' | 'utf-16be'> {
  try {
    // A pipe would never end.
    if (!(await stat(path)).isFile()) throw new Error('it is no file')
    const file = await open(path)
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0).finally(() => file.close())
    const mark = buffer.readUInt16BE()
    return mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8'
  } catch (error) {
    throw unreadable(path, error)
  }
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

const whys: Readonly<Record<string, Text>> = {
  ENOENT: text('there is no such file', '文件不存在'),
  EACCES: text('it may not be read', '没有读取权限'),
}

function unreadable(path: string, error: unknown): InputError {
  const { code = '' } = error as NodeJS.ErrnoException // anything else has no code
  const why = whys[code] ?? verbatim(messageOf(error))
  return new InputError({
    code: 'invalid-input',
    problem: text(`The log cannot be read: ${why.en}.`, `无法读取日志：${why['zh-CN']}。`),
    where: `log-file: ${path}`,
    remedy: text('Give the path of a log, as seen from the workspace.', '请填写日志文件的路径（相对于工作区）。'),
    cause: error,
  })
}
