import type { HttpResponse } from '../../kit/http.ts'
import { printable } from '../../kit/printable.ts'
import { text } from '../../kit/text.ts'
import { delivered, type Meaning, party, type Reading, troubleOf, unknownAnswer } from '../delivery/reading.ts'
import { statusTrouble, waitHint } from '../delivery/status.ts'

export const slack = party('Slack')

const malformed: Meaning = { class: 'malformed', what: text('it does not understand the message', '无法理解该消息') }
const gone: Meaning = { class: 'gone', what: text('there is no such webhook any more', '该 webhook 已不存在') }
const forbidden: Meaning = { class: 'forbidden', what: text('the workspace does not permit the message', '工作区不允许发送该消息') }

/** The words of incoming webhooks; each comes as plain text with a status of its own (facts/chat.md 5). */
export const hookWords: Readonly<Record<string, Meaning>> = {
  invalid_payload: malformed,
  invalid_blocks: malformed,
  invalid_blocks_format: malformed,
  no_text: malformed,
  too_many_attachments: malformed,
  msg_blocks_too_long: { class: 'too-long', what: text('the message is too long', '消息过长') },
  msg_too_long: { class: 'too-long', what: text('the message is too long', '消息过长') },
  user_not_found: { class: 'gone', what: text('the user of the webhook is gone', '该 webhook 的用户已不存在') },
  action_prohibited: forbidden,
  posting_to_general_channel_denied: forbidden,
  restricted_action: forbidden,
  invalid_token: { class: 'credentials', what: text('the address of the webhook is not right', 'webhook 地址不正确') },
  no_service: gone,
  no_active_hooks: gone,
  no_team: { class: 'gone', what: text('there is no such workspace', '该工作区不存在') },
  channel_not_found: { class: 'gone', what: text('the channel of the webhook is gone', '该 webhook 的频道已不存在') },
  channel_is_archived: {
    class: 'gone',
    what: text('the channel of the webhook is archived', '该 webhook 的频道已归档'),
    remedy: text('Unarchive the channel, or make a webhook for another one.', '请取消归档该频道，或为其他频道创建 webhook。'),
  },
  rollup_error: { class: 'unclear', what: text('it failed', '服务出错') },
}

const limited: Meaning = { class: 'limited', what: text('too many messages', '消息过多'), wait: 1000 }

/** What an incoming webhook answered: `ok`, or a word. `now` in milliseconds since 1970. */
export function readHook(response: HttpResponse, now: number): Reading {
  const word = response.body.trim()
  if (response.status === 200 && word === 'ok') return delivered
  const said = printable(word, 60)
  if (response.status === 429) return troubleOf(slack, limited, { code: said || 'HTTP 429' }, waitHint(response.headers, now))
  const meaning = hookWords[word]
  if (meaning) return troubleOf(slack, meaning, { code: said })
  return statusTrouble(slack, response, now) ?? troubleOf(slack, unknownAnswer, { code: `HTTP ${response.status}` })
}
