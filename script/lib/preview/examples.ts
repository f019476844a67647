import type { Message } from '../../../src/chat/message.ts'
import { type Locale, text } from '../../../src/kit/text.ts'
import { eventMessage } from '../../../src/notify/event-message.ts'
import { readLogEvents } from '../../../src/notify/log-events.ts'
import { usualFormats } from '../../../src/notify/log-formats.ts'
import { runMessage } from '../../../src/notify/run-message.ts'
import type { RunNotice } from '../../../src/notify/run-notice.ts'
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
    { name: 'run-started', message: started(locale, say) },
    { name: 'run-failed', message: failed(locale, say) },
    { name: 'run-fixed', message: fixed(locale, say) },
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

const commit = '0123456789abcdef0123456789abcdef01234567'
const notice = (say: Say, changes: Partial<RunNotice> & Pick<RunNotice, 'verdict'>): RunNotice => ({
  event: 'result',
  facts: {
    project: 'shop',
    environment: 'production',
    level: 'production',
    version: 'v1.4.2',
    repository: 'acme/shop',
    workflow: 'Release',
    number: '318',
    attempt: 1,
    runUrl: `${root}/actions/runs/318/attempts/1`,
    commit,
    commitUrl: `${root}/commit/${commit}`,
    commitTitle: say('Count what is added, not what was there', '按新增数量计数'),
    ref: 'main',
    author: 'alice-l',
    actor: 'bobby',
    trace: 'SP-7K2M9QXW',
  },
  jobs: [],
  failedHosts: [],
  approvers: [],
  mentions: [],
  said: [],
  notes: [],
  ...changes,
})

/** As the notify action puts it. */
const told = (locale: Locale, given: RunNotice): Message => runMessage(given, { locale, timeZone: 'UTC' })

const started = (locale: Locale, say: Say): Message => told(locale, notice(say, { event: 'start', verdict: 'running' }))

const outage = { times: 3, since: Date.UTC(2026, 10, 27, 6, 50), first: undefined, isAtLeast: false }

const failed = (locale: Locale, say: Say): Message => ({
  ...told(
    locale,
    notice(say, {
      verdict: 'failure',
      edge: { kind: 'still-broken', outage },
      duration: { took: 252_000, usual: 123_000, difference: text('2 min longer than usual', '比平时长 2 分钟') },
      excerpt: {
        job: 'test (22, windows-latest)',
        step: 'Run npm test',
        why: '● Basket › adds two & counts — Expected: 2 Received: 1',
        path: 'test/basket.test.ts:12',
        url: `${root}/actions/runs/318/job/7#step:4:1`,
        lines: [
          'FAIL  test/basket.test.ts',
          '  ● Basket › adds two & counts',
          '    expect(received).toBe(expected)',
          '    - Expected: 2',
          '    + Received: 1',
          '        at Object.<anonymous> (test/basket.test.ts:12:31)',
        ],
      },
      tests: {
        totals: text(
          '412/413 passed, 1 failed (newly failing 1: Basket › adds two & counts)',
          '413 个测试通过 412 个，失败 1 个（新增失败 1 个：Basket › adds two & counts）',
        ),
        failures: ['Basket › adds two & counts'],
        more: 0,
      },
      jobs: [
        {
          words: text(
            'test: 28/30 ok, failed: 22 windows-latest, 20 macos-latest',
            'test：28/30 成功，失败：22 windows-latest、20 macos-latest',
          ),
          url: `${root}/actions/runs/318/job/7`,
          isFailed: true,
        },
        { words: text('build: ok', 'build：成功'), isFailed: false },
        { words: text('deploy: skipped', 'deploy：已跳过'), isFailed: false },
      ],
      approvers: ['alice'],
      mentions: [alice, bob],
    }),
  ),
  picture: durations(say('Minutes that the last seven runs took', '最近七次运行的用时')),
})

const fixed = (locale: Locale, say: Say): Message =>
  told(
    locale,
    notice(say, {
      verdict: 'success',
      edge: { kind: 'fixed', outage, after: 3 * 3_600_000 + 12 * 60_000 },
      duration: { took: 130_000, usual: 123_000, difference: undefined },
      mentions: [alice],
    }),
  )

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
