import { fieldsOf } from '../../github/answer.ts'
import { refusalOf } from '../../github/refusal.ts'
import { type Text, text } from '../../kit/text.ts'
import { clockNote } from '../delivery/clock-notes.ts'
import { findingsOf, type Later } from '../later.ts'
import type { Desk } from './desk.ts'
import { archivedWords, disabledWords, mendable, pullWords, repositoryWords, tokenWords, unusable } from './mendable.ts'

/** So many logins are looked up at most: each costs a request. */
const mostLookUps = 20

/**
 * All that can be found out without posting: the token, the repository, whether issues are on, the pull request, the permission to write.
 * Learns the accounts of the voters on the way. Throws an InputError for what the user must mend.
 */
export async function checkGithub(desk: Desk, later?: Later): Promise<readonly Text[]> {
  const { context, settings } = desk
  const { client, repository } = context.github
  const where = `channels.${settings.name}`
  if (client.isAnonymous) throw unusable(where, ...tokenWords)
  try {
    const answer = await client.get(`/repos/${repository}`)
    if (!answer) throw unusable(where, ...repositoryWords)
    const facts = fieldsOf(answer.json())
    if (facts.archived === true) throw unusable(where, ...archivedWords)
    const { pullRequest } = settings
    if (pullRequest === undefined && facts.has_issues === false) throw unusable(where, ...disabledWords)
    const clock = clockNote(answer.headers.date, context.clock.now(), new URL(answer.url).host)
    const notes = pullRequest === undefined ? [] : await checkPull(desk, pullRequest)
    await checkWriting(desk)
    return [...notes, ...clock, ...(await findingsOf(() => meetVoters(desk), later))]
  } catch (error) {
    throw mendable(error, settings)
  }
}

async function checkPull({ context, settings }: Desk, number: number): Promise<readonly Text[]> {
  const { client, repository } = context.github
  const answer = await client.get(`/repos/${repository}/issues/${number}`, { needs: 'pull-requests: read' })
  const facts = fieldsOf(answer?.json())
  if (facts.pull_request === undefined) throw unusable(`channels.${settings.name}`, ...pullWords(number))
  if (facts.locked === true) return [lockedPull(number)]
  return facts.state === 'open' ? [] : [text(`Pull request ${number} is closed.`, `拉取请求 ${number} 已关闭。`)]
}

const lockedPull = (number: number): Text =>
  text(
    `Pull request ${number} is locked: only those who may write can decide there.`,
    `拉取请求 ${number} 已锁定：只有有写权限的人才能在那里作决定。`,
  )

/** GitHub looks at the permission before it looks at what is wrong: an issue without a title, or an empty comment, is never made. */
async function checkWriting({ context, settings: { pullRequest } }: Desk): Promise<void> {
  const { client, repository } = context.github
  const place = pullRequest === undefined ? 'issues' : `issues/${pullRequest}/comments`
  const needs = pullRequest === undefined ? 'issues: write' : 'pull-requests: write'
  const answer = await client.send({ method: 'POST', path: `/repos/${repository}/${place}`, body: {}, needs })
  if (answer.status !== 422) throw refusalOf(answer, needs)
}

/** Nothing is read before the accounts are known: who takes over a login after that is somebody else. */
function meetVoters(desk: Desk): Promise<readonly Text[]> {
  const meeting = checkVoters(desk)
  desk.meeting = meeting.catch(() => {})
  return meeting.catch((error: unknown) => {
    throw mendable(error, desk.settings)
  })
}

/** Who has no account by their login cannot decide here. */
async function checkVoters({ context, voters, accounts }: Desk): Promise<readonly Text[]> {
  const missing: string[] = []
  for (const login of [...voters].slice(0, mostLookUps)) {
    const answer = await context.github.client.get(`/users/${encodeURIComponent(login)}`)
    const { id } = fieldsOf(answer?.json())
    if (typeof id === 'number') accounts.set(login, id)
    else missing.push(login)
  }
  const names = missing.join(', ')
  return missing.length === 0 ? [] : [text(`GitHub knows nobody by the login ${names}.`, `GitHub 上没有登录名为 ${names} 的用户。`)]
}
