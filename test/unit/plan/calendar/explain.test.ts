import { describe, expect, it } from '@jest/globals'
import { explainVerdict } from '../../../../src/plan/calendar/explain.ts'
import { outside } from '../../../../src/plan/calendar/judge.ts'

const at = Date.parse('2026-12-04T07:00:00Z')
const next = Date.parse('2026-12-07T01:00:00Z')

describe('a verdict in words', () => {
  it.each([
    {
      verdict: { isOpen: false, rule: 'Fridays', opensAt: next },
      en: 'Closed on Dec 4, 2026, 3:00 PM Asia/Shanghai: “Fridays” forbids it; opens on Dec 7, 2026, 9:00 AM Asia/Shanghai.',
      zh: '2026年12月4日 15:00 Asia/Shanghai 不允许发布：“Fridays”禁止；2026年12月7日 09:00 Asia/Shanghai 开放。',
    },
    {
      verdict: { isOpen: false, rule: outside, opensAt: undefined },
      en: 'Closed on Dec 4, 2026, 3:00 PM Asia/Shanghai: outside of every allowed window; no opening within the next 400 days.',
      zh: '2026年12月4日 15:00 Asia/Shanghai 不允许发布：不在任何允许的窗口内；此后 400 天内不会开放。',
    },
    {
      verdict: { isOpen: true, rule: 'Office', closesAt: next },
      en: 'Open on Dec 4, 2026, 3:00 PM Asia/Shanghai: inside “Office”; closes on Dec 7, 2026, 9:00 AM Asia/Shanghai.',
      zh: '2026年12月4日 15:00 Asia/Shanghai 允许发布：在“Office”之内；2026年12月7日 09:00 Asia/Shanghai 关闭。',
    },
    {
      verdict: { isOpen: true, rule: undefined, closesAt: undefined },
      en: 'Open on Dec 4, 2026, 3:00 PM Asia/Shanghai: nothing forbids it; no closing within the next 400 days.',
      zh: '2026年12月4日 15:00 Asia/Shanghai 允许发布：没有规则禁止；此后 400 天内不会关闭。',
    },
  ] as const)('$en', ({ verdict, en, zh }) => {
    expect(explainVerdict(verdict, at, 'Asia/Shanghai')).toEqual({ en, 'zh-CN': zh })
  })

  it('keep the name of a rule on one line', () => {
    const words = explainVerdict({ isOpen: false, rule: 'a\n::error::b', opensAt: next }, at, 'UTC')
    expect(words.en).not.toContain('\n')
  })
})
