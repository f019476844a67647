import { createHash, randomBytes } from 'node:crypto'
import { domainToASCII } from 'node:url'

/** The headers by which mail programs keep the mails about one request together (RFC 5322 3.6.4). */
export interface ThreadHeaders {
  readonly messageId: string
  readonly inReplyTo?: string
  readonly references?: string
}

/** Whose mails are meant: the repository, and the address that sends. */
export interface Origin {
  /** `owner/name`; empty when it is not known. */
  readonly repository: string
  readonly from: string
}

/**
 * Every mail about a request refers to the same root, which nobody sends: whichever job writes, and in whatever order, they form one thread.
 * Each mail has an id of its own, made from the request; two with the same would be taken for one and the second lost.
 */
export function threadHeaders(topic: string | undefined, { repository, from }: Origin): ThreadHeaders {
  const domain = domainOf(from)
  const unique = randomBytes(9).toString('hex')
  if (topic === undefined) return { messageId: `<sallyport.${unique}@${domain}>` }
  const digest = createHash('sha256').update(`${repository}\n${topic}`).digest('hex').slice(0, 16)
  const name = `${atom(topic)}.${digest}`
  const root = `<${name}@${domain}>`
  return { messageId: `<${name}.${unique}@${domain}>`, inReplyTo: root, references: root }
}

/** The list that filters can sort by (RFC 2919). */
export function listId({ repository, from }: Origin): string {
  const labels = repository.toLowerCase().split('/').reverse().map(atom).filter(Boolean)
  return ['sallyport', ...labels, domainOf(from)].join('.')
}

const domainOf = (address: string): string => domainToASCII(address.slice(address.lastIndexOf('@') + 1)) || 'sallyport.invalid'

const atom = (words: string): string => words.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 60)
