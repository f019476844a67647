import { describe, expect, it } from '@jest/globals'
import { auditTable } from '../../../src/notify/audit-table.ts'
import { type EventContext, eventMessage } from '../../../src/notify/event-message.ts'
import { event } from './events.ts'

const context: EventContext = {
  locale: 'en',
  log: 'app.log',
  level: 'production',
  unmatched: { count: 0, slow: 0, samples: [] },
  links: [],
  mentions: [],
  footer: 'Run 7',
  id: 'run-7',
}
const events = [
  event({ level: 'info', service: 'api', message: 'up', time: '10:00:00', line: 1 }),
  event({ count: 12, time: '10:00:01', lastTime: '10:00:30', line: 2, details: ['\tat Shop.pay', '\t... 3 more'] }),
  event({ level: 'warning', service: '', message: 'slow', time: '10:00:02', line: 3 }),
]

describe('the message of a log', () => {
  it('says how much there is, the worst first, and where the first error came from', () => {
    const { headline, tone, facts, sections, about } = eventMessage(events, context)
    expect([headline, tone, about]).toEqual(['12 errors, 1 warning, 1 notice in app.log', 'bad', { id: 'run-7', event: 'log.event' }])
    expect(facts).toEqual([
      { label: 'Services', value: 'api, checkout' },
      { label: 'Time', value: '10:00:00 – 10:00:30' },
    ])
    expect(sections).toEqual([
      { title: 'Errors (12)', lines: [{ words: '×12 checkout: no money' }] },
      { title: 'Warnings (1)', lines: [{ words: 'slow' }] },
      { title: 'Information (1)', lines: [{ words: 'api: up' }] },
      {
        title: 'What the log says of it',
        lines: [{ words: 'no money' }, { words: '\tat Shop.pay' }, { words: '\t... 3 more' }],
        isCode: true,
      },
    ])
  })

  it('is Chinese in Chinese', () => {
    const { headline, sections, facts } = eventMessage(events, {
      ...context,
      locale: 'zh-CN',
      unmatched: { count: 3, slow: 0, samples: [] },
    })
    expect(headline).toBe('app.log 中有 12 个错误、1 个警告、1 条信息')
    expect(sections.map(({ title }) => title)).toEqual(['错误 (12)', '警告 (1)', '信息 (1)', '日志原文'])
    expect(facts.at(-1)).toEqual({ label: '无法解析', value: '3 行与模式不符' })
  })

  it.each([
    ['warning', 'warning'],
    ['info', 'neutral'],
  ] as const)('is of the tone of its worst event: %s', (level, tone) => {
    expect(eventMessage([event({ level }), event({ level: 'info', message: 'x' })], context).tone).toBe(tone)
  })

  it('tells of lines that it could not read, and of events that found no room', () => {
    const { facts } = eventMessage([event()], {
      ...context,
      unmatched: { count: 1, slow: 0, samples: [] },
      beyond: { error: 0, warning: 2, info: 3 },
    })
    expect(facts.map(({ value }) => value)).toEqual(['1 line that no pattern fits', '5 more events'])
  })

  it('may have another title; the counts are facts then', () => {
    const { headline, facts } = eventMessage([event()], { ...context, title: 'Nightly check' })
    expect([headline, facts]).toEqual([
      'Nightly check',
      [
        { label: 'Log', value: 'app.log' },
        { label: 'Events', value: '1 error' },
      ],
    ])
  })

  it('shows no more than people read, and says how much there is beyond', () => {
    const many = Array.from({ length: 40 }, (_, n) => event({ message: 'x'.repeat(n + 1) }))
    expect(eventMessage(many, context).sections[0]).toMatchObject({ title: 'Errors (40)', more: 10 })
  })

  it('can be of nothing', () => {
    expect(eventMessage([], context)).toMatchObject({ headline: 'no events in app.log', tone: 'neutral', sections: [] })
  })
})

describe('the audit log', () => {
  it('has a row for each kind of event, the worst first, and the lines that fit no pattern', () => {
    const unmatched = { count: 30, slow: 2, samples: [{ line: 9, words: 'what?' }] }
    expect(auditTable(events, unmatched, 'en')).toBe(`### Log: 12 errors, 1 warning, 1 notice

| Level | Count | Service | Message | First | Last | Line |
| --- | --- | --- | --- | --- | --- | --- |
| ❌ error | 12 | checkout | no money | 10:00:01 | 10:00:30 | 2 |
| ⚠️ warning | 1 | – | slow | 10:00:02 | 10:00:02 | 3 |
| 🔹 info | 1 | api | up | 10:00:00 | 10:00:00 | 1 |

<details><summary>30 lines that no pattern fits</summary>

2 of them took the pattern too long.

- 9: what?

… and 29 more

</details>
`)
  })

  const hostile = [
    '| a | b |',
    '<img src=x onerror=alert(1)>',
    '</details><script>',
    '[x](https://evil.test)',
    '@everyone',
    '```',
    'https://evil.test',
    '&#124;',
    '#1',
  ]
  it.each(hostile)('takes %j for data', (words) => {
    const table = auditTable(
      [event({ message: words, service: words, time: words })],
      { count: 1, slow: 0, samples: [{ line: 1, words }] },
      'en',
    )
    const row = table.split('\n').find((line) => line.startsWith('| ❌')) ?? ''
    expect(row.match(/\|/g)).toHaveLength(8)
    const ours = table.replace(/^<details><summary>.*<\/summary>$|^<\/details>$/gm, '')
    expect(ours).not.toMatch(/[<>`]|\]\(|@everyone|:\/\/|\w#1/)
  })

  it('fits the page of a run', () => {
    const many = Array.from({ length: 5000 }, (_, n) => event({ message: `${'|发布'.repeat(300)}${n}` }))
    const table = auditTable(
      many,
      { count: 5000, slow: 0, samples: Array.from({ length: 50 }, (_, line) => ({ line, words: '|'.repeat(300) })) },
      'zh-CN',
    )
    expect(Buffer.byteLength(table)).toBeLessThan(400_000)
    expect(table).toContain('另有')
  })
})
