import { gitWith } from '../deploy/git.ts'
import { InputError } from '../kit/errors.ts'
import type { Io } from '../kit/run.ts'
import { text } from '../kit/text.ts'
import type { ReleaseInputs } from './release-inputs.ts'

/** What people are asked for: a version by its name, and the exact commit where that is known before GitHub is asked. */
export interface ToApprove {
  readonly version: string
  readonly commit: string
}

const commitRef = /^(?:(?<branch>.+)@)?(?<commit>[0-9a-f]{40})$/i

/** What is approved is what will be deployed: the commit in the workspace, or what is to be cloned. Throws an InputError where nobody knows it. */
export async function whatToApprove(io: Io, inputs: ReleaseInputs): Promise<ToApprove> {
  const { branch, commit } = commitRef.exec(inputs.ref)?.groups ?? {}
  const version = inputs.version || (branch ?? (commit ? '' : inputs.ref))
  const known = inputs.commit || (commit ?? '')
  if (inputs.repository && !known) throw commitNeeded
  if (known || inputs.ref) return { version, commit: known }
  return { version, commit: await headOf(io) }
}

/** Where the release is a clone, exactly what was approved is cloned, whatever its branch or tag has come to meanwhile. */
export const approvedSource = ({ repository, ref }: ReleaseInputs, { version }: ToApprove, commit: string) =>
  repository || ref ? { ref: commit, version } : {}

async function headOf(io: Io): Promise<string> {
  const workspace = io.env.GITHUB_WORKSPACE ?? process.cwd()
  return gitWith(
    undefined,
    io.env,
    io.signal,
  )(['rev-parse', 'HEAD'], workspace).then(
    (words) => words.trim(),
    () => '',
  )
}

const commitNeeded = new InputError({
  code: 'invalid-input',
  problem: text('What is approved in another repository must be named by its commit.', '审批其他仓库的内容时，必须用提交号指明。'),
  where: 'with: commit',
  remedy: text(
    'Give “commit” all 40 digits, or “ref” as branch@commit.',
    '请在“commit”中给出完整的 40 位提交号，或将“ref”写成 分支@提交。',
  ),
})
