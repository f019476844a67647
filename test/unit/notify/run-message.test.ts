import { describe, expect, it } from '@jest/globals'
import { text } from '../../../src/kit/text.ts'
import { runMessage } from '../../../src/notify/run-message.ts'
import type { RunNotice } from '../../../src/notify/run-notice.ts'
import { noticeWith, runWith } from './notices.ts'

const en = { locale: 'en', timeZone: 'UTC' } as const
const zh = { locale: 'zh-CN', timeZone: 'Asia/Shanghai' } as const
const outage = { times: 3, since: Date.UTC(2026, 9, 1, 8), first: runWith({ number: 315 }), isAtLeast: false }
const ofBuild = { environment: '', level: 'test', version: 'main' } as const

describe('the headline of a run', () => {
  it.each<[string, Partial<RunNotice>, string, string]>([
    ['a release that failed', {}, 'Failed: shop v2 to production', '失败：shop v2 发布到 production'],
    ['one that succeeded', { verdict: 'success' }, 'Succeeded: shop v2 to production', '成功：shop v2 发布到 production'],
    ['one that has begun', { verdict: 'running', event: 'start' }, 'Running: shop v2 to production', '进行中：shop v2 发布到 production'],
    ['one out of time', { verdict: 'timed-out' }, 'Timed out: shop v2 to production', '超时：shop v2 发布到 production'],
    ['one that was cancelled', { verdict: 'cancelled' }, 'Cancelled: shop v2 to production', '已取消：shop v2 发布到 production'],
    [
      'a failure that lasts',
      { edge: { kind: 'still-broken', outage } },
      'Still failing (no. 3): shop v2 to production',
      '持续失败（第 3 次）：shop v2 发布到 production',
    ],
    [
      'one that is longer than what was looked at',
      { edge: { kind: 'still-broken', outage: { ...outage, isAtLeast: true } } },
      'Still failing (no. 3+): shop v2 to production',
      '持续失败（第 3+ 次）：shop v2 发布到 production',
    ],
    [
      'the end of failures',
      { verdict: 'success', edge: { kind: 'fixed', outage, after: 3 * 3_600_000 + 12 * 60_000 } },
      'Fixed after 3 h 12 min: shop v2 to production',
      '已恢复（历时 3 小时 12 分钟）：shop v2 发布到 production',
    ],
    [
      'a failure of which nothing new is known',
      { edge: { kind: 'first' } },
      'Failed: shop v2 to production',
      '失败：shop v2 发布到 production',
    ],
  ])('%s', (_, changes, english, chinese) => {
    const notice = noticeWith(changes)
    expect([runMessage(notice, en).headline, runMessage(notice, zh).headline]).toEqual([english, chinese])
  })

  it('of a build names the workflow and its run', () => {
    const { facts } = noticeWith()
    expect(runMessage(noticeWith({ facts: { ...facts, ...ofBuild } }), en).headline).toBe('Failed: Release #318 of shop on main')
    expect(runMessage(noticeWith({ facts: { ...facts, ...ofBuild } }), zh).headline).toBe('失败：shop main 的 Release #318')
  })

  it('stays one line, and short, whatever a version says', () => {
    const { facts } = noticeWith()
    const { headline } = runMessage(noticeWith({ facts: { ...facts, version: `v1\n::error::x${'y'.repeat(5000)}` } }), en)
    expect(headline).not.toContain('\n')
    expect(headline.length).toBeLessThan(200)
  })
})

describe('what a message holds', () => {
  const full = noticeWith({
    excerpt: {
      job: 'test (18)',
      step: 'Run npm test',
      lines: ['FAIL cart', '  expected 1'],
      why: 'expected 1',
      url: 'https://x.test/job',
      path: 'a.js:3',
    },
    failedHosts: [{ name: 'web2', state: 'rolled-back', error: 'Health check failed', owner: 'bob' }],
    tests: { totals: text('8/9 passed, 1 failed', '通过 8'), failures: ['cart adds'], more: 2 },
    jobs: [
      { words: text('test: 1/2 ok, failed: 18', 'test：1/2'), isFailed: true, url: 'https://x.test/job' },
      { words: text('build: ok', 'build：成功'), isFailed: false },
    ],
    approvers: ['alice', 'bob'],
    explanation: { title: text('What small-1 makes of it (not checked)', 'small-1 的解读（未经核实）'), lines: ['The cart is empty.'] },
    duration: { took: 125_000, usual: 60_000, difference: text('65 s longer than usual', '比平时长 65 秒') },
    notes: [text('The log cannot be read.', '无法读取日志。')],
    edge: { kind: 'still-broken', outage },
    isFlapping: true,
  })

  it('stands by weight: output, hosts, tests, jobs, what a model makes of it, what is not known', () => {
    const { sections } = runMessage(full, en)
    expect(sections.map(({ title }) => title)).toEqual([
      'Output',
      'Hosts',
      'Tests',
      'Jobs',
      'What small-1 makes of it (not checked)',
      'To know',
    ])
    expect(sections[0]).toEqual({ title: 'Output', isCode: true, lines: [{ words: 'FAIL cart' }, { words: '  expected 1' }] })
    expect(sections[1]?.lines).toEqual([{ words: '✗ web2 (bob): Health check failed' }])
    expect(sections[2]).toMatchObject({ more: 2 })
  })

  it('says why before anything else, and where', () => {
    expect(runMessage(full, en).facts.slice(0, 2)).toEqual([
      { label: 'Why', value: 'expected 1' },
      { label: 'Where', value: 'test (18) › Run npm test · a.js:3', url: 'https://x.test/job' },
    ])
  })

  it('says who, how long, since when, and by whom it was approved', () => {
    const facts = new Map(runMessage(full, en).facts.map(({ label, value }) => [label, value]))
    expect(Object.fromEntries(facts)).toMatchObject({
      Environment: 'production ⚠',
      Commit: 'abcdef1 Mend the cart',
      By: 'alice-l, bobby',
      'Broken since': 'Oct 1, 2026, 8:00 AM UTC (#315)',
      Duration: '2 min (65 s longer than usual)',
      'Approved by': 'alice, bob',
      Note: 'Fails and recovers by turns: nobody is alerted.',
    })
  })

  it('leads to the run, at this very attempt, and to the failed job; the footer has the id to follow it by', () => {
    const { links, footer, about } = runMessage({ ...full, facts: { ...full.facts, attempt: 2 } }, en)
    expect(links).toEqual([
      { label: 'Run', url: full.facts.runUrl },
      { label: 'Failed job', url: 'https://x.test/job' },
    ])
    expect(footer).toBe('Run 318, attempt 2 · SP-ABCDEFGH')
    expect(about).toEqual({ id: 'SP-ABCDEFGH', event: 'run.finished' })
  })

  it('is Chinese as a whole where the configuration says so', () => {
    const { facts, sections, links, footer } = runMessage(full, zh)
    const words = [...facts.map(({ label }) => label), ...sections.map(({ title }) => title), ...links.map(({ label }) => label), footer]
    for (const one of words) expect(one).toMatch(/[\u4e00-\u9fff]/)
  })

  it('is no longer than it must be when all is well', () => {
    const { sections, facts } = runMessage(
      noticeWith({ verdict: 'success', jobs: [{ words: text('build: ok', ''), isFailed: false }] }),
      en,
    )
    expect(sections).toEqual([])
    expect(facts.map(({ label }) => label)).not.toContain('Note')
  })
})
