import { pipeline } from 'node:stream/promises'
import { TimeLimit } from '../../kit/cancelled.ts'
import { RemoteError } from '../../kit/errors.ts'
import { printable } from '../../kit/printable.ts'
import { text } from '../../kit/text.ts'
import type { RemoteProcess, SshConnection } from '../../ssh/connection.ts'
import type { HostRequest } from './ahead.ts'
import { escapeArgument } from './escape.ts'
import { agentScript } from './scripts.ts'
import { loading } from './shell-command.ts'

/** What the host's agent answered: its lines, any bytes it sent along, and how it ended. */
export interface Answer {
  readonly lines: readonly string[]
  readonly blob: Buffer | undefined
  /** `ok`, or the agent's word for what is wrong. */
  readonly status: string
  /** What it said about it. */
  readonly words: string
}

/** A loop of ours that runs on the host for the whole deployment: one exec, one round trip a request. */
export interface Agent {
  /** Sends a request and awaits its answer; rejects with a RemoteError when the connection is gone or the answer makes no sense. */
  ask(verb: string, args?: readonly string[]): Promise<Answer>
  /**
   * Sends a request with a list and then a stream, after which the agent takes no further one. The answer may come before all was read; it
   * rejects with a fault of the stream, or when `signal` aborts. What is sent `ahead` is answered behind that, `skipped` where something before
   * it went wrong.
   */
  deliver(delivery: Delivery, signal: AbortSignal): { readonly answer: Promise<Answer>; readonly ahead: readonly Promise<Answer>[] }
  /** Ends the loop. */
  close(): void
}

export interface Delivery {
  readonly request: HostRequest
  readonly list: readonly string[]
  /** Requests that the agent carries out by itself, one after the other, once the first one went well. */
  readonly ahead: readonly HostRequest[]
  readonly stream: AsyncIterable<Buffer>
}

/** The lines of an answer may not be longer, nor the bytes that it sends along: a manifest of 200,000 files is below that. */
const linesLimit = 4 << 20
const blobLimit = 64 << 20
/** What a login may print before our first word. */
const greetingLimit = 64 << 10

/**
 * Milliseconds that a host may take over a request once the run is aborted. After a cancellation the runner itself waits 7.5 s only, in
 * which a silent host is asked up to three times: over the old connection, over a new one, and for its lock.
 */
const patience = (reason: unknown): number => (reason instanceof TimeLimit ? 10_000 : 2000)

/**
 * Starts the agent on a host; requests may be sent at once, and tell when it does not start. A host that does not answer is given up some time after
 * `signal` aborts.
 */
export function startAgent(connection: SshConnection, signal: AbortSignal): Agent {
  const { command, input } = loading(agentScript)
  const { stdin, started } = connection.start(command)
  const waiting: Waiting[] = []
  const reader = answerReader()
  let fault: RemoteError | undefined
  let complaints = ''
  const end = (error: RemoteError) => {
    fault ??= error
    for (const { reject } of waiting.splice(0)) reject(fault)
    started.then((process) => process.abandon()).catch(() => {})
    signal.removeEventListener('abort', hurry)
  }
  const limit = (request: Waiting) => {
    const giveUp = () => waiting.includes(request) && end(silent(connection.name))
    started.then(() => setTimeout(giveUp, patience(signal.reason)).unref()).catch(() => {}) // connecting has a time of its own
  }
  const hurry = () => waiting.forEach(limit)
  signal.addEventListener('abort', hurry)
  const attend = (process: RemoteProcess) => {
    process.stderr.on('data', (chunk: Buffer) => {
      complaints = (complaints + chunk.toString()).slice(-2000)
    })
    process.stdout.on('data', (chunk: Buffer) => {
      const answers = reader(chunk)
      if (answers === undefined) return end(nonsense(connection.name, complaints))
      for (const answer of answers) waiting.shift()?.resolve(answer)
    })
    void process.exit.then((exit) => end(ended(connection.name, exit.kind, complaints)))
  }
  stdin.on('error', () => {}) // the exit tells
  stdin.write(input)
  started.then(attend, (error: RemoteError) => end(error))
  const answered = (): Promise<Answer> =>
    new Promise<Answer>((resolve, reject) => {
      if (fault) return reject(fault)
      const asked = { resolve, reject }
      waiting.push(asked)
      if (signal.aborted) limit(asked)
    })
  const send = (lines: readonly string[]) => void stdin.write(lines.map((line) => `${line}\n`).join(''))
  const lineOf = ([verb, ...args]: HostRequest) => [verb, ...args.map(escapeArgument)].join(' ')
  return {
    ask: (verb, args = []) => {
      const answer = answered()
      send([lineOf([verb, ...args])])
      return answer
    },
    deliver: ({ request, list, ahead, stream }, signal) => {
      const answer = answered()
      const others = ahead.map(answered)
      for (const other of others) other.catch(() => {}) // told to whoever asks for it
      send([lineOf(request), ...list, '.', ...ahead.map(lineOf), '.'])
      const source = noted(stream)
      const fault = pipeline(source.chunks, stdin, { signal }).then(
        () => undefined,
        (error: Error) => source.fault() ?? (error.name === 'AbortError' ? error : undefined),
      )
      return { answer: Promise.race([answer, fault.then((error) => (error ? Promise.reject(error) : answer))]), ahead: others }
    },
    close: () => stdin.end(),
  }
}

