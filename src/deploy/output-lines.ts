import { once } from 'node:events'
import type { Readable } from 'node:stream'
import type { Clock } from '../kit/clock.ts'

/** What follows a command's end is waited for no longer, in milliseconds: a process it left behind may hold its output open. */
const lastWords = 250
const tailLines = 20
/** Lines and letters of one command that reach the log, and letters of one line. */
const loggedLines = 5000
const loggedLetters = 2 << 20
const lineLimit = 16_384

interface LineOptions {
  /** Lines as they come, without the last line's end. */
  readonly onLines: (lines: string) => void
  /** There are more lines than the log takes. */
  readonly onCut: () => void
  /** Keeps a line for itself: it is not the command's. */
  readonly take?: (line: string) => boolean
}

/** The output of a command in whole lines: a line is never torn, so that a secret in it is seen and hidden by the runner. */
export function outputLines({ onLines, onCut, take = () => false }: LineOptions, streams: readonly Readable[]) {
  let [lineCount, letterCount, isCut] = [0, 0, false]
  const isShown = (line: string): boolean => {
    lineCount++
    letterCount += line.length
    return lineCount <= loggedLines && letterCount <= loggedLetters
  }
  let tail: string[] = []
  const accept = (all: readonly string[]) => {
    const lines = all.filter((line) => !take(line))
    if (lines.length === 0) return
    tail = [...tail, ...lines].slice(-tailLines)
    const shown = isCut ? [] : lines.filter(isShown)
    if (shown.length > 0) onLines(shown.join('\n'))
    if (!isCut && shown.length < lines.length) onCut()
    isCut ||= shown.length < lines.length
  }
  const rests = streams.map((stream) => follow(stream, accept))
  return {
    /** Waits for what is still on its way. */
    drained: (clock: Clock): Promise<unknown> => Promise.race([Promise.all(streams.map(ended)), clock.sleep(lastWords)]),
    /** The last lines. What has no end of line yet is one too. */
    finish: (): readonly string[] => {
      for (const rest of rests) accept(rest())
      return tail
    },
  }
}

/** Each stream has lines of its own, and may tear a character. Returns what is left over at the end. */
function follow(stream: Readable, accept: (lines: readonly string[]) => void): () => readonly string[] {
  const decoder = new TextDecoder()
  let partial = ''
  stream.on('data', (chunk: Buffer) => {
    const lines = (partial + decoder.decode(chunk, { stream: true })).split('\n')
    partial = (lines.pop() ?? '').slice(-lineLimit)
    accept(lines)
  })
  return () => {
    const last = partial + decoder.decode()
    partial = ''
    return last === '' ? [] : [last]
  }
}

const ended = async (stream: Readable): Promise<void> => {
  if (!stream.readableEnded && !stream.closed) await once(stream, 'end')
}
