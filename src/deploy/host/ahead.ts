import type { Answer } from './agent.ts'

/** A request to the agent of a host: its verb and its arguments. */
export type HostRequest = readonly [verb: string, ...args: string[]]

/** Requests that a host got before their turn, to carry out one after the other for as long as all is well, and what it answers. */
export interface Ahead {
  /** Notes what was sent, in place of what was before. */
  note(requests: readonly HostRequest[], answers: readonly Promise<Answer>[]): void
  /** The answer to such a request about the same thing, if it was sent. Undefined: it has to be asked for, as it was not carried out. */
  take(request: HostRequest): Promise<Answer | undefined> | undefined
  /** The connection is lost: what was sent may have been carried out or not. */
  lose(): void
  /** Whether that is not known yet. */
  readonly isInDoubt: boolean
  /** It was looked up: all was carried out, or there is nothing to rely on. */
  settle(isDone: boolean): void
}

export function sentAhead(): Ahead {
  let answers = new Map<string, Promise<Answer>>()
  let isInDoubt = false
  return {
    note: (requests, coming) => {
      answers = new Map(requests.map((request, index) => [keyOf(request), coming[index] ?? notSent]))
      isInDoubt = false
    },
    take: (request) => {
      if (isInDoubt) return undefined
      return answers.get(keyOf(request))?.then((answer) => (answer.status === 'skipped' ? undefined : answer))
    },
    lose: () => {
      isInDoubt = answers.size > 0
    },
    get isInDoubt() {
      return isInDoubt
    },
    settle: (isDone) => {
      isInDoubt = false
      for (const key of answers.keys()) answers.set(key, isDone ? done : notSent)
    },
  }
}

/** What a request is and what it is about: the lines for the journal that come along tell the time, and differ. */
const keyOf = ([verb, about = '']: HostRequest): string => `${verb} ${about}`

const plain = { lines: [], blob: undefined, words: '' }
const done = Promise.resolve<Answer>({ ...plain, status: 'ok' })
const notSent = Promise.resolve<Answer>({ ...plain, status: 'skipped' })
