import { describe, expect, it } from '@jest/globals'
import { cardOf } from '../../../src/approval/card.ts'
import type { Changes } from '../../../src/approval/changes.ts'
import { fit as fitted } from '../../../src/chat/fit.ts'
import { locales } from '../../../src/kit/text.ts'
import { chinese, commit, context, factOf, known, sectionOf, wordsOf } from './cards.ts'
import { act, deadline, gate, heard, requirement } from './requests.ts'

describe('an open request', () => {
  const card = cardOf(gate({}, { description: 'Why:\nit is faster' }), context())

  it.each([
    { label: 'Project', value: 'shop' },
    { label: 'Environment', value: 'production ⚠' },
    { label: 'Version', value: 'v1.4.2' },
    { label: 'Commit', value: 'a84d88e7554f' },
    { label: 'Asked by', value: 'dave' },
    { label: 'Ref', value: 'refs/tags/v1.4.2' },
    { label: 'Workflow', value: 'Release' },
    { label: 'Time left', value: 'until Nov 23, 2026, 10:00 AM UTC (45 min at 9:15 AM)' },
  ])('shows $label: $value', ({ label, value }) => {
    expect(factOf(card, label)?.value).toBe(value)
  })

  it.each([
    { over: { runNumber: '42', event: 'workflow_dispatch' }, en: 'Release #42 (started by hand)', zh: 'Release #42（手动启动）' },
    { over: { runNumber: '42', event: 'schedule' }, en: 'Release #42 (on schedule)', zh: 'Release #42（定时启动）' },
    { over: { runNumber: '42', event: 'merge_group' }, en: 'Release #42 (merge_group)', zh: 'Release #42（merge_group）' },
    { over: { runNumber: '42', event: 'constructor' }, en: 'Release #42 (constructor)', zh: 'Release #42（constructor）' },
    { over: { runNumber: '42' }, en: 'Release #42', zh: 'Release #42' },
    { over: { workflow: '', runNumber: '42' }, en: '#42', zh: '#42' },
  ])('tells the run and what started it: $en', ({ over, en, zh }) => {
    expect(factOf(cardOf(gate({}, over), context()), 'Workflow')?.value).toBe(en)
    expect(factOf(cardOf(gate({}, over), chinese), '工作流')?.value).toBe(zh)
  })

  it('asks whether to release what to where', () => {
    expect(card.headline).toBe('Release Faster checkout to production?')
    expect(cardOf(gate(), chinese).headline).toBe('是否将 Faster checkout 发布到 production？')
  })

  it('shows the environment first: it is the last to be left out', () => {
    expect(card.facts[0]?.label).toBe('Environment')
  })

  it('shows the description as it was written', () => {
    expect(sectionOf(card, 'Description')).toEqual(['Why:', 'it is faster'])
  })

  it('shows one empty line where there are many, and none at the ends', () => {
    const long = cardOf(gate({}, { description: '\n \nWhy:\r\n\n \n\nit is faster\n\n' }), context())
    expect(sectionOf(long, 'Description')).toEqual(['Why:', '', 'it is faster'])
  })

  it('shows the requirements as far as they are met', () => {
    const state = heard(
      gate({ requirements: [requirement(1, 'alice'), { ...requirement(2, 'alice', 'bob'), from: ['ops', 'dba'] }] }),
      act('alice', 'approve'),
    )
    expect(sectionOf(cardOf(state, context()), 'Approvals')).toEqual(['✓ 1/1 of sre — alice', '○ 1/2 of ops, dba — alice'])
    expect(sectionOf(cardOf(state, chinese), '审批进度')).toEqual(['✓ sre 已同意 1/1 — alice', '○ ops、dba 已同意 1/2 — alice'])
  })

  it('shows no more than is needed, but everyone who approved', () => {
    const state = heard(
      gate({ requirements: [requirement(1, 'alice', 'bob'), requirement(1, 'carol')] }),
      act('alice', 'approve'),
      act('bob', 'approve'),
    )
    expect(sectionOf(cardOf(state, context()), 'Approvals')).toEqual(['✓ 1/1 of sre — alice, bob', '○ 0/1 of sre'])
  })

  it('shows who rejects, and the reasons', () => {
    const state = heard(
      gate({ rejectBy: 3 }),
      act('bob', 'reject', { reason: 'too late today' }),
      act('carol', 'reject'),
      act('alice', 'approve', { reason: 'tested' }),
    )
    expect(sectionOf(cardOf(state, context()), 'Approvals')?.slice(1)).toEqual([
      '✗ bob rejects: too late today',
      '✗ carol rejects',
      '✓ alice approves: tested',
    ])
    expect(sectionOf(cardOf(state, chinese), '审批进度')?.slice(1)).toEqual([
      '✗ bob 拒绝：too late today',
      '✗ carol 拒绝',
      '✓ alice 同意：tested',
    ])
  })

  it('shows the commits with authors and links, and where to compare', () => {
    expect(card.sections.at(-1)).toEqual({
      title: 'Changes: 2 commits since v1.4.1',
      lines: [0, 1].map((index) => ({ words: `ccccccc Change number ${index} — Author ${index}`, url: commit(index).url })),
    })
    expect(card.links).toEqual([
      { label: 'Run', url: 'https://github.com/acme/shop/actions/runs/318' },
      { label: 'Compare', url: 'https://github.com/acme/shop/compare/v1.4.1...v1.4.2' },
    ])
  })

  it('leads to the commit', () => {
    expect(factOf(card, 'Commit')?.url).toBe('https://github.com/acme/shop/commit/a84d88e7554fc1fa21bcbc4efae3c782a70d2b9d')
    const enterprise = cardOf(gate({}, { runUrl: 'https://git.example/actions/runs/actions/runs/9/attempts/2' }), context())
    expect(factOf(enterprise, 'Commit')?.url).toMatch(/^https:\/\/git\.example\/actions\/runs\/commit\/a84d/)
  })

  it.each(['', 'https://ci.example/build/7', 'https://github.com/acme/shop/actions/runs/'])(
    'guesses no address of the commit from “%s”',
    (runUrl) => {
      expect(factOf(cardOf(gate({}, { runUrl }), context()), 'Commit')).toEqual({ label: 'Commit', value: 'a84d88e7554f' })
    },
  )

  it('can be decided until the deadline, by its id', () => {
    expect(card.decision).toEqual({ id: 'K7QF2M', approve: 'Approve', reject: 'Reject', hint: '', deadline })
    expect(card.footer).toBe('Request K7QF2M')
    expect(cardOf(gate(), chinese).decision).toMatchObject({ approve: '同意', reject: '拒绝' })
  })

  it.each([
    { reason: 'optional', en: '', zh: '' },
    { reason: 'on-reject', en: 'A rejection needs a reason.', zh: '拒绝时需要说明理由。' },
    { reason: 'always', en: 'A reason is needed.', zh: '需要说明理由。' },
  ] as const)('says whether a reason is needed: $reason', ({ reason, en, zh }) => {
    expect(cardOf(gate({ reason }), context()).decision?.hint).toBe(en)
    expect(cardOf(gate({ reason }), chinese).decision?.hint).toBe(zh)
  })

  it('leaves out what is not known', () => {
    const bare = cardOf(
      gate({}, { version: '', commit: '', ref: '', workflow: '', runUrl: '', requestedBy: [], title: '', description: ' \n ' }),
      context({ changes: { kind: 'first' } }),
    )
    expect(bare.facts.map(({ label }) => label)).toEqual(['Environment', 'Project', 'Time left'])
    expect(bare.sections.map(({ title }) => title)).toEqual(['Approvals', 'Changes'])
    expect(bare.links).toEqual([])
    expect(bare.headline).toBe('Release shop to production?')
  })

  it('names project and version where there is no title', () => {
    expect(cardOf(gate({}, { title: ' ' }), context()).headline).toBe('Release shop v1.4.2 to production?')
  })
})

