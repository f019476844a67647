import { RemoteError } from '../../kit/errors.ts'
import { printable } from '../../kit/printable.ts'
import type { ReasonCode } from '../../kit/reason-codes.ts'
import { type Text, text } from '../../kit/text.ts'
import type { Begin, SshConnection } from '../../ssh/connection.ts'
import type { HostOrder, Strategy } from '../order.ts'
import type { Answer } from './agent.ts'
import { type Ahead, type HostRequest, sentAhead } from './ahead.ts'
import { openLink } from './link.ts'

/** A host in the hands of this run: its connection with our agent on it. */
export interface Host {
  readonly order: HostOrder
  readonly connection: SshConnection
  /**
   * Sends a request to the agent, unless that was done ahead. An answer that is not `ok` is thrown as what it means, unless it is one of
   * `accept`.
   */
  ask(verb: string, args?: readonly string[], options?: { accept?: readonly string[] }): Promise<Answer>
  /**
   * Asks for the lock of this run. The first time on a connection that is to deliver, the host goes on by itself: it tells what is live and begins to copy
   * that, where `prospect` is to be made of it.
   */
  claim(owner: string, prospect: Prospect | undefined): Promise<Answer>
  /** What was seen of the host, on a connection that is to deliver, as soon as it was there; undefined where nobody looked. */
  readonly firstLook: Promise<Answer> | undefined
  /** Ends what was begun for a release that does not come. */
  standDown(): Promise<void>
  /**
   * Sends a release. Answers as {@link ask}. What is sent `ahead` the host carries out by itself behind it.
   */
  deliver(
    args: readonly string[],
    list: readonly string[],
    stream: AsyncIterable<Buffer>,
    options: { accept: readonly string[]; signal: AbortSignal; ahead: readonly HostRequest[] },
  ): Promise<Answer>
  /** Of what was sent ahead: whether a lost connection left it open, and what was found. */
  readonly ahead: Pick<Ahead, 'isInDoubt' | 'settle'>
  /**
   * Connects again, after the connection was lost. What still works for this run there is ended first; what it did meanwhile is for
   * the caller to look up.
   */
  reconnect(): Promise<void>
  close(): void
}

/** The release that is to come. */
export interface Prospect {
  /** SHA-256 of its manifest. */
  readonly digest: string
  /** The folder that it grows in. */
  readonly incoming: string
  readonly reuse: Strategy['reuse']
}

export interface OpenOptions {
  /** Of this run's lock. */
  readonly token: string
  readonly connect: (begin: Begin) => Promise<SshConnection>
  /** Whether a release will probably be sent: then the host is looked at as soon as it is there. */
  readonly willDeliver: boolean
  /** Shared paths to look for. */
  readonly shared: readonly string[]
  /** Aborts when the run is cancelled or out of time. */
  readonly signal: AbortSignal
}

/** Connects to a host and starts an agent there. Nothing on the host is changed. */
export async function openHost(order: HostOrder, options: OpenOptions): Promise<Host> {
  let link = await openLink(order, { ...options, look: options.willDeliver ? options.shared : undefined })
  let isClaimed = false
  let isCopying = false
  const sent = sentAhead()
  const judged = (answer: Answer, accept: readonly string[]): Answer => {
    if (answer.status === 'ok' || accept.includes(answer.status)) return answer
    throw meaning(order.name, answer)
  }
  return {
    order,
    get connection() {
      return link.connection
    },
    ahead: sent,
    ask: async (verb, args = [], { accept = [] } = {}) => {
      const early = sent.take([verb, ...args])
      return judged((early && (await early)) ?? (await link.agent.ask(verb, args)), accept)
    },
    get firstLook() {
      return link.firstLook
    },
    claim: async (owner, prospect) => {
      const isFirst = prospect && link.firstLook && !isClaimed
      isClaimed = true
      const toCome = isFirst ? [prospect.digest, prospect.incoming, prospect.reuse] : []
      const answer = await link.agent.ask('open', [owner, ...toCome])
      isCopying = answer.lines.includes('copying')
      return judged(answer, ['locked'])
    },
    standDown: async () => {
      if (!isCopying) return
      isCopying = false
      const { pid } = link.takeCarrier()
      await link.agent.ask('kill', [await pid])
    },
    deliver: async (args, list, stream, { accept, signal, ahead }) => {
      isCopying = false
      const { agent, pid } = link.takeCarrier()
      const endIt = async (error: unknown): Promise<never> => {
        await pid.then((number) => link.agent.ask('kill', [number])).catch(() => {}) // so that nothing more comes of what was sent
        sent.settle(false)
        throw error
      }
      const delivery = agent.deliver({ request: ['receive', ...args], list, ahead, stream }, signal)
      sent.note(ahead, delivery.ahead)
      if (ahead.at(-1)?.[0] !== 'close') link.getReady()
      return judged(await delivery.answer.catch(endIt).finally(agent.close), accept)
    },
    reconnect: async () => {
      sent.lose()
      isCopying = false
      for (let attempt = 1; ; attempt++) {
        link.connection.close()
        try {
          link = await openLink(order, { ...options, look: undefined })
          return void (await link.agent.ask('rejoin'))
        } catch (error) {
          if (!isLost(error) || attempt === attempts) throw error
        }
      }
    },
    close: () => {
      link.close()
      link.connection.close()
    },
  }
}

