/** What a comment or issue of ours says of itself, where nobody sees it. */
export interface Mark {
  readonly kind: 'request' | 'note'
  /** Of the request, or of the note. */
  readonly id: string
  readonly isOpen: boolean
}

/** A comment of HTML: GitHub does not show it. Ids are letters and digits. */
export const markerOf = ({ kind, id, isOpen }: Mark): string => `<!-- sallyport:${kind}=${id} ${isOpen ? 'open' : 'closed'} -->`

const shape = /^<!-- sallyport:(request|note)=([A-Za-z0-9]+) (open|closed) -->/

/** The mark at the very beginning of a text. Anybody can write one: believe it of an account of ours alone. */
export function markIn(body: string): Mark | undefined {
  const [, kind, id = '', state] = shape.exec(body) ?? []
  return kind === 'request' || kind === 'note' ? { kind, id, isOpen: state === 'open' } : undefined
}