/** A stream that remembers its own fault, as opposed to that of a host that stopped reading: the host's answer tells why. */
function noted(stream: AsyncIterable<Buffer>): { chunks: () => AsyncGenerator<Buffer>; fault: () => Error | undefined } {
  let fault: Error | undefined
  return {
    fault: () => fault,
    chunks: async function* () {
      try {
        yield* stream
      } catch (error) {
        fault = error instanceof Error ? error : new Error(String(error))
        throw error
      }
    },
  }
}

interface Waiting {
  resolve(answer: Answer): void
  reject(error: Error): void
}

/**
 * Cuts the agent's output into answers. Lines before its greeting are somebody's login banner. Returns undefined when what
 * comes is not the agent, or too much.
 */
export function answerReader(): (chunk: Buffer) => Answer[] | undefined {
  let buffered: Buffer[] = []
  let size = 0
  let greeted = false
  let lines: string[] = []
  let blob: Buffer | undefined
  let blobSize = -1
  let taken = 0 // bytes of the lines so far
  return (chunk) => {
    buffered.push(chunk)
    size += chunk.length
    if (size + taken > (blobSize >= 0 ? blobLimit : greeted ? linesLimit : greetingLimit)) return undefined
    if (blobSize > size || (blobSize < 0 && !chunk.includes(10))) return []
    let rest = Buffer.concat(buffered)
    const answers: Answer[] = []
    for (;;) {
      if (blobSize >= 0) {
        if (rest.length < blobSize) break
        blob = rest.subarray(0, blobSize)
        rest = rest.subarray(blobSize)
        blobSize = -1
      }
      const newline = rest.indexOf(10)
      if (newline < 0) break
      const line = rest.subarray(0, newline).toString()
      rest = rest.subarray(newline + 1)
      taken += newline + 1
      if (!greeted) greeted = line === 'sallyport-agent 1'
      else if (line.startsWith('blob ')) blobSize = Math.min(Number(line.slice(5)) || 0, blobLimit + 1)
      else if (line.startsWith('done ')) {
        const [, status = '', ...words] = line.split(' ')
        answers.push({ lines, blob, status, words: words.join(' ') })
        lines = []
        taken = 0
        blob = undefined
      } else lines.push(line)
    }
    buffered = [rest]
    size = rest.length
    return answers
  }
}

const nonsense = (host: string, complaints: string): RemoteError =>
  new RemoteError({
    code: 'host-answer',
    party: host,
    problem: text(
      `${host} answered something that makes no sense. ${printable(complaints)}`,
      `${host} 的应答无法理解。${printable(complaints)}`,
    ),
    remedy: text(
      'Log in as this user and run “sh -c true”: it must print little and end at once. Restricted shells and Windows hosts are not supported.',
      '请以该用户登录并运行“sh -c true”：它应几乎没有输出并立即结束。不支持受限 shell 和 Windows 主机。',
    ),
  })

const silent = (host: string): RemoteError =>
  new RemoteError({
    code: 'connection-lost',
    party: host,
    retryable: true,
    problem: text(`${host} did not answer in time.`, `${host} 未及时应答。`),
  })

function ended(host: string, kind: string, complaints: string): RemoteError {
  if (kind === 'lost') {
    return new RemoteError({
      code: 'connection-lost',
      party: host,
      retryable: true,
      problem: text(`The connection to ${host} was lost.`, `与 ${host} 的连接中断。`),
    })
  }
  return nonsense(host, complaints)
}
