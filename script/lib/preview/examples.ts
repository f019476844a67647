import type { Message } from '../../../src/chat/message.ts'
import { type Locale, text } from '../../../src/kit/text.ts'
import { eventMessage } from '../../../src/notify/event-message.ts'
import { readLogEvents } from '../../../src/notify/log-events.ts'
import { usualFormats } from '../../../src/notify/log-formats.ts'
import { durations } from './picture.ts'

export interface Example {
  readonly name: string
  readonly message: Message
}

const root = 'https://github.example/acme/shop'
const alice = {
  name: 'alice',
  ids: {
    telegram: '11111111',
    feishu: 'ou_a1',
    dingtalk: 'a01',
    slack: 'U01ALICE',
    wecom: 'a01',
    discord: '100000000000000011',
    github: 'alice-l',
  },
}
const bob = { name: 'bob', ids: {} }

/** What people are told, one of each kind. */
export function examplesIn(locale: Locale): readonly Example[] {
  const say = (en: string, zh: string) => text(en, zh)[locale]
  return [
    { name: 'run-started', message: started(say) },
    { name: 'run-failed', message: failed(say) },
    { name: 'run-fixed', message: fixed(say) },
    { name: 'log-events', message: logEvents(locale, say) },
    { name: 'approval', message: approval(say) },
  ]
}

type Say = (en: string, zh: string) => string

const common = { level: 'production', sections: [], mentions: [] } as const
const runLink = (say: Say) => ({ label: say('Run', '查看运行'), url: `${root}/actions/runs/318` })
const facts = (say: Say) => [
  { label: say('Environment', '环境'), value: 'production ⚠' },
  { label: say('Version', '版本'), value: 'v1.4.2' },
  { label: say('Commit', '提交'), value: '0123456 · main', url: `${root}/commit/0123456789abcdef` },
  { label: say('By', '发起人'), value: 'alice-l' },
]

const started = (say: Say): Message => ({
  ...common,
  headline: say('shop v1.4.2 is being released to production', 'shop v1.4.2 正在发布到 production'),
  tone: 'waiting',
  facts: facts(say),
  links: [runLink(say)],
  footer: say('Run 318, attempt 1', '运行 318，第 1 次尝试'),
  about: { id: 'run-318', event: 'run.started' },
})

const failed = (say: Say): Message => ({
  ...common,
  headline: say('shop v1.4.2: failed in “Deploy”, broken since 10:02', 'shop v1.4.2：在“部署”中失败，自 10:02 起异常'),
  tone: 'bad',
  facts: [...facts(say), { label: say('Duration', '用时'), value: say('4 m 12 s (usually 2 m 3 s)', '4 分 12 秒（通常 2 分 3 秒）') }],
  sections: [
    {
      title: say('Deploy › Run the tests', '部署 › 运行测试'),
      lines: [
        { words: '$ npm test' },
        { words: 'FAIL  test/basket.test.ts' },
        { words: '  ● Basket › adds <b>two</b> & counts' },
        { words: '    expect(received).toBe(expected)' },
        { words: '    - Expected: 2' },
        { words: '    + Received: 1' },
        { words: '        at Object.<anonymous> (test/basket.test.ts:12:31)' },
      ],
      isCode: true,
      more: 41,
    },
    {
      title: say('Jobs: 27 of 30 passed', '作业：30 个中 27 个通过'),
      lines: [
        { words: 'test (22, windows-latest)', url: `${root}/actions/runs/318/job/7` },
        { words: 'test (20, macos-latest)', url: `${root}/actions/runs/318/job/8` },
        { words: 'deploy', url: `${root}/actions/runs/318/job/9` },
      ],
    },
    { title: say('Tests', '测试'), lines: [{ words: say('1 failed, 412 passed (+1, −1)', '1 个失败，412 个通过（+1，−1）') }] },
  ],
  links: [runLink(say), { label: say('Compare', '查看差异'), url: `${root}/compare/v1.4.1...v1.4.2` }],
  mentions: [alice, bob],
  footer: say('Run 318, attempt 1', '运行 318，第 1 次尝试'),
  picture: durations(say('Minutes that the last seven runs took', '最近七次运行的用时')),
  about: { id: 'run-318', event: 'run.finished' },
})

