import { fieldsOf } from '../../github/answer.ts'

/** Where a request is shown and decided: an issue of its own, or a comment on a pull request. */
export interface Place {
  /** Number of the issue or pull request. */
  readonly number: number
  /** GitHub's id of the issue: another one behind the same address means that it was moved away. */
  readonly id: number
  /** The comment that is the card, on a pull request. */
  readonly card?: number
  /** On a pull request: where the card was made anew, the first one; what was said before it is not about the request. */
  readonly from?: number
  /** Id of the request. */
  readonly request: string
  /** Number of the account that posted it: ours. */
  readonly author: number
  /** When it was posted, by GitHub's clock, in milliseconds since 1970: nothing said before is about it. */
  readonly postedAt: number
  readonly url: string
}

export const refOf = (place: Place): string => JSON.stringify(place)

/** Throws for what no channel of this kind has written. */
export function placeIn(ref: string): Place {
  const { number, id, card, from, request, author, postedAt, url } = fieldsOf(JSON.parse(ref))
  const numbers = [number, id, author, postedAt]
  if (!numbers.every((one) => typeof one === 'number') || typeof request !== 'string' || typeof url !== 'string')
    throw new Error(`no place on GitHub: ${ref}`)
  const [issue, issueId, account, at] = numbers as number[] // looked at above
  return {
    number: issue ?? 0,
    id: issueId ?? 0,
    author: account ?? 0,
    postedAt: at ?? 0,
    request,
    url,
    ...(typeof card === 'number' ? { card } : {}),
    ...(typeof from === 'number' ? { from } : {}),
  }
}
