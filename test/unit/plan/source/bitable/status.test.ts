import { describe, expect, it } from '@jest/globals'
import { locales } from '../../../../../src/kit/text.ts'
import { entryStates } from '../../../../../src/plan/entry-record.ts'
import { statusWord, takenBackBy, wishOf } from '../../../../../src/plan/source/bitable/status.ts'

describe('the word for a state', () => {
  const states = Object.keys(entryStates)

  it.each(states)('%s is there in both languages, and no wish', (state) => {
    for (const locale of locales) {
      expect(statusWord(state, locale)).not.toBe('')
      expect(wishOf(statusWord(state, locale))).toBe('run')
      expect(wishOf(statusWord(state, locale).toUpperCase())).toBe('run')
    }
  })

  it('is another for each state', () => {
    for (const locale of locales) expect(new Set(states.map((state) => statusWord(state, locale))).size).toBe(states.length)
  })

  it('is the state itself where that is not known', () => {
    expect(statusWord('resting', 'zh-CN')).toBe('resting')
  })
})

describe('a word of somebody', () => {
  const words = [
    ...['取消', ' 已取消 ', 'Cancelled', 'canceled', 'ＣＡＮＣＥＬ', '作废'].map((word) => [word, 'cancelled'] as const),
    ...['跳过', '已跳过', 'Skipped', 'skip'].map((word) => [word, 'skipped'] as const),
    ...['已取消（客户要求）', 'Cancelled by Bob', '暂停', 'on hold', '延期', '先不发'].map((word) => [word, 'hold'] as const),
    ...['待发布', '已评审', 'Ready', '计划', ''].map((word) => [word, 'run'] as const),
  ]
  it.each(words)('“%s” in the column of states means %s', (word, wish) => {
    expect(wishOf(word)).toBe(wish)
  })

  it.each([
    ['是', 'cancelled'],
    ['Yes', 'cancelled'],
    ['否', 'run'],
    ['no', 'run'],
    ['跳过', 'skipped'],
    ['暂停', 'hold'],
    ['maybe', undefined],
  ])('“%s” in the column for taking back means %s', (word, wish) => {
    expect(takenBackBy(word)).toBe(wish)
  })
})
