import type { Changes } from '../approval/changes.ts'
import { type ChangesSince, changesSince } from '../github/changes-since.ts'
import type { GitHub } from '../github/client.ts'
import { writersOf } from '../github/commits-between.ts'
import { type Knowledge, knowledgeOf, known, notThere } from '../github/knowledge.ts'
import { GitHubRefusal } from '../github/refusal.ts'
import { InputError, RemoteError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import type { Io } from '../kit/run.ts'
import { type Text, text } from '../kit/text.ts'
import type { ApproveInputs } from './approve-inputs.ts'

interface Place {
  readonly client: GitHub
  readonly repository: string
}

/** What is to be approved, exactly, and what it would bring. */
export interface FoundChanges {
  /** Full name of the commit; empty outside of GitHub. */
  readonly commit: string
  /** Still being found out: nothing but the card waits for it. */
  readonly changes: Promise<Changes>
  /** Logins of those who wrote the commits; empty unless they are excluded. */
  readonly authors: readonly string[]
}

/** Commits on a card; people follow the link for more. */
const shownCommits = 30

type Named = Pick<ApproveInputs, 'commit' | 'version' | 'environment'>

/** What GitHub is asked about a release; it takes no configuration to ask. */
export interface Search {
  /** What the name of the commit or version stands for; undefined where none is given, or nobody can be asked. */
  readonly named: Promise<Knowledge<string> | undefined>
  /** Undefined where there is nothing to ask about. */
  readonly since: Promise<Knowledge<ChangesSince> | undefined>
}

/** Begins to ask GitHub, and says nothing yet. */
export function searchFor(env: Io['env'], inputs: Named, place: Place): Search {
  const name = inputs.commit || inputs.version
  const isMute = place.repository === '' || place.client.isAnonymous
  const named = name && !isMute ? knowledgeOf(() => resolve(place, name)) : Promise.resolve(undefined)
  const since = named.then((answer) => {
    const commit = commitFrom(env, inputs, answer)
    return commit && !isMute ? changesSince(place.client, place.repository, inputs.environment, commit) : undefined
  })
  since.catch(() => {}) // whoever needs it hears of it
  return { named, since }
}

/**
 * Finds the commit that is approved and what changes with it. That it is not known what changes stops nothing; that it is not known who
 * wrote it does where authors may not decide (throws a RemoteError).
 */
export async function findChanges(
  io: Io,
  inputs: Named,
  place: Place,
  withAuthors: boolean,
  search: Search = searchFor(io.env, inputs, place),
): Promise<FoundChanges> {
  const answer = await search.named
  const commit = commitFrom(io.env, inputs, answer)
  if (commit === undefined) throw unknownCommit(inputs.commit, answer)
  if (answer) tellCommit(io, inputs, answer, commit)
  const changes = search.since.then((since) => changesFrom(since, io))
  changes.catch(() => {}) // whoever needs it hears of it
  return { commit, changes, authors: withAuthors ? await authorsOf(await search.since, commit, place) : [] }
}

const outside = text('there is no token to ask GitHub with.', '没有可用于查询 GitHub 的令牌。')

/** The commit that was named; else the one behind the version; else the run's own. Undefined: there is none of that name. */
function commitFrom(env: Io['env'], { commit }: Named, answer: Knowledge<string> | undefined): string | undefined {
  const own = env.GITHUB_SHA ?? ''
  if (!answer) return commit || own
  if (answer.isKnown) return answer.value
  if (!commit) return own
  return /^[0-9a-f]{40}$/.test(commit) && answer !== notThere ? commit : undefined // GitHub may just not be there to be asked
}

function tellCommit(io: Io, { commit: named, version }: Named, { isKnown }: Knowledge<string>, commit: string): void {
  const name = printable(named || version, 80)
  if (isKnown) io.log.info(text(`Asking for commit ${commit} (${name}).`, `审批的提交：${commit}（${name}）。`))
  else if (!named)
    io.log.warning(
      text(
        `“${name}” is no tag, branch or commit here: asking for the run's own commit ${commit}.`,
        `“${name}”不是此仓库的标签、分支或提交：审批本次运行的提交 ${commit}。`,
      ),
    )
}

const resolve = async ({ client, repository }: Place, ref: string): Promise<Knowledge<string>> => {
  // No ref of git has such a part, and in an address it would lead to another repository.
  if (ref.split('/').some((part) => part === '.' || part === '..')) return notThere
  const path = `/repos/${repository}/commits/${ref.split('/').map(encodeURIComponent).join('/')}`
  const answer = await client.get(path, { accept: 'application/vnd.github.sha', needs: 'contents: read' }).catch(unlessUnknown)
  const sha = answer?.body.trim() ?? ''
  return /^[0-9a-f]{40}$/.test(sha) ? known(sha) : notThere
}

/** GitHub answers 422, not 404, for a commit that it does not have. */
function unlessUnknown(error: unknown): undefined {
  if (!(error instanceof GitHubRefusal) || error.status !== 422) throw error
}

function unknownCommit(commit: string, answer: Knowledge<string> | undefined): InputError {
  const name = printable(commit, 80)
  const why = answer?.isKnown === false ? answer.why : { en: '', 'zh-CN': '' }
  return new InputError({
    code: 'unknown-ref',
    where: 'with: commit',
    problem: text(`The commit “${name}” was not found. ${why.en}`, `找不到提交“${name}”。${why['zh-CN']}`),
    remedy: text('Give its full name of 40 digits, a tag or a branch.', '请给出 40 位完整提交号、标签或分支。'),
  })
}

function changesFrom(since: Knowledge<ChangesSince> | undefined, io: Io): Changes {
  if (!since) return { kind: 'unknown', why: outside[io.log.locale] }
  if (!since.isKnown) return { kind: 'unknown', why: since.why[io.log.locale] }
  if (since.value.kind === 'first') return { kind: 'first' }
  const { commit, ref } = since.value.last
  const last = ref && ref !== commit ? ref : commit.slice(0, 7)
  if (since.value.kind === 'same') return { kind: 'same', since: last }
  const { commits, total, behind, url } = since.value.kind === 'back' ? since.value.undone : since.value.between
  const found = { since: last, commits: commits.slice(0, shownCommits), total, compareUrl: url }
  return since.value.kind === 'back' ? { kind: 'back', ...found } : { kind: 'known', behind, ...found }
}

/** Everybody who wrote what would be released: the commit itself, and what came before it since the last release. */
async function authorsOf(
  since: Knowledge<ChangesSince> | undefined,
  commit: string,
  { client, repository }: Place,
): Promise<readonly string[]> {
  if (!since) return []
  if (!since.isKnown) throw authorsUnknown(since.why)
  const between = since.value.kind === 'changed' ? since.value.between : undefined
  if (between && !between.isComplete) throw authorsUnknown(tooMany)
  const own = await writersOf(commit, client, repository)
  if (!own.isKnown) throw authorsUnknown(own.why)
  return [...new Set([...own.value, ...(between?.logins ?? [])])]
}

const tooMany = text(
  'There are too many commits, or some whose authors GitHub does not know.',
  '提交过多，或部分提交的作者在 GitHub 上未知。',
)

const authorsUnknown = (why: Text): RemoteError =>
  new RemoteError({
    code: 'github-failed',
    party: 'GitHub',
    problem: text(
      `Authors may not decide (“exclude: [authors]”), and who they are is not known. ${why.en}`,
      `策略禁止作者审批（“exclude: [authors]”），但无法得知作者是谁。${why['zh-CN']}`,
    ),
    remedy: text(
      'Give the job “contents: read” and “deployments: read”, or take “exclude” out.',
      '请为作业授予“contents: read”和“deployments: read”，或移除“exclude”。',
    ),
  })