describe('production', () => {
  it.each(locales)('is unmistakable in %s', (locale) => {
    const production = cardOf(gate(), context({ locale }))
    const test = cardOf(gate({}, { level: 'test', environment: 'staging' }), context({ locale }))
    expect([production.level, test.level]).toEqual(['production', 'test'])
    expect(production.facts[0]?.value).toBe('production ⚠')
    expect(test.facts[0]?.value).toBe('staging')
    expect(wordsOf(test).join('\n')).not.toContain('⚠')
  })

  it('is so whatever it is called', () => {
    expect(cardOf(gate({}, { environment: 'live-eu' }), context()).facts[0]?.value).toBe('live-eu ⚠')
  })
})

describe('changes', () => {
  const title = (changes: Changes) => cardOf(gate(), context({ changes })).sections.at(-1)
  it.each<{ name: string; changes: Changes; en: string; zh: string }>([
    { name: 'the first release', changes: { kind: 'first' }, en: 'The first release to this environment.', zh: '该环境的首次发布。' },
    {
      name: 'the same commit',
      changes: { kind: 'same', since: 'v1.4.1' },
      en: 'The same commit as v1.4.1, released before.',
      zh: '与上次发布 v1.4.1 为同一提交。',
    },
    { name: 'nobody knows', changes: { kind: 'unknown', why: 'no rights' }, en: 'Not known: no rights', zh: '未知：no rights' },
  ])('$name', ({ changes, en, zh }) => {
    expect(cardOf(gate(), context({ changes })).sections.at(-1)).toEqual({ title: 'Changes', lines: [{ words: en }] })
    expect(cardOf(gate(), context({ changes, locale: 'zh-CN' })).sections.at(-1)).toEqual({ title: '变更', lines: [{ words: zh }] })
  })

  it.each([
    { count: 1, total: 1, says: 'Changes: 1 commit since v1.4.1', more: undefined },
    { count: 20, total: 20, says: 'Changes: 20 commits since v1.4.1', more: undefined },
    { count: 20, total: 300, says: 'Changes: 300 commits since v1.4.1', more: 280 },
  ])('$count of $total commits', ({ count, total, says, more }) => {
    const section = title(known(count, total))
    expect(section?.title).toBe(says)
    expect(section?.lines).toHaveLength(count)
    expect(section?.more).toBe(more)
  })

  it.each([
    {
      name: 'an older release again',
      changes: { ...known(2), kind: 'back' } as Changes,
      en: 'Changes: goes back 2 commits from v1.4.1',
      zh: '变更：从 v1.4.1 退回 2 个提交',
      sign: '− ',
    },
    {
      name: 'the one before it',
      changes: { ...known(1), kind: 'back' } as Changes,
      en: 'Changes: goes back 1 commit from v1.4.1',
      zh: '变更：从 v1.4.1 退回 1 个提交',
      sign: '− ',
    },
    {
      name: 'a release that was made beside the last one',
      changes: { ...known(2), behind: 3 } as Changes,
      en: 'Changes: 2 commits since v1.4.1, 3 commits of it taken away',
      zh: '变更：自 v1.4.1 以来 2 个提交，并去掉其中 3 个提交',
      sign: '',
    },
  ])('$name says what goes away', ({ changes, en, zh, sign }) => {
    expect(title(changes)?.title).toBe(en)
    expect(cardOf(gate(), context({ changes, locale: 'zh-CN' })).sections.at(-1)?.title).toBe(zh)
    expect(title(changes)?.lines[0]?.words).toBe(`${sign}ccccccc Change number 0 — Author 0`)
    expect(cardOf(gate(), context({ changes })).links.map(({ label }) => label)).toEqual(['Run', 'Compare'])
  })

  it('of 300 commits can be fitted into little room: what is asked, where and by whom stays', () => {
    const card = cardOf(gate({}, { description: 'x '.repeat(3000) }), context({ changes: known(300) }))
    expect(card.sections.at(-1)?.lines).toHaveLength(300)
    const small = fitted(card, (candidate) => wordsOf(candidate).join('\n').length <= 1000)
    expect(small).toMatchObject({
      headline: card.headline,
      decision: card.decision,
      footer: card.footer,
      links: card.links,
      facts: card.facts,
    })
    expect(wordsOf(small).join('\n').length).toBeLessThanOrEqual(1000)
  })
})
