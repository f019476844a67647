import { fieldsOf, wordsIn } from './answer.ts'
import type { GitHub } from './client.ts'
import { type Knowledge, knowledgeOf, known, notThere } from './knowledge.ts'

/** A commit and who wrote it. Hostile: anybody can write any name. */
export interface CommitFacts {
  readonly commit: string
  /** First line of its message. */
  readonly subject: string
  /** Login of its author; undefined where GitHub knows nobody by the e-mail address. */
  readonly login: string | undefined
  /** The author's name, as git tells it. */
  readonly name: string
  readonly url: string
}

/** The facts of a commit. Needs `contents: read`. */
export const readCommit = (github: GitHub, repository: string, commit: string, signal?: AbortSignal): Promise<Knowledge<CommitFacts>> =>
  knowledgeOf(async () => {
    const answer = await github.get(`/repos/${repository}/commits/${encodeURIComponent(commit)}`, { needs: 'contents: read', signal })
    return answer ? known(commitFrom(fieldsOf(answer.json()))) : notThere
  })

function commitFrom(facts: Readonly<Record<string, unknown>>): CommitFacts {
  const git = fieldsOf(facts.commit)
  return {
    commit: wordsIn(facts.sha),
    subject: wordsIn(git.message).split(/[\r\n]/, 1)[0] ?? '',
    login: wordsIn(fieldsOf(facts.author).login) || undefined,
    name: wordsIn(fieldsOf(git.author).name),
    url: wordsIn(facts.html_url),
  }
}
