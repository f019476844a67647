import { RemoteError } from '../../kit/errors.ts'
import { text } from '../../kit/text.ts'
import type { Begin, SshConnection } from '../../ssh/connection.ts'
import type { HostOrder } from '../order.ts'
import { type Agent, type Answer, startAgent } from './agent.ts'

/** A connection to a host, with an agent that answers requests, and a second one once the first is busy with a delivery. */
export interface Link {
  readonly connection: SshConnection
  /** Whoever answers requests now. */
  readonly agent: Agent
  /** What was seen at once, on a connection that is to deliver. */
  readonly firstLook: Promise<Answer> | undefined
  /** Hands over an agent for one delivery; requests go to another from now on, which is started when it is needed. */
  takeCarrier(): StartedAgent
  /** Starts it now, so that nobody waits for it later. */
  getReady(): void
  /** Ends the agents. */
  close(): void
}

export interface StartedAgent {
  readonly agent: Agent
  /** Its process on the host. */
  readonly pid: Promise<string>
}

export interface LinkOptions {
  readonly connect: (begin: Begin) => Promise<SshConnection>
  /** Of this run's lock. */
  readonly token: string
  /** Shared paths to look for at once; undefined: nothing is looked at. */
  readonly look: readonly string[] | undefined
  /** Aborts when the run is cancelled or out of time. */
  readonly signal: AbortSignal
}

/** Connects and starts an agent, whose first requests leave with the login. Nothing on the host is changed. */
export async function openLink(order: HostOrder, { connect, token, look, signal }: LinkOptions): Promise<Link> {
  const started: StartedAgent[] = []
  let free: StartedAgent | undefined
  let firstLook: Promise<Answer> | undefined
  const start = (connection: SshConnection): StartedAgent => {
    const agent = startAgent(connection, signal)
    const pid = agent.ask('paths', [order.releases, order.live, token]).then((answer) => pidIn(order.name, answer))
    pid.catch(() => {}) // the request after it tells
    const one = { agent, pid }
    started.push(one)
    return one
  }
  const connection = await connect((inTheMaking) => {
    started.length = 0 // an attempt that failed has ended its own
    free = start(inTheMaking)
    firstLook = look && free.agent.ask('survey', ['', ...look])
    firstLook?.catch(() => {}) // told to whoever needs it
  })
  const startAnother = (): StartedAgent => {
    const another = start(connection)
    another.agent.ask('join').catch(() => {}) // what is asked next tells
    return another
  }
  const getReady = (): StartedAgent => {
    free ??= startAnother()
    return free
  }
  return {
    connection,
    firstLook,
    get agent() {
      return getReady().agent
    },
    getReady,
    takeCarrier: () => {
      const carrier = free ?? start(connection)
      free = undefined
      return carrier
    },
    close: () => {
      for (const { agent } of started) agent.close()
    },
  }
}

function pidIn(host: string, { lines }: Answer): string {
  const pid = lines.map((line) => /^pid (\d+)$/.exec(line)?.[1]).find((found) => found !== undefined)
  if (pid !== undefined) return pid
  const problem = text(`${host} does not tell which process works for this run.`, `${host} 没有说明哪个进程在为本次运行工作。`)
  throw new RemoteError({ code: 'host-answer', party: host, problem, where: host })
}
