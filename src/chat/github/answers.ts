import { GitHubRefusal } from '../../github/refusal.ts'
import type { Clock } from '../../kit/clock.ts'
import { randomName } from '../../kit/random-name.ts'
import { allowanceOf } from './allowance.ts'
import type { IssueApi, Reaction } from './issue-api.ts'
import { mentioned } from './plain.ts'
import type { Posting } from './posting.ts'

/**
 * Answers to comments: a reaction on each, and one comment for all who have to be told something. What cannot be sent now is sent later; a
 * flood of comments is not answered by a flood.
 */
export interface Answers {
  react(comment: number, content: Reaction): void
  /** `words`: Markdown of ours. The same words to the same person within a while are said once. */
  tell(login: string, words: string): void
  /** Sends what may be sent now; one at a time. Never throws. */
  flush(): Promise<void>
  /** Sends all that is left: in a few comments, whatever was said before. Never throws. */
  finish(): Promise<void>
}

interface Line {
  readonly login: string
  readonly words: string
}

/** GitHub's quota is shared by all jobs of a repository: so much of it may answers take, and then one a minute or two. */
const reactionBurst = 60
const reactionPause = 60_000
const commentBurst = 8
const commentPause = 90_000
/** The same is not said again within so many milliseconds. */
const repeatPause = 600_000
const linesAtOnce = 60
const mostWaiting = 200

export function answersIn(api: IssueApi, posting: Posting, number: () => number | undefined, clock: Clock): Answers {
  const reactions: { readonly comment: number; readonly content: Reaction }[] = []
  const lines: Line[] = []
  const told = new Map<string, number>()
  const mayReact = allowanceOf(reactionBurst, reactionPause, clock)
  const mayComment = allowanceOf(commentBurst, commentPause, clock)
  let turn: Promise<void> = Promise.resolve()

  const sendReactions = async (): Promise<void> => {
    for (let next = reactions[0]; next && mayReact.take(); next = reactions[0]) {
      await api.react(next.comment, next.content).catch(dropIfRefused)
      reactions.shift()
    }
  }
  /** What is on the way keeps its name: where its answer is lost, it is looked for before it is sent again. */
  let sending: { readonly id: string; readonly batch: readonly Line[] } | undefined
  const sendLines = async (isEnd: boolean): Promise<void> => {
    const place = number()
    if (place === undefined || (lines.length === 0 && !sending) || !(isEnd || mayComment.take())) return
    sending ??= { id: randomName(), batch: lines.splice(0, linesAtOnce) }
    await posting.note(textOf(sending.batch), sending.id, place).catch(dropIfRefused)
    sending = undefined
  }
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    turn = turn.then(() => sendReactions().catch(() => {})).then(() => work().catch(() => {}))
    return turn
  }
  return {
    react: (comment, content) => {
      if (reactions.length < mostWaiting) reactions.push({ comment, content })
    },
    tell: (login, words) => {
      const key = `${login.toLowerCase()} ${words}`
      const last = told.get(key)
      if ((last !== undefined && last > clock.now() - repeatPause) || lines.length >= mostWaiting) return
      told.set(key, clock.now())
      lines.push({ login, words })
    },
    flush: () => inTurn(async () => sendLines(false)),
    finish: () =>
      inTurn(async () => {
        while (lines.length > 0 || sending) await sendLines(true)
      }),
  }
}

const textOf = (lines: readonly Line[]): string => {
  const said = lines.map(({ login, words }) => `${mentioned(login, login)} ${words}`)
  return said.length === 1 ? said.join('') : said.map((line) => `- ${line}`).join('\n')
}

/** What GitHub will never take is given up: the comment is gone, or the conversation is locked. */
function dropIfRefused(error: unknown): void {
  if (!(error instanceof GitHubRefusal) || error.retryable) throw error
}
