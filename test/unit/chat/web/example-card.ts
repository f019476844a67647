import type { Message } from '../../../../src/chat/message.ts'
import type { Locale } from '../../../../src/kit/text.ts'

export const hour = 3_600_000

/** Cards as the gate makes them. */
export const exampleCard = (locale: Locale, deadline: number): Message => (locale === 'en' ? english(deadline) : chinese(deadline))

const commits = [
  ['4f1c2ab', 'Checkout: round taxes per line, as the invoice does', 'Alice Lin'],
  ['91be07d', 'Raise the pool of database connections to 40', 'bob'],
  ['c03d5e2', 'Drop the column orders.legacy_state (migration 0142)', 'Alice Lin'],
  ['77aa910', 'Bump the payment SDK to 5.2.1', 'renovate[bot]'],
] as const

const links = (run: string, compare: string) => [
  { label: run, url: 'https://github.test/acme/shop/actions/runs/318' },
  { label: compare, url: 'https://github.test/acme/shop/compare/v1.4.1...v1.4.2' },
]

const changes = commits.map(([commit, subject, author]) => ({
  words: `${commit} ${subject} — ${author}`,
  url: `https://github.test/acme/shop/commit/${commit}`,
}))

const english = (deadline: number): Message => ({
  headline: 'Release shop v1.4.2 to production?',
  tone: 'waiting',
  level: 'production',
  facts: [
    { label: 'Environment', value: 'production ⚠' },
    { label: 'Project', value: 'shop' },
    { label: 'Version', value: 'v1.4.2' },
    { label: 'Commit', value: '4f1c2ab90d77', url: 'https://github.test/acme/shop/commit/4f1c2ab90d77' },
    { label: 'Asked by', value: 'carol' },
    { label: 'Time left', value: 'until Nov 28, 2026, 3:04 PM UTC (58 min at 2:06 PM)' },
    { label: 'Ref', value: 'refs/tags/v1.4.2' },
    { label: 'Workflow', value: 'release' },
  ],
  sections: [
    { title: 'Description', lines: [{ words: 'Fixes the rounding of taxes. Needs the migration 0142, which takes about two minutes.' }] },
    {
      title: 'Approvals',
      lines: [{ words: '✓ 1/1 of managers — bob' }, { words: '○ 0/1 of sre' }, { words: '✓ bob approves: checked on staging' }],
    },
    { title: 'Changes: 12 commits since v1.4.1', lines: changes, more: 8 },
  ],
  links: links('Run', 'Compare'),
  decision: { id: 'K7QF2M', approve: 'Approve', reject: 'Reject', hint: '', deadline },
  mentions: [],
  footer: 'Request K7QF2M',
})

const chinese = (deadline: number): Message => ({
  headline: '是否将 shop v1.4.2 发布到 production？',
  tone: 'waiting',
  level: 'production',
  facts: [
    { label: '环境', value: 'production ⚠' },
    { label: '项目', value: 'shop' },
    { label: '版本', value: 'v1.4.2' },
    { label: '提交', value: '4f1c2ab90d77', url: 'https://github.test/acme/shop/commit/4f1c2ab90d77' },
    { label: '发起人', value: 'carol' },
    { label: '剩余时间', value: '至 2026年11月28日 15:04 UTC（14:06 时为 58 分钟）' },
    { label: '引用', value: 'refs/tags/v1.4.2' },
    { label: '工作流', value: 'release' },
  ],
  sections: [
    { title: '说明', lines: [{ words: '修复税额取整问题。需要执行迁移 0142，约两分钟。' }] },
    { title: '审批进度', lines: [{ words: '✓ managers 1/1 — bob' }, { words: '○ sre 0/1' }, { words: '✓ bob 同意: 已在预发环境验证' }] },
    { title: '变更: 自 v1.4.1 以来 12 个提交', lines: changes, more: 8 },
  ],
  links: links('查看运行', '查看差异'),
  decision: { id: 'K7QF2M', approve: '同意', reject: '拒绝', hint: '拒绝时需要说明理由。', deadline },
  mentions: [],
  footer: '请求 K7QF2M',
})

/** The card at its end: nothing on it is live any more. */
export function decidedCard(locale: Locale, tone: 'good' | 'bad' | 'warning' | 'neutral' = 'good'): Message {
  const { decision: _, ...card } = exampleCard(locale, 0)
  const [headline, footer] = locale === 'en' ? ends[tone] : endsInChinese[tone]
  const decided =
    locale === 'en'
      ? { label: 'Decided', value: 'Nov 28, 2026, 2:06 PM (+2 min)' }
      : { label: '决定时间', value: '2026年11月28日 14:06（+2 分钟）' }
  const facts = card.facts.map((fact, index) => (index === 5 ? decided : fact))
  return { ...card, tone, headline, footer, facts }
}

const ends = {
  good: ['Approved: shop v1.4.2 to production', 'Request K7QF2M was approved by alice, bob.'],
  bad: ['Rejected: shop v1.4.2 to production', 'Request K7QF2M was rejected by alice.'],
  warning: ['Expired: shop v1.4.2 to production', 'Request K7QF2M has expired: its time is over.'],
  neutral: ['Cancelled: shop v1.4.2 to production', 'Request K7QF2M was cancelled with its run.'],
} as const

const endsInChinese = {
  good: ['已批准：shop v1.4.2 发布到 production', '请求 K7QF2M 已由 alice, bob 批准。'],
  bad: ['已拒绝：shop v1.4.2 发布到 production', '请求 K7QF2M 已被 alice 拒绝。'],
  warning: ['已过期：shop v1.4.2 发布到 production', '请求 K7QF2M 已过期：审批时限已到。'],
  neutral: ['已取消：shop v1.4.2 发布到 production', '请求 K7QF2M 已随运行取消。'],
} as const
