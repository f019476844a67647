import { expect, it } from '@jest/globals'
import { endWords } from '../../../src/approval/end-words.ts'
import { act, cancel, deadline, gate, hear, stateAfter, time } from './requests.ts'

it.each([
  {
    name: 'expired',
    state: stateAfter(gate(), time, deadline),
    en: /expired.*No vote of: alice, bob, carol.*run the job again/,
    zh: /未表态：alice、bob、carol.*重新运行/,
  },
  { name: 'rejected', state: hear(gate(), act('bob', 'reject')).state, en: /rejected by bob.*summary/, zh: /bob 拒绝.*运行摘要/ },
  { name: 'cancelled', state: stateAfter(gate(), cancel, deadline), en: /cancelled.*run the job again/, zh: /取消.*重新运行/ },
])('says what happened and what to do: $name', ({ state, en, zh }) => {
  const words = endWords(state)
  expect(words.en).toMatch(en)
  expect(words['zh-CN']).toMatch(zh)
})
