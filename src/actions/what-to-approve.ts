import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { lookUpRef } from '../deploy/clone.ts'
import { type Git, gitWith } from '../deploy/git.ts'
import { headOf } from '../deploy/head.ts'
import { InputError, messageOf } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import type { Io } from '../kit/run.ts'
import { type Text, text } from '../kit/text.ts'
import { cloneUrl } from './clone-url.ts'
import type { ReleaseInputs } from './release-inputs.ts'

/** What people are asked for: a version by its name, and the commit that will be deployed. */
export interface ToApprove {
  readonly version: string
  /** Empty only where there is no repository at all: then it is that of the run. */
  readonly commit: string
  /** The branch that the commit must be on, where `ref` says so. */
  readonly branch?: string | undefined
}

type Source = Pick<ReleaseInputs, 'repository' | 'ref' | 'source' | 'commit' | 'version' | 'token'>

/**
 * What is approved is what will be deployed: the commit in the workspace, or the one that `ref` stands for now. Throws an InputError where that cannot
 * be found out, or is not what `commit` says.
 */
export async function whatToApprove(io: Io, inputs: Source): Promise<ToApprove> {
  const git = gitWith({ server: serverOf(io), token: inputs.token }, io.env, io.signal)
  const found = isClone(inputs) ? await inRepository(io, inputs, git) : await inWorkspace(io, inputs, git)
  if (inputs.commit && found.commit && !isSame(inputs.commit, found.commit)) throw otherCommit(inputs.commit, found.commit)
  return { ...found, commit: inputs.commit.length > found.commit.length ? inputs.commit : found.commit }
}

/** Where the release is a clone, exactly what was approved is cloned, whatever its branch or tag has come to meanwhile. */
export const approvedSource = (inputs: Source, { version, branch }: ToApprove, commit: string) =>
  isClone(inputs) ? { ref: branch ? `${branch}@${commit}` : commit, version } : {}

const isClone = ({ repository, ref }: Source): boolean => repository !== '' || ref !== ''
const serverOf = ({ env }: Io): string => env.GITHUB_SERVER_URL ?? 'https://github.com'

/** One may be written shorter than the other. */
const isSame = (one: string, other: string): boolean => {
  const [short, long] = [one, other].map((commit) => commit.toLowerCase()).sort((a, b) => a.length - b.length) as [string, string]
  return short.length >= 7 && long.startsWith(short)
}

/** GitHub is asked about the own repository alone: of another one nobody could see what is approved. */
async function inRepository(io: Io, { repository, ref, version }: Source, git: Git): Promise<ToApprove> {
  const own = io.env.GITHUB_REPOSITORY ?? ''
  const [url, ownUrl] = [cloneUrl(repository, ref, serverOf(io), own), cloneUrl(own, '', serverOf(io), own)]
  if (nameOf(url) !== nameOf(ownUrl)) throw elsewhere
  const { commit, branch } = await lookUpRef(git, url, ref || 'HEAD', workspaceOf(io))
  const called = branch ?? (ref === commit || ref === '' ? '' : ref)
  return { version: version || called, commit, branch }
}

const nameOf = (url: string): string => url.toLowerCase().replace(/\/+$|\.git\/*$/, '')

async function inWorkspace(io: Io, { source, version }: Source, git: Git): Promise<ToApprove> {
  const workspace = workspaceOf(io)
  const folder = resolve(workspace, source)
  const place = existsSync(folder) ? folder : workspace
  try {
    return { version, commit: await headOf(git, place) }
  } catch (error) {
    io.signal.throwIfAborted()
    if (![place, workspace].some((each) => existsSync(resolve(each, '.git')))) return { version, commit: '' }
    throw unreadable(messageOf(error))
  }
}

const workspaceOf = ({ env }: Io): string => env.GITHUB_WORKSPACE ?? process.cwd()

const refuse = (where: string, problem: Text, remedy: Text): InputError =>
  new InputError({ code: 'invalid-input', where: `with: ${where}`, problem, remedy })

const elsewhere = refuse(
  'repository',
  text('Only what is in this repository can be approved.', '只能审批本仓库中的内容。'),
  text(
    'Release from a workflow of the other repository; or, without asking anybody, with “approval: false”.',
    '请在另一个仓库的工作流中发布；若无需审批，可设置“approval: false”。',
  ),
)

const otherCommit = (wanted: string, found: string): InputError => {
  const [given, there] = [printable(wanted, 40), printable(found, 40)]
  return refuse(
    'commit',
    text(`“commit” says ${given}, but ${there} would be deployed.`, `“commit”为 ${given}，但将要部署的是 ${there}。`),
    text('Check out that commit, or name it as “ref”; or take “commit” out.', '请检出该提交，或在“ref”中指明；也可以去掉“commit”。'),
  )
}

const unreadable = (why: string): InputError =>
  refuse(
    'source',
    text(`Which commit is in the workspace cannot be found out: ${printable(why, 300)}`, `无法得知工作区中的提交：${printable(why, 300)}`),
    text('Check the code out with actions/checkout before this step.', '请在此步骤之前用 actions/checkout 检出代码。'),
  )
