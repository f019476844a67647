import { InputError, messageOf } from '../kit/errors.ts'
import { nearest } from '../kit/nearest.ts'
import { printable } from '../kit/printable.ts'
import { text } from '../kit/text.ts'
import type { Git } from './git.ts'
import { isAbort } from './host-report.ts'
import { type RefChoice, readRef } from './ref.ts'

/** What was checked out. */
export interface Checkout {
  readonly folder: string
  /** The full commit. */
  readonly sha: string
}

/** What a ref stands for by now. */
export interface RefTarget {
  /** All 40 digits; of a commit what was written of it, which may be less. */
  readonly commit: string
  /** Of `branch@commit`. */
  readonly branch: string | undefined
}

/** Looks a ref up as {@link cloneSource} does, and throws what that throws. Nothing is fetched: whether a commit is there is not known yet. `folder`: any. */
export async function lookUpRef(git: Git, repository: string, ref: string, folder: string): Promise<RefTarget> {
  const known = await listRefs(git, repository, folder)
  const choice = readRef(ref, [...known.keys()])
  if (!choice) throw unknownRef(repository, ref, [...known.keys()])
  return choice.kind === 'commit' ? choice : { commit: known.get(choice.ref) ?? '', branch: undefined }
}

/**
 * Clones one tag, branch, commit, or commit of a branch (`main@1a2b3c4`) into an empty folder. Throws `unknown-ref` with the
 * nearest names, or `repository-unreadable`.
 */
export async function cloneSource(git: Git, repository: string, ref: string, folder: string): Promise<Checkout> {
  const known = [...(await listRefs(git, repository, folder)).keys()]
  const choice = readRef(ref, known)
  if (!choice) throw unknownRef(repository, ref, known)
  try {
    await git(['init', '--quiet', '.'], folder)
    await git(['remote', 'add', 'origin', '--', repository], folder)
    await fetchChoice(git, choice, folder)
    await git(['-c', 'advice.detachedHead=false', 'checkout', '--quiet', '--detach', wanted(choice)], folder)
    return { folder, sha: (await git(['rev-parse', 'HEAD'], folder)).trim() }
  } catch (error) {
    if (isAbort(error)) throw error
    if (choice.kind === 'commit') throw unknownRef(repository, ref, known, error)
    throw unreadable(repository, error)
  }
}

/** Throws `source-refused` when submodules belong into a folder of a clone: they are not cloned, and would go out as empty folders. */
export async function refuseSubmodules(git: Git, folder: string): Promise<void> {
  const listed = await git(['ls-files', '-z', '--stage'], folder)
  const paths = listed.split('\0').flatMap((line) => /^160000 [^\t]*\t(.*)$/s.exec(line)?.[1] ?? [])
  if (paths.length === 0) return
  const shown = paths.slice(0, 5).map((path) => printable(path, 100))
  throw new InputError({
    code: 'source-refused',
    problem: text(
      `The repository has ${paths.length} submodule(s) where the release comes from, which are not cloned: ${shown.join(', ')}`,
      `仓库的发布内容中有 ${paths.length} 个子模块，不会被克隆：${shown.join('、')}`,
    ),
    where: 'with: repository',
    remedy: text(
      'Check it out with actions/checkout and “submodules: true”, and release that folder (“source”); or release a folder without them.',
      '请用 actions/checkout（“submodules: true”）检出后发布该目录（“source”）；或发布不含子模块的目录。',
    ),
  })
}

const wanted = (choice: RefChoice): string => (choice.kind === 'commit' ? `${choice.commit}^{commit}` : 'FETCH_HEAD')

/** A tag or branch needs its tip only; a commit may be anywhere in the history. */
async function fetchChoice(git: Git, choice: RefChoice, folder: string): Promise<void> {
  if (choice.kind === 'ref') {
    await git(['fetch', '--quiet', '--depth', '1', '--no-tags', 'origin', choice.ref], folder)
    return
  }
  const history = choice.branch ? [`refs/heads/${choice.branch}`] : ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*']
  await git(['fetch', '--quiet', '--no-tags', 'origin', ...history], folder)
  if (choice.branch) await git(['merge-base', '--is-ancestor', `${choice.commit}^{commit}`, 'FETCH_HEAD'], folder)
}

/** The commits of all branches and tags by their full names, and of `HEAD`. */
async function listRefs(git: Git, repository: string, folder: string): Promise<ReadonlyMap<string, string>> {
  if (repository.startsWith('-')) throw unreadable(repository, new Error('a repository does not begin with a dash'))
  try {
    const listing = await git(['ls-remote', '--', repository, 'HEAD', 'refs/heads/*', 'refs/tags/*'], folder)
    // Of an annotated tag there is a second line, with the commit that it leads to.
    const lines = [...listing.matchAll(/^([0-9a-f]+)\t(HEAD|refs\/(?:heads|tags)\/.+?)(?:\^\{\})?$/gm)]
    return new Map(lines.map(([, commit = '', name = '']) => [name, commit]))
  } catch (error) {
    throw isAbort(error) ? error : unreadable(repository, error)
  }
}

function unknownRef(repository: string, ref: string, known: readonly string[], cause?: unknown): InputError {
  const names = [...new Set(known.map((name) => name.replace(/^refs\/(heads|tags)\//, '')))]
  const guesses = nearest(ref, names)
  const offered = (guesses.length > 0 ? guesses : names.slice(-5)).map((name) => printable(name, 60)).join(', ')
  return new InputError({
    code: 'unknown-ref',
    problem: text(
      `The repository has no tag, branch or commit “${printable(ref, 100)}”.`,
      `仓库中没有标签、分支或提交“${printable(ref, 100)}”。`,
    ),
    where: `with: ref (${printable(withoutLogin(repository), 100)})`,
    remedy:
      guesses.length > 0
        ? text(`The nearest: ${offered}.`, `最接近的有：${offered}。`)
        : text(`It has, among others: ${offered || 'nothing'}.`, `仓库中有：${offered || '无'}。`),
    cause,
  })
}

const unreadable = (repository: string, cause: unknown): InputError =>
  new InputError({
    code: 'repository-unreadable',
    problem: text(
      `The repository ${printable(withoutLogin(repository), 100)} cannot be read: ${printable(withoutLogin(messageOf(cause)), 300)}`,
      `无法读取仓库 ${printable(withoutLogin(repository), 100)}：${printable(withoutLogin(messageOf(cause)), 300)}`,
    ),
    where: 'with: repository',
    remedy: text(
      'Is the name right (owner/name or a URL), and may the token read it (“contents: read”; another private repository needs its own token)?',
      '名称是否正确（owner/name 或 URL）？令牌是否有读取权限（“contents: read”；其他私有仓库需要单独的令牌）？',
    ),
    cause,
  })

/** A URL may carry a name and a password, and git's own words repeat it: neither reaches a message. */
const withoutLogin = (words: string): string => words.replace(/(\w+:\/\/)[^/\s]*@/g, '$1')
