import { describe, expect, it } from '@jest/globals'
import type { KnownBlock } from '@slack/web-api'
import { render } from '../../../../src/chat/slack/render.ts'
import { runMessage } from '../../../../src/notify/run-message.ts'
import { noticeWith } from '../../notify/notices.ts'

/** Slack's types are of data that may be changed; ours are of data that may not. */
type Changeable<T> = T extends readonly (infer Item)[]
  ? Changeable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Changeable<T[Key]> }
    : T
const changeable = <T>(data: T): Changeable<T> => structuredClone(data) as Changeable<T> // a copy is one's own

describe('blocks', () => {
  it('are of the types that Slack publishes', () => {
    const message = runMessage(
      noticeWith({
        excerpt: { job: 'test', step: 'Run npm test', lines: ['one', 'two'], why: 'two' },
        mentions: [{ name: 'ann', ids: { slack: 'U0ANN0001' } }],
      }),
      { locale: 'en', timeZone: 'UTC' },
    )
    const blocks: KnownBlock[] = changeable(render(message, 'en', 'notify').blocks) // the compiler compares the two
    expect(blocks.map(({ type }) => type)).toEqual(expect.arrayContaining(['header', 'section', 'rich_text', 'context']))
  })
})
