import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Delta, deltaFrom, wholeRelease } from '../../../../src/deploy/delta.ts'
import { type Answer, answerReader } from '../../../../src/deploy/host/agent.ts'
import type { HostRequest } from '../../../../src/deploy/host/ahead.ts'
import { escapeArgument } from '../../../../src/deploy/host/escape.ts'
import { agentScript } from '../../../../src/deploy/host/scripts.ts'
import { type Entry, type Manifest, manifestOf } from '../../../../src/deploy/manifest.ts'
import { packParcel } from '../../../../src/deploy/pack.ts'
import { readTree } from '../../../../src/deploy/tree.ts'
import { type Entries, layOut } from '../../../support/trees.ts'

/** The host's agent in a shell of this machine, on folders of its own. */
export interface AgentProcess {
  readonly releases: string
  readonly live: string
  readonly token: string
  /** Status and words of the answer, as people would read them: `ok`, `lock-lost {…}`. */
  ask(verb: string, ...args: string[]): Promise<Answer>
  /** Sends a request with a list and a stream, as the last one. */
  deliver(
    verb: string,
    args: readonly string[],
    list: readonly string[],
    stream: AsyncIterable<Buffer>,
    ahead?: readonly HostRequest[],
  ): Promise<Answer>
  /** What was answered to requests that were sent ahead, by their turn. */
  readonly answersAhead: readonly Answer[]
  journal(): readonly { readonly event: string; readonly release: string }[]
  stop(): Promise<void>
}

export interface AgentOptions {
  readonly shell: readonly string[]
  readonly folder: string
  readonly token?: string
  readonly live?: string
  readonly releases?: string
  /** Commands that it may use. */
  readonly path?: string
}

export async function startAgentProcess({ shell, folder, token = 'mine', path, ...where }: AgentOptions): Promise<AgentProcess> {
  const [command = 'sh', ...args] = shell
  const releases = where.releases ?? join(folder, 'releases')
  const live = where.live ?? join(folder, 'served', 'live')
  const env = { PATH: path ?? process.env.PATH, SHLVL: '1' }
  const child = spawn(command, [...args, '-c', agentScript, 'sallyport'], { env, stdio: ['pipe', 'pipe', 'inherit'], detached: true })
  const waiting: ((answer: Answer | Error) => void)[] = []
  const answersAhead: Answer[] = []
  const read = answerReader()
  const settle = (answer: Answer | Error) => waiting.shift()?.(answer)
  child.stdout.on('data', (chunk: Buffer) => {
    for (const answer of read(chunk) ?? [new Error('no answer of the agent')]) settle(answer)
  })
  child.on('exit', () => {
    while (waiting.length > 0) settle(new Error('the agent ended'))
  })
  child.stdin.on('error', () => {})
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  const send = (lines: readonly string[]): Promise<Answer> => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    waiting.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)))
    if (hasEnded()) settle(new Error('the agent ended'))
    child.stdin.write(`${lines.join('\n')}\n`)
    return promise
  }
  const line = (verb: string, given: readonly string[]) => [verb, ...given.map(escapeArgument)].join(' ')
  await send([line('paths', [releases, live, token])])
  return {
    releases,
    live,
    token,
    ask: (verb, ...given) => send([line(verb, given)]),
    answersAhead,
    deliver: async (verb, given, list, stream, ahead = []) => {
      const answer = send([line(verb, given), ...list, '.', ...ahead.map(([verb, ...given]) => line(verb, given)), '.'])
      for (const _ of ahead) waiting.push((answer) => answer instanceof Error || answersAhead.push(answer))
      const sending = async () => {
        for await (const chunk of stream) if (!child.stdin.write(Buffer.from(chunk))) await once(child.stdin, 'drain')
        child.stdin.end()
      }
      await Promise.race([answer, sending().catch(() => {})]) // an agent that refuses reads no further: its answer tells
      return answer
    },
    journal: () => {
      const words = readFileSync(join(releases, '.sallyport', 'journal.jsonl'), 'utf8')
      return words.split('\n').flatMap((entry) => (entry === '' ? [] : [JSON.parse(entry)]))
    },
    stop: async () => {
      child.stdin.destroy()
      if (!hasEnded()) await once(child, 'exit')
    },
  }
}

export const ownerOf = (token: string): string => JSON.stringify({ run: '1', attempt: 1, repository: 'a/b', token, heartbeat: '' })
export const event = (kind: string, release: string): string => JSON.stringify({ time: '2026-11-22T00:00:00.000Z', event: kind, release })

/** Brings a tree to the host as a whole, by an agent of its own; the lock must be held. */
export async function receive(options: AgentOptions, release: string, tree: Entries, change: Change = {}): Promise<Answer> {
  const source = join(options.folder, `source-${release}`)
  mkdirSync(source, { recursive: true })
  await layOut(source, tree)
  const manifest = manifestOf(await readTree(source))
  const delta = change.base && !change.lines ? deltaOn(options, change.base, manifest) : wholeRelease(manifest)
  const entries = change.send ? delta.send.filter(change.send) : delta.send
  const lines = change.lines ?? [...delta.gone.map((path) => `-${path}`), ...delta.added.map((line) => `+${line}`)]
  const agent = change.by ?? (await startAgentProcess(options))
  const parcel = packParcel({ root: source, entries, seeds: change.seeds ?? [], manifest: lines, time: 1 })
  const digest = change.digest ?? manifest.digest
  const order = [
    `.incoming-${release}`,
    release,
    change.base ?? '',
    'copy',
    'plain',
    digest,
    event('prepared', release),
    ...(change.shared ?? []),
  ]
  const answer = await agent.deliver('receive', order, change.takeOut ?? delta.takeOut, parcel, change.ahead)
  await agent.stop()
  return answer
}

/** What makes the new release of a kept one, by the host's own manifest of that. */
function deltaOn({ folder }: AgentOptions, base: string, manifest: Manifest): Delta {
  const [left, sent] = ['altered', 'manifests'].map((kind) => join(folder, 'releases/.sallyport', kind, base))
  const kept = readFileSync(left && existsSync(left) ? left : (sent ?? ''), 'utf8')
  const delta = deltaFrom(kept.replace(/([0-9a-f]{16})[0-9a-f]{48}$/gm, '$1'), manifest)
  if (!delta) throw new Error(`${base} has no manifest`)
  return delta
}

/** What is not as it should be in what is sent, or what it builds on. */
export interface Change {
  readonly send?: (entry: Entry) => boolean
  readonly lines?: readonly string[]
  readonly digest?: string
  readonly base?: string
  readonly takeOut?: readonly string[]
  readonly shared?: readonly string[]
  readonly seeds?: readonly Entry[]
  readonly ahead?: readonly HostRequest[]
  /** The agent that takes it; a fresh one by default. */
  readonly by?: AgentProcess
}

/** A folder with the commands of busybox, and no other. */
export function busyboxCommands(folder: string): string {
  mkdirSync(folder, { recursive: true })
  execFileSync('busybox', ['--install', '-s', folder])
  return folder
}
