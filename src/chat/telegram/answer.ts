import { messageOf } from '../../kit/errors.ts'
import { text } from '../../kit/text.ts'
import type { Ask, Reply } from '../channel.ts'
import { cut } from '../fit.ts'
import { actOf } from './acts.ts'
import type { Desk } from './desk.ts'
import { patience } from './patient-api.ts'
import type { Spot } from './place.ts'
import { send } from './send.ts'

/** UTF-16 units of an answer to a click (facts/chat.md 1.2). */
const longestToast = 200

/** Answers a click by what only that person sees, a command by a reply. Never throws. */
export async function answerAct(desk: Desk, ask: Pick<Ask, 'key' | 'user' | 'userName'>, reply: Reply): Promise<void> {
  try {
    const act = actOf(ask.key)
    if (!act) return
    if ('command' in act) await replyTo(desk, act.command, reply.words)
    else if (!(await toast(desk, act.click, reply)) && reply.kind !== 'counted') await sayTo(desk, ask, reply.words)
  } catch (error) {
    desk.context.log.debug(`${desk.name}: an answer was lost: ${messageOf(error)}`)
  }
}

/** Whether it could still be told that way: a click waits for its answer only so long. */
export async function toast({ calls, closed }: Desk, click: string, { words, kind }: Reply): Promise<boolean> {
  let isInDoubt = false
  const parameters = { callback_query_id: click, text: cut(words, longestToast), show_alert: kind !== 'counted' }
  const onDoubt = () => {
    isInDoubt = true
  }
  const answer = await calls.call<true>('answerCallbackQuery', parameters, {
    patience: patience.answer,
    repeatable: true,
    isStubborn: true,
    signal: closed,
    onDoubt,
  })
  return answer.ok || isInDoubt
}

/** Better said twice than not at all. */
const answering = ({ closed }: Desk) => ({ patience: patience.answer, repeatable: true, isStubborn: true, signal: closed })

export const replyTo = async (desk: Desk, spot: Spot, words: string): Promise<void> => {
  await send(desk, { content: { words }, replyTo: spot, options: answering(desk) })
}

/** To a person whose click waits no more: beside the card, for everybody to see. */
async function sayTo(desk: Desk, { user, userName }: Pick<Ask, 'user' | 'userName'>, words: string): Promise<void> {
  const message = {
    headline: words,
    tone: 'warning',
    level: 'test',
    facts: [],
    sections: [],
    links: [],
    mentions: [{ name: userName, ids: { telegram: user } }],
    footer: '',
  } as const
  const card = desk.state.place?.cards.at(-1)
  const options = answering(desk)
  const content = { message, options: { locale: desk.context.log.locale } }
  await send(desk, { content, options, ...(card ? { replyTo: card } : {}) })
}

/** What is said to a click on a button of ours that is not where we put it. */
export const strayText = text(
  'Not counted: this is not the message of the request. Use the buttons where it was posted.',
  '未计入：这不是该请求的消息。请使用原消息上的按钮。',
)

/** What is said to a command that somebody forwards, or gives in the name of the group. */
export const borrowedText = text(
  'Not counted: write it yourself, in your own name (not forwarded, not as an anonymous administrator).',
  '未计入：请以本人身份亲自发送（不能转发，也不能以匿名管理员身份发送）。',
)

/** What is said to a command that does not name its request. */
export const whichText = (does: Ask['does'], id: string, bot: string) =>
  text(`Which request? This one is ${id}: /${does}@${bot} ${id}`, `是哪个请求？此处为 ${id}：/${does}@${bot} ${id}`)
