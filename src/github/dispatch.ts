import { NetworkFault } from '../kit/http.ts'
import { type Text, text } from '../kit/text.ts'
import { fieldsOf, type GitHubAnswer, wordsIn } from './answer.ts'
import type { GitHub, GitHubCall } from './client.ts'
import { dispatchRefusal } from './dispatch-refusal.ts'
import { messageIn } from './refusal.ts'

/** A workflow that shall be started. */
export interface DispatchOrder {
  /** Name of its file: `release.yml`. */
  readonly workflow: string
  /** A branch or a tag, `refs/heads/main` or `main`. GitHub dispatches no commit (`No ref found for: <sha>`). */
  readonly ref: string
  readonly inputs: Readonly<Record<string, string>>
}

export interface DispatchRefused {
  readonly state: 'refused'
  readonly problem: Text
  readonly remedy: Text
  /** The same order is refused again until somebody changes something: the plan, the workflow, the rights of the token. */
  readonly isPermanent: boolean
}

/** What became of it. */
export type Dispatch =
  | { readonly state: 'dispatched'; readonly run: { readonly id: number; readonly url: string } }
  /** A server of one's own, which does not say which run it is: see `findDispatched`. */
  | { readonly state: 'accepted' }
  | DispatchRefused
  /** GitHub was surely never reached: nothing has begun. */
  | { readonly state: 'not-sent'; readonly problem: Text }
  /** It may have begun, or not: to be looked for before anything is tried again. */
  | { readonly state: 'unknown'; readonly problem: Text }

/**
 * Starts a workflow: once, whatever happens. What may have reached GitHub is never sent again; a connection that could not be made is tried
 * three times. Throws the RemoteError of a limit (GitHub refused, nothing has begun), and the signal's reason if it was aborted before. Needs
 * `actions: write`. Source: facts/notify.md 3.2.
 */
export async function dispatchWorkflow(github: GitHub, repository: string, order: DispatchOrder, signal?: AbortSignal): Promise<Dispatch> {
  signal?.throwIfAborted()
  try {
    const call = callFor(repository, order, signal)
    const answer = await github.send({ ...call, body: { ...call.body, return_run_details: true } })
    return outcomeOf(isTooNew(answer) ? await github.send(call) : answer, order)
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return { state: 'unknown', problem: interrupted }
    if (!(error instanceof NetworkFault)) throw error
    return { state: error.mayHaveArrived ? 'unknown' : 'not-sent', problem: error.problem }
  }
}

const interrupted = text('It was stopped while GitHub was being asked.', '在请求 GitHub 的过程中被中止。')

const callFor = (repository: string, { workflow, ref, inputs }: DispatchOrder, signal: AbortSignal | undefined) =>
  ({
    method: 'POST',
    path: `/repos/${repository}/actions/workflows/${encodeURIComponent(workflow)}/dispatches`,
    body: { ref, ...(Object.keys(inputs).length > 0 ? { inputs } : {}) },
    needs: 'actions: write',
    isRepeatable: false,
    signal,
  }) satisfies GitHubCall

/** A server that looks closely at the fields and does not know this one yet has refused the whole: nothing has begun. */
const isTooNew = (answer: GitHubAnswer): boolean =>
  (answer.status === 400 || answer.status === 422) && messageIn(answer).includes('return_run_details')

function outcomeOf(answer: GitHubAnswer, order: DispatchOrder): Dispatch {
  const { status } = answer
  if (status >= 500 || status === 408) return { state: 'unknown', problem: noAnswer(status) }
  if (status >= 300) return dispatchRefusal(answer, order)
  const facts = fieldsOf(answer.json())
  const id = facts.workflow_run_id
  return typeof id === 'number' && Number.isSafeInteger(id)
    ? { state: 'dispatched', run: { id, url: wordsIn(facts.html_url) } }
    : { state: 'accepted' }
}

const noAnswer = (status: number): Text =>
  text(
    `GitHub failed (HTTP ${status}): whether the workflow was started is not known.`,
    `GitHub 出错（HTTP ${status}）：无法确认工作流是否已启动。`,
  )
