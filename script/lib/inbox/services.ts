import { randomUUID } from 'node:crypto'
import type { ShownPlatform } from '../preview/views/shown.ts'
import type { Call, Outcome } from './note.ts'

const ok = (answer: unknown): Outcome => ({ answer })

/** What each platform answers when all is well (facts/chat.md), as far as a sender looks at it. */
export const services: Readonly<Record<Exclude<ShownPlatform, 'email'>, (call: Call) => Outcome>> = {
  telegram,
  feishu,
  slack,
  discord,
  dingtalk: ({ body }) => ({ answer: { errcode: 0, errmsg: 'ok' }, message: body }),
  wecom: ({ body }) => ({ answer: { errcode: 0, errmsg: 'ok' }, message: body }),
  webhook: ({ body }) => ({ answer: { ok: true }, message: body }),
  github,
}

function telegram({ path, body, number }: Call): Outcome {
  const method = path.split('/').at(-1) ?? ''
  const result = (value: unknown) => ({ ok: true, result: value })
  const chat = { id: Number(body.chat_id) || -100_1, type: 'supergroup', title: 'Releases' }
  const id = method.startsWith('edit') ? Number(body.message_id) : number
  const message = { message_id: id, chat, date: Math.floor(Date.now() / 1000), text: body.text }
  if (/^(?:send(?:Message|Photo|Document)|edit\w+)$/i.test(method)) {
    return { answer: result(message), message: body, id: `${id}`, isEdit: method.startsWith('edit') }
  }
  if (method === 'getMe') return ok(result({ id: 1, is_bot: true, first_name: 'Sallyport', username: 'sallyport_bot' }))
  if (method === 'getChat') return ok(result(chat))
  if (method === 'getChatMember') return ok(result({ status: 'administrator', can_post_messages: true }))
  if (method === 'getUpdates') return ok(result([]))
  return ok(result(method === 'getWebhookInfo' ? { url: '' } : true))
}

function feishu({ path, body, method, number, files }: Call): Outcome {
  if (path.includes('/bot/'))
    return { answer: { code: 0, data: {}, msg: 'success', StatusCode: 0, StatusMessage: 'success' }, message: body }
  if (path.includes('tenant_access_token')) return ok({ code: 0, msg: 'ok', tenant_access_token: 't-inbox', expire: 7200 })
  if (path.endsWith('/im/v1/images')) {
    const key = `img_${number}`
    return { answer: { code: 0, msg: 'success', data: { image_key: key } }, picture: { key, data: [...files.values()][0] ?? '' } }
  }
  const [, edited] = /\/im\/v1\/messages\/([^/]+)$/.exec(path) ?? []
  if (edited && method !== 'GET') return { answer: done({}), message: { msg_type: 'interactive', ...body }, id: edited, isEdit: true }
  const id = `om_${number}`
  if (/\/im\/v1\/messages$/.test(path)) return { answer: done({ message_id: id, create_time: String(Date.now()) }), message: body, id }
  return ok(done({ items: [], has_more: false, reaction_id: randomUUID(), chat_status: 'normal' }))
}

const done = (data: object) => ({ code: 0, msg: 'success', data })

function slack({ path, body, number, bytes, origin }: Call): Outcome {
  if (path.startsWith('/services/')) return { answer: 'ok', message: body }
  if (path.startsWith('/upload/')) return { answer: 'OK', picture: { key: path.split('/').at(-1) ?? '', data: bytes } }
  const method = path.split('/').at(-1)
  const channel = String(body.channel ?? 'C01')
  const ts = `${1_795_773_600 + number}.000100`
  if (method === 'chat.postMessage') return { answer: { ok: true, channel, ts, message: { ts, user: 'U0BOT' } }, message: body, id: ts }
  if (method === 'chat.update') return { answer: { ok: true, channel, ts: body.ts }, message: body, id: String(body.ts), isEdit: true }
  if (method === 'files.getUploadURLExternal')
    return ok({ ok: true, upload_url: `${origin}/slack/upload/F${number}`, file_id: `F${number}` })
  if (method === 'files.completeUploadExternal') {
    const [{ id = '', title = '' } = {}] = JSON.parse(String(body.files ?? '[]')) as { id?: string; title?: string }[] // as the sender wrote it
    return { answer: { ok: true, files: [{ id }] }, picture: { key: title, data: `#${id}`, below: String(body.thread_ts ?? '') } }
  }
  if (method === 'chat.getPermalink') return ok({ ok: true, permalink: `${origin}/` })
  return ok({ ok: true, user_id: 'U0BOT', bot_id: 'B0BOT', team: 'inbox', channel: { id: channel, is_member: true }, messages: [] })
}

function discord({ path, method, body, number }: Call): Outcome {
  if (method === 'GET') return ok({ id: '1', type: 1, name: 'Releases' })
  const [, edited] = /\/messages\/(\d+)$/.exec(path) ?? []
  const id = edited ?? String(1_300_000_000_000_000_000n + BigInt(number))
  return { answer: { id, channel_id: '1', content: '' }, message: body, id, isEdit: edited !== undefined }
}

/** As much of its API as one who opens issues and comments on them needs. */
function github({ path, method, body, number, origin }: Call): Outcome {
  if (method === 'GET') return ok(path.endsWith('/comments') ? [] : { has_issues: true, permissions: { push: true } })
  const [, issue, comment] = /\/issues\/(?:(\d+)|comments\/(\d+))$/.exec(path) ?? []
  const id = issue ?? comment ?? String(number)
  const page = {
    id: Number(id),
    number: Number(id),
    node_id: `I_${id}`,
    html_url: `${origin}/`,
    user: { id: 1, login: 'github-actions[bot]', type: 'Bot' },
  }
  return { status: method === 'POST' ? 201 : 200, answer: { ...page, ...body }, message: body, id, isEdit: method === 'PATCH' }
}
