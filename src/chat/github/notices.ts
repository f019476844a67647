import { randomBytes } from 'node:crypto'
import type { Channel as ChannelSettings } from '../../config/channels.ts'
import { fieldsOf } from '../../github/answer.ts'
import { refusalOf } from '../../github/refusal.ts'
import { InputError } from '../../kit/errors.ts'
import { type Text, text } from '../../kit/text.ts'
import type { ChannelContext, Delivery, Edited, NoticeChannel } from '../channel.ts'
import type { Message } from '../message.ts'
import { wasLost } from './issue-api.ts'
import { markerOf } from './marker.ts'
import { archivedWords, pullWords, repositoryWords, tokenWords, unusable } from './mendable.ts'
import { failureOf, isGone, lostOf } from './notice-faults.ts'
import {
  findNotice,
  isNoteAt,
  type NoticePlace,
  needing,
  needsOf,
  noticePlace,
  pathOf,
  type WrittenNotice,
  writtenIn,
} from './notice-place.ts'
import { bodyOf } from './render.ts'

type Settings = Extract<ChannelSettings, { type: 'github' }>

/** Milliseconds: after the run was cancelled a last word has to be quick; and until a comment can be read that was written just now. */
const lastLimit = 5000
const readDelay = 2000

/** Notices as comments: below a pull request, or below the commit of the run. They can be edited. Nothing is sent before it is told to. */
export function githubNotices({ name, pullRequest }: Settings, context: ChannelContext): NoticeChannel {
  const { clock, http, log, env, signal } = context
  const { client, repository } = context.github
  const place = noticePlace(pullRequest, env)
  const timeout = () => (signal.aborted ? { timeout: lastLimit } : {})
  const render = (message: Message, mark: string) => `${mark}\n${commentOf(message, log.locale)}`

  const write = async (message: Message, where: NoticePlace): Promise<Delivery> => {
    const mark = markerOf({ kind: 'note', id: randomBytes(8).toString('hex'), isOpen: true })
    const call = { method: 'POST', path: `/repos/${repository}${where.path}`, body: { body: render(message, mark) } } as const
    try {
      const answer = await client.act({ ...call, ...needing(where.needs), ...timeout() })
      return deliveredAs(writtenIn(answer.json(), where), message)
    } catch (error) {
      return wasLost(error) ? lookFor(mark, where, message, error) : failureOf(error, where)
    }
  }

  /** Whether a comment was written whose answer did not come: by its mark it is found again. Where it is not, it may yet appear. */
  const lookFor = async (mark: string, where: NoticePlace, message: Message, error: unknown): Promise<Delivery> => {
    if (!signal.aborted) await clock.sleep(readDelay, signal).catch(() => {})
    const found = await findNotice(client, { place: where, repository, mark, now: clock.now() }).catch(() => undefined)
    return found ? deliveredAs(found, message) : lostOf(error)
  }

  const change = async (ref: string, message: Message): Promise<Edited> => {
    const path = pathOf(ref)
    if (path === undefined) return { state: 'gone', reason: notOurs }
    const mark = markerOf({ kind: 'note', id: randomBytes(8).toString('hex'), isOpen: true })
    try {
      const found = await client.act({ path: `/repos/${repository}${path}`, ...needing(needsOf(ref)), ...timeout() })
      if (!isNoteAt(found.json(), place)) return { state: 'gone', reason: notOurs }
      const body = { body: render(message, mark) }
      const call = { method: 'PATCH', path: `/repos/${repository}${path}`, body, isRepeatable: true } as const
      const { html_url: url } = fieldsOf((await client.act({ ...call, ...needing(needsOf(ref)), ...timeout() })).json())
      return deliveredAs({ ref, url: String(url ?? '') }, message)
    } catch (error) {
      if (isGone(error)) return { state: 'gone', reason: goneWords }
      return wasLost(error) ? lostOf(error) : failureOf(error, place)
    }
  }

  return {
    kind: 'notifies',
    name,
    platform: 'github',
    check: () => check(name, place, context),
    preview: (message) => commentOf(message, log.locale),
    send: async (message) => (place ? write(message, place) : nowhere),
    edit: change,
    close: async () => http.close(),
  }
}

/** A notice asks for no decision: how to decide is said where one is made. */
function commentOf({ decision: _, ...message }: Message, locale: 'en' | 'zh-CN'): string {
  return bodyOf(message, { locale, isComment: true })
}

const deliveredAs = (written: WrittenNotice | undefined, { picture }: Message): Delivery => ({
  state: 'delivered',
  ...(written ? { ref: written.ref, url: written.url } : {}),
  ...(picture ? { note: noUpload } : {}),
})

const noUpload = text('The picture was left out: comments take none from a program.', '图片未发送：评论不接收程序上传的图片。')
const goneWords = text('The comment was deleted.', '评论已被删除。')
const notOurs = text('This is no comment of a run.', '这不是由运行发布的评论。')

const nowhere = {
  state: 'rejected',
  reason: text('There is no commit and no pull request to write below.', '没有可供评论的提交或拉取请求。'),
  remedy: text('Set “pull-request:”, or let a workflow send the notice.', '请设置“pull-request:”，或由工作流发送通知。'),
} as const satisfies Delivery

/** What can be found out without writing. An empty comment is never made, and refused for another reason where the permission is missing. */
async function check(
  name: string,
  place: NoticePlace | undefined,
  { github: { client, repository } }: ChannelContext,
): Promise<readonly Text[]> {
  const where = `channels.${name}`
  if (client.isAnonymous) throw unusable(where, ...tokenWords)
  if (!place) throw unusable(where, nowhere.reason, nowhere.remedy)
  const facts = fieldsOf((await client.get(`/repos/${repository}`))?.json())
  if (facts.id === undefined) throw unusable(where, ...repositoryWords)
  if (facts.archived === true) throw unusable(where, ...archivedWords)
  const answer = await client.send({ method: 'POST', path: `/repos/${repository}${place.path}`, body: {}, ...needing(place.needs) })
  if (answer.status === 422) return []
  if (answer.status === 404 && place.kind === 'pull-request') throw unusable(where, ...pullWords(Number(/\d+/.exec(place.path)?.[0])))
  const refusal = refusalOf(answer, place.needs)
  if (refusal.code !== 'github-permission') throw refusal
  throw new InputError({
    code: refusal.code,
    problem: refusal.problem,
    where,
    cause: refusal,
    ...(refusal.remedy ? { remedy: refusal.remedy } : {}),
  })
}