/** What an agent's refusal means to people. */
const meanings: Readonly<Record<string, { code: ReasonCode; problem: (host: string, words: string) => Text; remedy?: Text }>> = {
  'lock-lost': {
    code: 'lock-lost',
    problem: (host, words) => text(`This run no longer holds the lock on ${host}. ${words}`, `本次运行已不再持有 ${host} 上的锁。${words}`),
    remedy: text('Another run took over. Nothing more was changed here by this one.', '其他运行已接管；本次运行没有再做任何改动。'),
  },
  denied: {
    code: 'host-permission',
    problem: (host, words) => text(`${host} refused to write: ${words}`, `${host} 拒绝写入：${words}`),
    remedy: text(
      'Look at the owner and mode of the named path and at the disk (read-only? full?).',
      '请检查该路径的所有者、权限以及磁盘（只读？已满？）。',
    ),
  },
  'no-space': {
    code: 'no-space',
    problem: (host, words) => text(`${host} ran out of space: ${words}`, `${host} 空间不足：${words}`),
    remedy: text('Free some space or inodes, or keep fewer releases.', '请释放空间或 inode，或减少保留的版本数。'),
  },
  damaged: {
    code: 'release-damaged',
    problem: (host, words) => text(`On ${host} the release is not what was sent: ${words}`, `${host} 上的版本与发送内容不符：${words}`),
    remedy: text('Deploy it again; somebody or something changed files of the release.', '请重新部署；有人或程序改动了该版本的文件。'),
  },
  incomplete: {
    code: 'no-release',
    problem: (host, words) => text(`${host} has no complete release ${words}.`, `${host} 上没有完整的版本 ${words}。`),
  },
  'live-is-directory': {
    code: 'live-is-directory',
    problem: (host) => text(`The live path on ${host} is a real folder.`, `${host} 上的上线路径是真实目录。`),
    remedy: text('Set “adopt: true” once, or move the folder yourself.', '请设置一次“adopt: true”，或自行移走该目录。'),
  },
  'switch-failed': {
    code: 'switch-failed',
    problem: (host, words) => text(`The live link on ${host} could not be switched: ${words}`, `无法切换 ${host} 上的上线链接：${words}`),
  },
}

function meaning(host: string, answer: Answer): RemoteError {
  const known = meanings[answer.status]
  const words = printable(answer.words, 400)
  if (known)
    return new RemoteError({
      code: known.code,
      party: host,
      problem: known.problem(host, words),
      where: host,
      ...(known.remedy ? { remedy: known.remedy } : {}),
    })
  const problem = text(
    `${host} answered “${printable(answer.status, 40)} ${words}”.`,
    `${host} 应答“${printable(answer.status, 40)} ${words}”。`,
  )
  return new RemoteError({ code: 'host-answer', party: host, problem, where: host })
}

/** Attempts at an operation whose connection breaks. */
const attempts = 3

const isLost = (error: unknown): boolean => error instanceof RemoteError && error.code === 'connection-lost'

/**
 * Carries out something that may be done twice, connecting again when the connection is lost on the way: what the host did is
 * looked up by the task itself, never guessed.
 */
export async function persist<T>(host: Host, task: () => Promise<T>, onLost: (attempt: number) => void): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await task()
    } catch (error) {
      if (!isLost(error) || attempt === attempts) throw error
      onLost(attempt)
      await host.reconnect()
    }
  }
}
