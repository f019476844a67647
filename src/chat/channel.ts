import type { Person } from '../config/people.ts'
import type { GitHub } from '../github/client.ts'
import type { Clock } from '../kit/clock.ts'
import type { Http } from '../kit/http.ts'
import type { Log } from '../kit/log.ts'
import type { Text } from '../kit/text.ts'
import type { Later } from './later.ts'
import type { Message, Platform } from './message.ts'

/** What a channel has of the world. */
export interface ChannelContext {
  readonly clock: Clock
  readonly log: Log
  readonly env: NodeJS.ProcessEnv
  /** Aborts when the run is cancelled. Calls that end things (a last edit) are made all the same, with a limit of their own. */
  readonly signal: AbortSignal
  /** In [0, 1). */
  readonly random: () => number
  /** The client of the channel; follows `proxy:` and the proxy variables. */
  readonly http: Http
  /** Everyone who may decide: for checks, and for channels that give each a way of their own. */
  readonly voters: readonly Person[]
  /** The GitHub of the run, with the job's token: for the channel `github`. */
  readonly github: { readonly client: GitHub; readonly repository: string }
}

/** What somebody did about a request: a click, a reaction, a command, a comment. */
export interface Ask {
  /** The same act has the same key, however often it is read; unique within the channel. */
  readonly key: string
  readonly does: 'approve' | 'reject' | 'withdraw' | 'status'
  /**
   * The platform's own id of the person, never a display name. For `web` the name of the person in the configuration: the link proved it.
   */
  readonly user: string
  /** As the platform shows it: hostile, for display only. */
  readonly userName: string
  /** When it was done, in milliseconds since 1970: the platform's time where it tells one, the time of reading otherwise. */
  readonly at: number
  /** The id that was typed, in upper case; undefined where the act was on the very message (button, reaction, thread). */
  readonly request?: string
  /** It was said under this request's own card: whoever typed another id there is to be told, be the two alike or not. */
  readonly isOnCard?: boolean
  readonly reason: string
  readonly by: 'button' | 'reaction' | 'command' | 'page'
}

/** How a person is answered. */
export interface Reply {
  readonly words: string
  /** Refusals are made to be seen; `counted` may be quiet. */
  readonly kind: 'counted' | 'refused' | 'status'
}

/** Where a posted message is. */
export interface Posted {
  /** Enough to find it again from another process; JSON-safe and opaque to others. Holds no secret. */
  readonly ref: string
  /** A page where people can see or decide it. */
  readonly url?: string
}

/**
 * A place where one request is shown and decided, by means that any number of jobs can read side by side (design §2). One object a
 * channel and request.
 *
 * Faults: `InputError` for what the user must mend, `RemoteError` for the rest (`retryable` says whether it may work later). Calls retry by
 * themselves what is over in seconds (a rate limit's hint, a dropped connection); a longer outage is thrown, and the caller comes back.
 */
export interface DecisionChannel {
  readonly kind: 'decides'
  /** Its name in the configuration. */
  readonly name: string
  /** By which address people are known here; `web` by the name of the person. */
  readonly platform: Platform | 'web'
  /** Milliseconds between two reads. */
  readonly interval: number
  /**
   * All that can be found out without posting. Throws what stands in the way; resolves to what is worth saying. With `later`, what can only inform
   * (who is not there) is handed over there instead of being waited for.
   */
  check(later?: Later): Promise<readonly Text[]>
  /** What {@link post} would send, for a dry run: readable text. */
  preview(card: Message): string
  post(card: Message): Promise<Posted>
  /** `web`: the secret address at which this person, and nobody else, decides. Known once it was posted. */
  personalLink?(person: string): string
  /** Takes over a message that another process posted; `seen`: keys of the acts that were handled there. */
  adopt(ref: string, seen: readonly string[]): Promise<void>
  /** Brings the message up to date; without `decision` it gets its final form, nothing on it is live any more. Posts anew what was deleted. */
  update(card: Message): Promise<void>
  /** Where the card is now, as in {@link Posted}: one that was deleted and posted anew is elsewhere. Undefined: nowhere yet. */
  ref?(): string | undefined
  /** A short message beside the card that alerts the people it mentions. */
  remind(note: Message): Promise<void>
  /** What people did since the last call. Consumes nothing that another gate may be waiting for. */
  read(): Promise<readonly Ask[]>
  /** Tells a person what became of an act, to that person alone where the platform can. Fails quietly: a lost answer stops nothing. */
  answer(ask: Ask, reply: Reply): Promise<void>
  close(): Promise<void>
}

/** How a message to a place fared: the platform's own answer decides (design §2.6). */
export type Delivery = Delivered | Undelivered

export interface Delivered {
  readonly state: 'delivered'
  /** Where it is, for {@link NoticeChannel.edit}; where the platform lets us edit. JSON-safe, opaque to others, without secrets. */
  readonly ref?: string
  /** A page that shows it. */
  readonly url?: string
  /** What was given up for it to arrive: its markup, its picture. */
  readonly note?: Text
}

/**
 * `rejected`: the platform said no. `limited`: it takes no messages for now. `unknown`: it may have arrived or not, and cannot be repeated
 * without harm.
 */
export interface Undelivered {
  readonly state: 'rejected' | 'limited' | 'unknown'
  readonly reason: Text
  readonly remedy?: Text
}

/** What became of an edit. `gone`: the message is not there any more, or too old to be edited; it has to be posted anew. */
export type Edited = Delivery | { readonly state: 'gone'; readonly reason: Text }

/** A place that shows messages; a decision is made where the message's links lead. */
export interface NoticeChannel {
  readonly kind: 'notifies'
  readonly name: string
  readonly platform: Platform | 'webhook'
  check(later?: Later): Promise<readonly Text[]>
  preview(message: Message): string
  /** Never throws: what went wrong is in the answer. */
  send(message: Message): Promise<Delivery>
  /** Puts a message in the place of one that was sent, perhaps by another process. Never throws. Absent where the platform cannot. */
  edit?(ref: string, message: Message): Promise<Edited>
  /** `email`: to one person alone. */
  sendTo?(address: string, message: Message): Promise<Delivery>
  close(): Promise<void>
}

export type Channel = DecisionChannel | NoticeChannel