const fixed = (say: Say): Message => ({
  ...common,
  headline: say('shop v1.4.3: fixed after 3 h 12 m', 'shop v1.4.3：历时 3 小时 12 分后恢复'),
  tone: 'good',
  facts: facts(say),
  sections: [
    {
      title: say('Changes: 2 commits since v1.4.2', '变更：自 v1.4.2 以来 2 个提交'),
      lines: [
        { words: 'a1b2c3d Count what is added, not what was there — alice', url: `${root}/commit/a1b2c3d` },
        { words: 'd4e5f6a 修复购物车的计数 — bob', url: `${root}/commit/d4e5f6a` },
      ],
    },
  ],
  links: [runLink(say)],
  footer: say('Run 321, attempt 1', '运行 321，第 1 次尝试'),
  about: { id: 'run-321', event: 'run.finished' },
})

const log = `2026-11-27 10:00:00 INFO [api] listening on :8080
${Array.from({ length: 12 }, (_, n) => `2026-11-27 10:00:${String(n + 10)} ERROR [checkout] payment ${1041 + n} refused: no answer in 3000 ms`).join('\n')}
java.net.SocketTimeoutException: connect timed out
\tat com.acme.shop.Payment.charge(Payment.java:57)
\tat com.acme.shop.Checkout.pay(Checkout.java:112)
Caused by: java.net.ConnectException: refused
\t... 12 more
2026-11-27 10:01:00 ERROR [checkout] out of money
2026-11-27 10:01:02 WARN [api] 请求耗时 1200 ms，超过上限
2026-11-27 10:01:05 WARN [api] 请求耗时 1700 ms，超过上限
~~~ rotated ~~~
`

function logEvents(locale: Locale, say: Say): Message {
  const { events, unmatched } = readLogEvents(log, usualFormats)
  const links = [runLink(say)]
  const footer = say('Run 322, attempt 1', '运行 322，第 1 次尝试')
  return eventMessage(events, { locale, log: 'shop.log', level: 'production', unmatched, links, mentions: [alice], footer, id: 'run-322' })
}

const approval = (say: Say): Message => ({
  ...common,
  headline: say('Release shop v1.4.2 to production?', '是否将 shop v1.4.2 发布到 production？'),
  tone: 'waiting',
  facts: [
    ...facts(say),
    { label: say('Time left', '剩余时间'), value: say('58 min (Nov 27, 2026, 11:00 AM UTC)', '58 分钟（2026年11月27日 11:00 UTC）') },
  ],
  sections: [
    {
      title: say('Approvals', '审批进度'),
      lines: [
        { words: say('✓ 1/1 of managers — alice', '✓ managers 已同意 1/1 — alice') },
        { words: say('○ 0/1 of sre', '○ sre 已同意 0/1') },
      ],
    },
    {
      title: say('Description', '说明'),
      lines: [{ words: say('Mends the *basket* and <nothing> else.', '修复了*购物车*，<没有>其他改动。') }],
    },
  ],
  links: [{ label: say('Decide', '前往审批'), url: `${root}/issues/7` }, runLink(say)],
  decision: {
    id: 'K7QF2M',
    approve: say('Approve', '同意'),
    reject: say('Reject', '拒绝'),
    hint: say('A rejection needs a reason.', '拒绝时需要说明理由。'),
    deadline: Date.UTC(2026, 10, 27, 11),
  },
  footer: say('Request K7QF2M', '请求 K7QF2M'),
  about: { id: 'K7QF2M', event: 'approval.requested' },
})
