import { type HttpResponse, jsonOf } from '../../kit/http.ts'
import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import { delivered, type Meaning, type Reading, type Trouble, troubleOf, unknownAnswer, unknownCode } from '../delivery/reading.ts'
import { statusTrouble, waitHint } from '../delivery/status.ts'
import { type Body, isBody, type Refusal } from './answer.ts'
import { slack } from './hook-answers.ts'
import { mendable } from './refusals.ts'

const malformed: Meaning = { class: 'malformed', what: text('it does not understand the message', '无法理解该消息') }
const tooLong: Meaning = { class: 'too-long', what: text('the message is too long', '消息过长') }
const failed: Meaning = { class: 'unclear', what: text('it failed', '服务出错') }
const busy: Meaning = { class: 'retry', what: text('it is busy', '服务繁忙') }
const forbidden: Meaning = { class: 'forbidden', what: text('the workspace does not permit the message', '工作区不允许发送该消息') }
const noFiles: Meaning = {
  class: 'forbidden',
  what: text('the workspace does not permit the file', '工作区不允许上传该文件'),
  remedy: text('Ask an admin of the workspace to permit files.', '请联系工作区管理员允许上传文件。'),
}
const limited: Meaning = { class: 'limited', what: text('too many messages', '消息过多') }

/** Words of the Web API about messages and files, beside those that say what is wrong with token and channel (facts/chat.md 5). */
export const botWords: Readonly<Record<string, Meaning>> = {
  no_text: malformed,
  invalid_blocks: malformed,
  invalid_blocks_format: malformed,
  invalid_arguments: malformed,
  invalid_arg_name: malformed,
  invalid_array_arg: malformed,
  invalid_charset: malformed,
  invalid_form_data: malformed,
  invalid_post_type: malformed,
  missing_post_type: malformed,
  markdown_text_conflict: malformed,
  too_many_attachments: malformed,
  block_mismatch: malformed,
  msg_too_long: tooLong,
  msg_blocks_too_long: tooLong,
  message_limit_exceeded: {
    class: 'quota',
    what: text('the workspace has used up its messages', '工作区的消息额度已用完'),
  },
  internal_error: failed,
  fatal_error: failed,
  service_unavailable: failed,
  update_failed: failed,
  request_timeout: busy,
  team_added_to_org: busy,
  ekm_access_denied: forbidden,
  org_login_required: forbidden,
  accesslimited: forbidden,
  enterprise_is_restricted: forbidden,
  team_access_not_granted: forbidden,
  as_user_not_supported: forbidden,
  messages_tab_disabled: {
    class: 'configuration',
    what: text('people cannot be written to by this app', '该应用不能给个人发消息'),
    remedy: text(
      'Turn on the messages tab under “App Home” of the Slack app, or give the id of a channel.',
      '请在 Slack 应用的“App Home”中开启消息标签页，或改填频道 ID。',
    ),
  },
  method_deprecated: { class: 'malformed', what: text('the method is gone', '该方法已停用') },
  file_uploads_disabled: noFiles,
  file_uploads_except_images_disabled: noFiles,
  file_type_not_allowed: noFiles,
  file_upload_size_restricted: { class: 'too-long', what: text('the file is too large', '文件过大') },
  file_update_failed: failed,
  file_not_found: { class: 'malformed', what: text('there is no such file', '文件不存在') },
  posting_to_channel_denied: forbidden,
}

/** An answer of the Web API to a message. */
export interface BotAnswer {
  readonly reading: Reading
  /** The word of a refusal; empty where there is none. */
  readonly error: string
  readonly body: Body
}

/** `now` in milliseconds since 1970. */
export function readBot(response: HttpResponse, now: number): BotAnswer {
  const json = jsonOf(response)
  const body = isBody(json) ? json : {}
  const error = typeof body.error === 'string' ? body.error : ''
  if (response.status === 200 && body.ok === true) return { reading: delivered, error: '', body }
  return { reading: troubleIn(response, body, error, now), error, body }
}

function troubleIn(response: HttpResponse, { ok, needed }: Body, error: string, now: number): Trouble {
  if (response.status === 429 || error === 'ratelimited' || error === 'rate_limited') {
    return troubleOf(slack, limited, { code: printable(error, 60) || 'HTTP 429' }, waitHint(response.headers, now))
  }
  if (ok === false && error !== '') return refusalTrouble({ ok, error, needed: typeof needed === 'string' ? needed : '' })
  return statusTrouble(slack, response, now) ?? troubleOf(slack, unknownAnswer, { code: `HTTP ${response.status}` })
}

/** What a refusal of the Web API means for a message. */
export function refusalTrouble(refusal: Refusal): Trouble {
  const { error } = refusal
  const known = mendable[error]
  if (known) return { class: known.class, reason: withWord(known.problem(refusal), error), remedy: known.remedy }
  return troubleOf(slack, botWords[error] ?? unknownCode, { code: printable(error, 60) })
}

/** `The channel is archived (is_archived).` */
function withWord(problem: Text, word: string): Text {
  if (problem.en.includes(word)) return problem
  return { en: `${problem.en.replace(/\.$/, '')} (${word}).`, 'zh-CN': `${problem['zh-CN'].replace(/。$/, '')}（${word}）。` }
}

/** Words for a message that cannot be edited: deleted, somebody else’s, or too old. */
export const lostWords: Readonly<Record<string, Text>> = {
  message_not_found: text('Slack has no such message any more.', 'Slack 中该消息已不存在。'),
  cant_update_message: text('Slack does not let the bot edit this message.', 'Slack 不允许机器人编辑该消息。'),
  edit_window_closed: text('The message is too old to be edited in this workspace.', '该消息过旧，工作区不允许再编辑。'),
}

/** Words after which the same message may be taken without its blocks. */
export const isAboutBlocks = (error: string): boolean => ['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long'].includes(error)
