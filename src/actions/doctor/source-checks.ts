import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { lookUpRef } from '../../deploy/clone.ts'
import { gitWith } from '../../deploy/git.ts'
import { footprint } from '../../deploy/host-plan.ts'
import { readTree } from '../../deploy/tree.ts'
import { about, type Check } from '../../doctor/check.ts'
import { formatBytes } from '../../kit/bytes.ts'
import { printable } from '../../kit/printable.ts'
import type { Io } from '../../kit/run.ts'
import { text } from '../../kit/text.ts'
import { cloneUrl } from '../clone-url.ts'
import type { ReleaseInputs } from '../release-inputs.ts'
import { strategyFrom } from '../strategy.ts'
import type { Examination } from './examine.ts'
import { checkOfFault, guarded } from './findings.ts'
import type { Need } from './host-words.ts'

/** What would be released, where it is a folder that is there already, and what it takes on a host. */
export async function sourceChecks(io: Io, inputs: ReleaseInputs): Promise<{ readonly checks: readonly Check[]; readonly need: Need }> {
  if (inputs.repository !== '' || inputs.ref !== '') return { checks: await cloneChecks(io, inputs), need: undefined }
  if (inputs.source === '') return { checks: [], need: undefined }
  const folder = resolve(workspaceOf(io), inputs.source)
  const check = about('configuration', text(`source ${printable(inputs.source, 60)}`, `源目录 ${printable(inputs.source, 60)}`))
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isThere) return { checks: [check.warning(notThere, buildFirst)], need: undefined }
  try {
    const need = footprint({ manifest: { entries: await readTree(folder, io.signal) } })
    const size = formatBytes(need.bytes)
    return { checks: [check.ok(text(`Takes ${size} on a host.`, `在主机上占用 ${size}。`))], need }
  } catch (error) {
    io.signal.throwIfAborted()
    return { checks: [checkOfFault('configuration', check.ok(notThere).subject, error)], need: undefined }
  }
}

/** Whether what is to be cloned is there. */
const cloneChecks = (io: Io, { repository, ref, token }: ReleaseInputs): Promise<readonly Check[]> =>
  guarded('configuration', 'ref', async () => {
    const server = io.env.GITHUB_SERVER_URL ?? 'https://github.com'
    const url = cloneUrl(repository, ref, server, io.env.GITHUB_REPOSITORY ?? '')
    const { commit } = await lookUpRef(gitWith({ server, token }, io.env, io.signal), url, ref || 'HEAD', workspaceOf(io))
    const [name, target] = [printable(ref || 'HEAD', 60), printable(commit, 40)]
    return [about('configuration', 'ref').ok(text(`${name} is commit ${target}.`, `${name} 对应提交 ${target}。`))]
  })

const notThere = text(
  'There is no such folder in the workspace yet: whether it fits is not known.',
  '工作区中尚无该目录：无法得知空间是否足够。',
)
const buildFirst = text('Build before this step, or see that “source” is right.', '请在此步骤之前构建，或检查“source”是否正确。')

/** The scripts of hooks that are files of the workspace. */
export const hookChecks = (io: Io, { deploy }: Examination): Promise<readonly Check[]> =>
  guarded('configuration', text('hooks', '钩子'), async () => {
    if (deploy) await strategyFrom(deploy.settings, workspaceOf(io), { adopt: false, forceUnlock: false })
    return []
  })

const workspaceOf = (io: Io): string => io.env.GITHUB_WORKSPACE ?? process.cwd()
