import { about, type Check } from '../../doctor/check.ts'
import { protectionCheck } from '../../doctor/protection.ts'
import { environmentAt } from '../../github/environment.ts'
import { hasRight, type Right } from '../../github/rights.ts'
import type { Io } from '../../kit/run.ts'
import { joinText, type Text, text } from '../../kit/text.ts'
import { asksInIssue } from './asked-channels.ts'
import type { Examination } from './examine.ts'
import { guarded } from './findings.ts'

/** What a missing permission costs. */
const costs: Readonly<Record<Right, Text>> = {
  'contents: write': text(
    'there is no ledger, so a re-run asks again, and messages cannot be brought up to date.',
    '没有台账，重新运行会再次审批，消息也无法更新。',
  ),
  'issues: write': text('nobody can be asked in an issue.', '无法在议题中征求审批。'),
  'deployments: read': text('nobody is shown what changes since the last release.', '无法显示自上次发布以来的变化。'),
  'actions: read': text(
    'it is not known how other jobs went, nor whether the run that holds a lock has ended.',
    '无法得知其他作业的结果，也无法判断持有锁的运行是否已结束。',
  ),
}

/** What the token may do on GitHub, and how the environment is protected there. Only questions are asked. */
export async function tokenChecks(io: Io, examination: Examination): Promise<readonly Check[]> {
  const token = about('github', text('token', '令牌'))
  const { client, repository } = examination.github
  if (repository === '') return [token.unknown(text('Not in a repository of GitHub.', '不在 GitHub 仓库中。'), nameIt)]
  if (client.isAnonymous) return [token.unknown(text('There is none: GitHub was not asked.', '没有令牌：未查询 GitHub。'), giveOne)]
  const rights = await Promise.all(
    rightsFor(io, examination).map((right) => guarded('github', right, () => rightChecks(examination, right))),
  )
  return [...rights.flat(), ...(await guarded('github', text('environment', '环境'), () => environmentChecks(examination)))]
}

/** The permissions that keep a release from beginning where they are missing; no more than one question. */
export const neededRightChecks = async (io: Io, examination: Examination): Promise<readonly Check[]> => {
  const { client, repository } = examination.github
  if (repository === '' || client.isAnonymous || !asksInIssue(examination, io)) return []
  return guarded('github', 'issues: write', () => rightChecks(examination, 'issues: write'))
}

const nameIt = text(
  'Set GITHUB_REPOSITORY=owner/name, or call this in a clone of it.',
  '请设置 GITHUB_REPOSITORY=owner/name，或在其克隆目录中运行。',
)
const giveOne = text(
  'Give the step a token (by default it has the job’s); on a machine of your own set GITHUB_TOKEN.',
  '请为步骤提供令牌（默认使用作业令牌）；在自己的机器上请设置 GITHUB_TOKEN。',
)

function rightsFor(io: Io, examination: Examination): readonly Right[] {
  const asked: readonly Right[] = examination.asks
    ? ['deployments: read', ...(asksInIssue(examination, io) ? (['issues: write'] as const) : [])]
    : []
  return ['contents: write', 'actions: read', ...asked]
}

async function rightChecks({ github, policy }: Examination, right: Right): Promise<readonly Check[]> {
  const check = about('github', right)
  const found = await hasRight(github.client, github.repository, right)
  if (!found.isKnown) return [check.unknown(found.why, found.remedy)]
  if (found.value) return [check.ok(text('The token has it.', '令牌具有此权限。'))]
  const remedy = text(`Add “${right}” under “permissions:” of the job.`, `请在该作业的“permissions:”下添加“${right}”。`)
  const isNeeded = right === 'issues: write' || (right === 'deployments: read' && policy?.settings?.exclude.includes('authors'))
  const words = joinText([text(`The token lacks “${right}”: `, `令牌缺少“${right}”：`), costs[right]], '')
  return [isNeeded ? check.failed('github-permission', words, remedy) : check.warning(words, remedy)]
}

async function environmentChecks({ github, own, asks }: Examination): Promise<readonly Check[]> {
  if (!own) return []
  const { name, level } = own.environment
  const found = await environmentAt(github.client, github.repository, name)
  return [protectionCheck(name, found, asks !== false || level === 'production')]
}
