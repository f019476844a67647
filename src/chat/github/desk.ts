import type { ChannelContext } from '../channel.ts'
import type { Message } from '../message.ts'
import { type Answers, answersIn } from './answers.ts'
import { type IssueApi, issueApi } from './issue-api.ts'
import { type Listener, listenerAt } from './listener.ts'
import type { Place } from './place.ts'
import { type Posting, postingBy } from './posting.ts'

export interface GithubSettings {
  readonly name: string
  /** Default: an issue of its own. */
  readonly pullRequest?: number
}

/** All that a channel knows of its request. */
export interface Desk {
  readonly settings: GithubSettings
  readonly context: ChannelContext
  readonly api: IssueApi
  readonly posting: Posting
  readonly answers: Answers
  /** Logins of those who may decide, in lower case. */
  readonly voters: ReadonlySet<string>
  /** The account behind each login, in lower case, as it was first seen. */
  readonly accounts: Map<string, number>
  /** While they are being looked up. */
  meeting: Promise<unknown> | undefined
  place: Place | undefined
  listener: Listener | undefined
  /** What was asked to be shown last. */
  card: Message | undefined
  /** What is shown, as it was sent. */
  shown: string
  /** How often the issue was opened again, and made anew. */
  reopened: number
  replaced: number
  isLocked: boolean
}

export function openDesk(settings: GithubSettings, context: ChannelContext): Desk {
  const { client, repository } = context.github
  const api = issueApi(client, repository, context.clock, context.signal)
  const posting = postingBy(api, context.clock, context.log.locale)
  const desk: Desk = {
    settings,
    context,
    api,
    posting,
    answers: answersIn(api, posting, () => desk.place?.number, context.clock),
    voters: new Set(context.voters.flatMap(({ github }) => (github === undefined ? [] : [github.toLowerCase()]))),
    accounts: new Map(),
    meeting: undefined,
    place: undefined,
    listener: undefined,
    card: undefined,
    shown: '',
    reopened: 0,
    replaced: 0,
    isLocked: false,
  }
  return desk
}

/** From now on this place is read. `seen`: keys of the acts that were handled. */
export function moveTo(desk: Desk, place: Place, seen: readonly string[] = []): void {
  const { api, voters, accounts } = desk
  desk.place = place
  desk.listener = listenerAt({ api, place, voters, accounts }, seen)
  desk.shown = ''
}
