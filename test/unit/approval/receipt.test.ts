import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Receipt, signReceipt, verifyReceipt } from '../../../src/approval/receipt.ts'
import { InputError } from '../../../src/kit/errors.ts'

const now = Date.UTC(2026, 10, 22, 12)
const receipt: Receipt = {
  version: 1,
  request: 'K7QF2M',
  repository: 'acme/shop',
  project: 'shop',
  environment: 'production',
  commit: 'a'.repeat(40),
  policy: 'f'.repeat(64),
  run: '7',
  requestedBy: ['carol'],
  votes: [],
  opened: '2026-11-22T10:59:00.000Z',
  decided: '2026-11-22T11:00:00.000Z',
  expires: '2026-11-22T13:00:00.000Z',
}
const expected = {
  repository: 'acme/shop',
  project: 'shop',
  environment: 'production',
  commit: 'a'.repeat(40),
  now,
  key: undefined as string | undefined,
}
const unsigned = (facts: object) => `${Buffer.from(JSON.stringify(facts)).toString('base64url')}.`

function refusal(words: string, more: Partial<typeof expected> = {}): string {
  try {
    verifyReceipt(words, { ...expected, ...more })
  } catch (error) {
    if (error instanceof InputError && error.code === 'approval-missing') return error.problem.en.replace(/^.*does not count\. /, '')
    throw error
  }
  return ''
}

describe('verifyReceipt', () => {
  it.each(['secret', undefined])('takes what was signed with the key (%s)', (key) => {
    expect(verifyReceipt(`${signReceipt(receipt, key)}\n`, { ...expected, key })).toEqual(receipt)
  })

  it.each([
    { name: 'nothing', words: ' ', says: 'None was given.' },
    { name: 'noise', words: 'hello', says: 'It is damaged, or not a receipt.' },
    { name: 'JSON of another kind', words: unsigned([1]), says: 'It is damaged, or not a receipt.' },
    { name: 'null', words: unsigned(null as never), says: 'It is damaged, or not a receipt.' },
    { name: 'a later version', words: unsigned({ ...receipt, version: 2 }), says: 'It is damaged, or not a receipt.' },
    { name: 'another repository', words: unsigned({ ...receipt, repository: 'acme/blog' }), says: 'It is for another repository.' },
    { name: 'another project', words: unsigned({ ...receipt, project: 'blog' }), says: 'It is for another project.' },
    { name: 'another environment', words: unsigned({ ...receipt, environment: 'staging' }), says: 'It is for another environment.' },
    { name: 'another commit', words: unsigned({ ...receipt, commit: 'b'.repeat(40) }), says: 'It is for another commit.' },
    { name: 'a short commit', words: unsigned({ ...receipt, commit: 'aaaaaaa' }), says: 'It is for another commit.' },
    { name: 'no commit', words: unsigned({ ...receipt, commit: undefined }), says: 'It is for another commit.' },
    { name: 'one that is over', words: unsigned({ ...receipt, expires: '2026-11-22T12:00:00.000Z' }), says: 'It has expired.' },
    { name: 'one without an end', words: unsigned({ ...receipt, expires: 'never' }), says: 'It has expired.' },
    {
      name: 'no signature where there is a key',
      words: signReceipt(receipt, undefined),
      key: 'secret',
      says: 'Its signature does not fit the key.',
    },
    {
      name: 'the signature of another key',
      words: signReceipt(receipt, 'other'),
      key: 'secret',
      says: 'Its signature does not fit the key.',
    },
    {
      name: 'another text under the signature',
      words: `${unsigned({ ...receipt, decided: '' })}${signReceipt(receipt, 'secret').split('.')[1]}`,
      key: 'secret',
      says: 'Its signature does not fit the key.',
    },
  ])('refuses $name', ({ words, says, ...more }) => {
    expect(refusal(words, more)).toBe(says)
  })

  it('never takes a signed receipt that was changed anywhere', () => {
    const words = signReceipt(receipt, 'secret')
    fc.assert(
      fc.property(fc.nat(words.length - 2), fc.constantFrom('A', 'b', '.', '-', ''), (at, letter) => {
        const changed = words.slice(0, at) + letter + words.slice(at + 1)
        fc.pre(changed !== words)
        expect(refusal(changed, { key: 'secret' })).not.toBe('')
      }),
    )
  })
})
