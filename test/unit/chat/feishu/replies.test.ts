import { describe, expect, it } from '@jest/globals'
import { askIn, wordsOf } from '../../../../src/chat/feishu/replies.ts'

const place = { messageId: 'om_card', threadId: 'omt_1', request: 'K7QF2M' }
const message = (changes: object = {}, words = 'approve') => ({
  message_id: 'om_1',
  root_id: 'om_card',
  thread_id: 'omt_1',
  msg_type: 'text',
  create_time: '1700000000123',
  deleted: false,
  updated: false,
  sender: { id: 'ou_alice', sender_type: 'user' },
  body: { content: JSON.stringify({ text: words }) },
  ...changes,
})
const mentions = [{ key: '@_user_1', id: 'ou_bot' }]

describe('askIn', () => {
  it('reads who did what, and when', () => {
    expect(askIn(message({}, '/approve K7QF2M tested'), place)).toEqual({
      key: 'said:ou_alice:om_1',
      user: 'ou_alice',
      at: 1_700_000_000_123,
      by: 'command',
      does: 'approve',
      request: 'K7QF2M',
      isOnCard: true,
      reason: 'tested',
    })
  })

  it.each([
    { name: 'a quotation of the card', changes: { thread_id: undefined }, isAct: true },
    { name: 'an answer within the topic', changes: { root_id: 'om_other' }, isAct: true },
    { name: 'what answers something else', changes: { thread_id: undefined, root_id: 'om_other' }, isAct: false },
    { name: 'what answers nothing', changes: { thread_id: undefined, root_id: undefined }, isAct: false },
    { name: 'what was edited', changes: { updated: true }, isAct: false },
    { name: 'what was recalled', changes: { deleted: true }, isAct: false },
    { name: 'what a bot says', changes: { sender: { id: 'cli_1', sender_type: 'app' } }, isAct: false },
    { name: 'what nobody says', changes: { sender: undefined }, isAct: false },
    { name: 'a picture', changes: { msg_type: 'image', body: { content: '{"image_key":"approve"}' } }, isAct: false },
    { name: 'content that is no JSON', changes: { body: { content: 'approve' } }, isAct: false },
    { name: 'a message without an id', changes: { message_id: undefined }, isAct: false },
  ])('$name: $isAct', ({ changes, isAct }) => {
    expect(askIn(message(changes), place) !== undefined).toBe(isAct)
  })

  it('anywhere in the chat takes a command that names a request, also by a wrong id', () => {
    const elsewhere = { thread_id: undefined, root_id: undefined }
    expect(askIn(message(elsewhere, 'approve K7QF2M'), place)).toMatchObject({ request: 'K7QF2M' })
    expect(askIn(message(elsewhere, 'approve K7QF2N'), place)).toMatchObject({ request: 'K7QF2N' })
    expect(askIn(message(elsewhere, 'approve K7QF2N'), place)).not.toHaveProperty('isOnCard')
    expect(askIn(message(elsewhere, 'approve it'), place)).toBeUndefined()
  })
})

describe('wordsOf', () => {
  it.each([
    { name: 'a mention in front', given: message({ mentions }, '@_user_1 approve'), words: 'approve' },
    { name: 'two in front', given: message({ mentions: [...mentions, { key: '@_user_2' }] }, '@_user_1  @_user_2 同意'), words: '同意' },
    { name: 'one behind', given: message({ mentions }, 'approve @_user_1'), words: 'approve @_user_1' },
    { name: 'a key that only begins alike', given: message({ mentions }, '@_user_11 approve'), words: '@_user_11 approve' },
    {
      name: 'styles and paragraphs',
      given: message({
        msg_type: 'post',
        body: {
          content: JSON.stringify({
            title: '',
            content: [
              [{ tag: 'text', text: 'approve' }],
              [
                { tag: 'at', user_id: 'x' },
                { tag: 'text', text: ' good' },
              ],
            ],
          }),
        },
      }),
      words: 'approve\n good',
    },
    {
      name: 'a strange shape',
      given: message({ msg_type: 'post', body: { content: '{"content":[1,[null,{"tag":"text","text":2}]]}' } }),
      words: '\n',
    },
  ])('of $name', ({ given, words }) => {
    expect(wordsOf(given).trim()).toBe(words.trim())
  })
})
