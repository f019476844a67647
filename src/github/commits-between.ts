import { text } from '../kit/text.ts'
import { fieldsOf, type GitHubAnswer, linkTo, listOf, wordsIn } from './answer.ts'
import type { GitHub } from './client.ts'
import { type Knowledge, knowledgeOf, known, notThere, unknown } from './knowledge.ts'

/** A commit: its texts are hostile. */
export interface Commit {
  readonly commit: string
  /** First line of its message. */
  readonly subject: string
  /** Login where GitHub knows whose e-mail address it is, otherwise the name that git tells. */
  readonly author: string
  readonly url: string
}

export interface CommitsBetween {
  /** Newest first; of a long way the newest alone. */
  readonly commits: readonly Commit[]
  /** How many there are in all. */
  readonly total: number
  /** How many commits of the base are not in the head: it was rewritten, or an older one is released again. */
  readonly behind: number
  /** Logins of all who wrote or committed what was read, each once. */
  readonly logins: readonly string[]
  /** Whether every commit was read, and every one of them is of somebody whom GitHub knows. */
  readonly isComplete: boolean
  /** Page where people see the difference. */
  readonly url: string
}

const pageSize = 100
/** How many pages are read at most: the first, which tells how many there are, and the last ones. */
const mostPages = 3

/** The commits that `head` has and `base` has not, both full names of commits. Needs `contents: read`; at most three requests. */
export const commitsBetween = (github: GitHub, repository: string, base: string, head: string): Promise<Knowledge<CommitsBetween>> =>
  knowledgeOf(async () => {
    const path = `/repos/${repository}/compare/${encodeURIComponent(base)}...${encodeURIComponent(head)}`
    const read = (page: number) => github.get(`${path}?per_page=${pageSize}&page=${page}`, { needs: 'contents: read' })
    const first = await read(1)
    if (!first) return notThere
    const rest: GitHubAnswer[] = []
    for (const page of furtherPages(first)) {
      const answer = await read(page)
      if (answer) rest.push(answer)
    }
    return known(between(first, rest))
  })

/** Logins of who wrote a commit and of who committed it, each once. Not known where GitHub does not know the author. Needs `contents: read`. */
export const writersOf = (commit: string, github: GitHub, repository: string): Promise<Knowledge<readonly string[]>> =>
  knowledgeOf(async () => {
    const answer = await github.get(`/repos/${repository}/commits/${commit}`, { needs: 'contents: read' })
    if (!answer) return notThere
    const { author, committer } = fieldsOf(answer.json())
    if (loginOf(author) === '') return unknown(nobodyKnown)
    return known([...new Set([loginOf(author), loginOf(committer)])].filter(isPerson))
  })

const nobodyKnown = text('GitHub does not know who wrote the commit.', 'GitHub 不知道该提交的作者是谁。')

/** The numbers of the pages to read beyond the first: the last ones have the newest commits. */
function furtherPages(first: GitHubAnswer): readonly number[] {
  const link = linkTo('last', first)
  const last = link === undefined ? 1 : Number(new URL(link).searchParams.get('page') ?? 1)
  return Array.from({ length: Math.min(last, mostPages) - 1 }, (_, index) => last - index).reverse()
}

function between(first: GitHubAnswer, rest: readonly GitHubAnswer[]): CommitsBetween {
  const facts = fieldsOf(first.json())
  const entries = [first, ...rest].flatMap((answer) => listOf(fieldsOf(answer.json()).commits)).map(fieldsOf)
  const total = numberIn(facts.total_commits)
  const logins = entries.map(({ author }) => loginOf(author))
  const committers = entries.map(({ committer }) => loginOf(committer))
  return {
    commits: entries.map(commitFrom).reverse(),
    total,
    behind: numberIn(facts.behind_by),
    logins: [...new Set([...logins, ...committers])].filter(isPerson),
    isComplete: entries.length === total && !logins.includes(''),
    url: wordsIn(facts.html_url),
  }
}

/** The account by which GitHub itself commits what is merged on its pages. */
const webFlow = 'web-flow'
const isPerson = (login: string): boolean => login !== '' && login !== webFlow
const loginOf = (person: unknown): string => wordsIn(fieldsOf(person).login)
const numberIn = (value: unknown): number => (typeof value === 'number' ? value : 0)

function commitFrom(entry: Readonly<Record<string, unknown>>): Commit {
  const git = fieldsOf(entry.commit)
  return {
    commit: wordsIn(entry.sha),
    subject: wordsIn(git.message).split(/[\r\n]/, 1)[0] ?? '',
    author: loginOf(entry.author) || wordsIn(fieldsOf(git.author).name),
    url: wordsIn(entry.html_url),
  }
}
