import { notify } from '../../src/actions/carry-out-notify.ts'
import { notifyInputs } from '../../src/actions/notify-inputs.ts'
import type { Clock } from '../../src/kit/clock.ts'
import { readInputs } from '../../src/kit/inputs.ts'
import type { Outcome } from '../../src/kit/outcome.ts'
import type { Io } from '../../src/kit/run.ts'
import { inputEnvironment, jobEnvironment, readManifest, repositoryRoot } from './runner-context.ts'

const { defaults } = readManifest(`${repositoryRoot}/actions/notify`)

interface Step {
  readonly clock: Clock
  readonly inputs: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** What a step of the notify action comes to, and what it said and masked. */
export interface ToldInProcess {
  readonly outcome: Outcome
  /** In English. */
  readonly said: readonly string[]
  readonly summary: string
}

/** The notify action on a clock of one's own, where a process for each step would take too long. */
export async function notifyInProcess({ clock, inputs, env: given, signal = new AbortController().signal }: Step): Promise<ToldInProcess> {
  const base = { ...jobEnvironment, ...given }
  const env = { ...base, ...inputEnvironment(defaults, inputs, base) }
  const said: string[] = []
  const page: string[] = []
  const secrets = new Set<string>()
  const hear = (words: Parameters<Io['log']['info']>[0]) => void said.push(typeof words === 'string' ? words : words.en)
  const io: Io = {
    log: {
      locale: 'en',
      info: hear,
      debug: () => {},
      from: () => {},
      notice: hear,
      warning: hear,
      error: hear,
      group: (_, body) => body(),
      mask: (secret) => void secrets.add(secret),
    },
    clock,
    env,
    signal,
    summary: (words) => void page.push(words),
    isPost: false,
    saveState: () => {},
    state: () => '',
    secrets: () => [...secrets],
  }
  const outcome = await notify(io, readInputs(notifyInputs, env))
  return { outcome, said, summary: page.join('\n') }
}
