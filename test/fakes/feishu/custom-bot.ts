import { createHmac } from 'node:crypto'
import type { FeishuAnswer, FeishuRequest } from './answers.ts'
import { isObject, parsed } from './call.ts'
import { cardFault } from './cards.ts'
import { type Limiter, published } from './limits.ts'
import type { FeishuBot, FeishuState } from './state.ts'

const largestBody = 20 * 1024
const longestSkew = 3600

/** HTTP 200 whatever happens: only the code in the body tells. */
const answer = (code: number, msg: string): FeishuAnswer => ({ status: 200, body: { code, data: {}, msg } })

/** `POST /open-apis/bot/v2/hook/<id>`: what a custom bot of a group takes. */
export function answerBot(state: FeishuState, limits: Limiter, id: string, request: FeishuRequest, now: number): FeishuAnswer {
  const bot = state.bots.get(id)
  if (!bot) return answer(19001, 'param invalid: incoming webhook access token invalid')
  if (limits.take(`bot ${id}`, published.bot) !== undefined) {
    return answer(11232, 'frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]')
  }
  const body = parsed(request.body)
  if (Buffer.byteLength(request.body) > largestBody || !isObject(body)) return answer(9499, 'Bad Request')
  const refused = securityFault(bot, body, request, now) ?? contentFault(body, state)
  if (refused) return refused
  bot.received.push(body)
  return { status: 200, body: { StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' } }
}

function securityFault(
  bot: FeishuBot,
  body: Readonly<Record<string, unknown>>,
  request: FeishuRequest,
  now: number,
): FeishuAnswer | undefined {
  if (bot.ips && !bot.ips.includes(request.ip)) return answer(19022, 'Ip Not Allowed')
  if (bot.secret !== undefined && !isSigned(bot.secret, body, now)) {
    return answer(19021, 'sign match fail or timestamp is not within one hour from current time')
  }
  const words = JSON.stringify(body.content ?? body.card ?? '')
  if (bot.keywords && !bot.keywords.some((keyword) => words.includes(keyword))) return answer(19024, 'Key Words Not Found')
  return undefined
}

function isSigned(secret: string, { timestamp, sign }: Readonly<Record<string, unknown>>, now: number): boolean {
  const seconds = Number(timestamp)
  return sign === feishuSign(String(timestamp), secret) && Math.abs(now / 1000 - seconds) <= longestSkew
}

/** The signature of a custom bot: the time and the secret are the key, nothing is the message. */
export const feishuSign = (seconds: string, secret: string): string =>
  createHmac('sha256', `${seconds}\n${secret}`).update('').digest('base64')

/** Where each kind of message has its content. */
const shapes: Readonly<Record<string, (body: Readonly<Record<string, unknown>>) => boolean>> = {
  text: ({ content }) => isObject(content) && typeof content.text === 'string',
  post: ({ content }) => isObject(content) && isObject(content.post) && Object.values(content.post).every(isPost),
  image: ({ content }) => isObject(content) && typeof content.image_key === 'string',
  share_chat: ({ content }) => isObject(content) && typeof content.share_chat_id === 'string',
  interactive: ({ card }) => isObject(card) || isObject(parsed(String(card))),
}

/** What its page lists for rich text of custom bots: no blocks of code. What becomes of others is not said: this fake takes the stricter way. */
const nodes = new Set(['text', 'a', 'at', 'img'])

const isPost = (post: unknown): boolean =>
  isObject(post) &&
  Array.isArray(post.content) &&
  post.content.every((line) => Array.isArray(line) && line.every((node) => isObject(node) && nodes.has(String(node.tag)) && isNode(node)))

const isNode = ({ tag, text, href, user_id: user, image_key: key }: Readonly<Record<string, unknown>>): boolean => {
  if (tag === 'at') return typeof user === 'string'
  if (tag === 'img') return typeof key === 'string'
  return typeof text === 'string' && (tag === 'text' || typeof href === 'string')
}

function contentFault(body: Readonly<Record<string, unknown>>, state: FeishuState): FeishuAnswer | undefined {
  if (!shapes[String(body.msg_type)]?.(body)) return answer(9499, 'Bad Request')
  if (body.msg_type !== 'interactive') return undefined
  const problem = cardFault(typeof body.card === 'string' ? parsed(body.card) : body.card, state)
  return problem === undefined ? undefined : answer(11246, `Create card content failed, ext=${problem}`)
}
