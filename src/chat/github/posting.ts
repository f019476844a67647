import type { Locale } from '../../kit/text.ts'
import type { Message } from '../message.ts'
import type { Comment } from './comment.ts'
import { type Issue, type IssueApi, wasLost } from './issue-api.ts'
import { type Mark, markerOf } from './marker.ts'
import type { Place } from './place.ts'
import { bodyOf, titleOf } from './render.ts'

/** Posts things of ours once, even where an answer is lost or a process dies: they carry a mark, by which they are found again. */
export interface Posting {
  /** An issue with the card. */
  issue(card: Message, request: string): Promise<Place>
  /** A comment with the card, on a pull request. */
  card(card: Message, request: string, number: number): Promise<Place>
  /** A comment beside the card. `id`: letters and digits, the same for every try. */
  note(words: string, id: string, number: number): Promise<void>
  /** Where the request is shown already, if it is among the newest issues. */
  find(request: string): Promise<Place | undefined>
}

/** How far back a comment of ours is looked for, in milliseconds. */
const lookBack = 6 * 3_600_000

export function postingBy(api: IssueApi, clock: { now(): number }, locale: Locale): Posting {
  const lost = new Set<string>()
  const commentWith = async (number: number, marker: string): Promise<Comment | undefined> => {
    const comments = await api.comments(number, clock.now() - lookBack)
    return comments === 'gone' ? undefined : comments.find(({ body }) => body.startsWith(marker))
  }
  const find = async (request: string): Promise<Place | undefined> => {
    const marker = markerOf(open(request))
    const issue = (await api.newestIssues()).find(({ body }) => body.startsWith(marker))
    return issue && placeOf(issue, request)
  }
  return {
    find,
    issue: async (card, request) => {
      const body = `${markerOf(open(request))}\n${bodyOf(card, { locale, isComment: false })}`
      return (await find(request)) ?? placeOf(await api.createIssue(titleOf(card, locale), body), request)
    },
    card: async (card, request, number) => {
      const marker = markerOf(open(request))
      const issue = await api.readIssue(number)
      if (issue === 'gone') throw new Error(`pull request ${number} is gone`)
      const body = `${marker}\n${bodyOf(card, { locale, isComment: true })}`
      const { id, userId, createdAt } = (await commentWith(number, marker)) ?? (await api.comment(number, body))
      const url = `${issue.url}#issuecomment-${id}`
      return { number, id: issue.id, card: id, request, author: userId, postedAt: createdAt, url }
    },
    note: async (words, id, number) => {
      const marker = markerOf({ kind: 'note', id, isOpen: true })
      if (lost.has(id) && (await commentWith(number, marker))) return
      await api.comment(number, `${marker}\n${words}`).catch((error: unknown) => {
        if (wasLost(error)) lost.add(id)
        throw error
      })
    },
  }
}

const open = (id: string): Mark => ({ kind: 'request', id, isOpen: true })

const placeOf = ({ number, id, author, createdAt, url }: Issue, request: string): Place => ({
  number,
  id,
  request,
  author,
  postedAt: createdAt,
  url,
})
