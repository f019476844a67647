import { expect, it } from '@jest/globals'
import { forkOf, refWords } from '../../../src/notify/fork-of.ts'

it.each([
  { name: 'the repository itself', headRepository: 'Acme/Shop', isOwn: false, fork: undefined, words: 'main' },
  { name: 'a fork', headRepository: 'mallory/shop', isOwn: false, fork: 'mallory/shop', words: 'mallory:main' },
  { name: 'a fork that was deleted', headRepository: '', isOwn: false, fork: '(deleted)', words: '(deleted):main' },
  { name: 'the own run, of which GitHub tells nothing', headRepository: '', isOwn: true, fork: undefined, words: 'main' },
])('a branch of $name', ({ headRepository, isOwn, fork, words }) => {
  expect(forkOf({ headRepository }, 'acme/shop', isOwn)).toBe(fork)
  expect(refWords('main', fork)).toBe(words)
})
