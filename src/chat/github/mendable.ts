import { GitHubRefusal } from '../../github/refusal.ts'
import { InputError } from '../../kit/errors.ts'
import { type Text, text } from '../../kit/text.ts'
import type { GithubSettings } from './desk.ts'

/** The error as one that the user can mend, where it is one; any other stays what it is. */
export function mendable(error: unknown, { name, pullRequest }: GithubSettings): unknown {
  if (!(error instanceof GitHubRefusal)) return error
  const { status, code, problem, remedy } = error
  const where = `channels.${name}`
  if (code === 'github-permission') return new InputError({ code, problem, where, cause: error, ...(remedy ? { remedy } : {}) })
  if (status === 410) return unusable(where, ...disabledWords)
  if (status === 404) return unusable(where, ...(pullRequest === undefined ? repositoryWords : pullWords(pullRequest)))
  return error
}

export const unusable = (where: string, problem: Text, remedy: Text): InputError =>
  new InputError({ code: 'channel-unusable', where, problem, remedy })

export const disabledWords: [Text, Text] = [
  text('Issues are switched off in this repository.', '该仓库已关闭议题功能。'),
  text(
    'Switch them on in the settings of the repository, or set “pull-request:” to decide there.',
    '请在仓库设置中启用议题，或设置“pull-request:”在拉取请求中作决定。',
  ),
]

export const repositoryWords: [Text, Text] = [
  text('GitHub does not show this repository to the token.', '令牌无法访问该仓库。'),
  text('Check the input “token” and the permissions of the job.', '请检查“token”输入以及作业的权限。'),
]

export const archivedWords: [Text, Text] = [
  text('This repository is archived: nothing can be written to it.', '该仓库已归档，无法写入。'),
  text('Unarchive it, or decide on another channel.', '请取消归档，或改用其他渠道。'),
]

export const pullWords = (number: number): [Text, Text] => [
  text(`There is no pull request ${number} in this repository.`, `该仓库中没有拉取请求 ${number}。`),
  text('Correct “pull-request:”, or leave it away to use an issue.', '请修正“pull-request:”，或不填以使用议题。'),
]

export const tokenWords: [Text, Text] = [
  text('There is no token to speak on GitHub with.', '没有可用于 GitHub 的令牌。'),
  text('Leave the input “token” away to use the token of the job.', '请不填“token”输入以使用作业自带的令牌。'),
]
