import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { nextProof, type Proof } from '../../../src/ssh/authentication.ts'

const all: readonly Proof[] = ['key', 'agent', 'password', 'prompts']

describe('the next proof to try', () => {
  const cases: { name: string; tried: Proof[]; allowed?: string[]; next: Proof | undefined }[] = [
    { name: 'begins with the key, asking nothing first', tried: [], next: 'key' },
    { name: 'goes on with the agent', tried: ['key'], allowed: ['publickey', 'password'], next: 'agent' },
    { name: 'passes over what the host does not take', tried: ['key'], allowed: ['keyboard-interactive'], next: 'prompts' },
    { name: 'ends when the host takes nothing else', tried: ['key', 'agent'], allowed: ['publickey', 'gssapi-with-mic'], next: undefined },
    {
      name: 'ends when all was tried',
      tried: ['key', 'agent', 'password', 'prompts'],
      allowed: ['publickey', 'password'],
      next: undefined,
    },
  ]
  it.each(cases)('$name', ({ tried, allowed, next }) => {
    expect(nextProof(all, tried, allowed)).toBe(next)
  })

  it('never tries one twice and always ends', () => {
    fc.assert(
      fc.property(fc.subarray([...all]), fc.array(fc.subarray(['publickey', 'password', 'keyboard-interactive'])), (proofs, answers) => {
        const tried: Proof[] = []
        for (const allowed of [undefined, ...answers, ...answers]) {
          const proof = nextProof(proofs, tried, allowed)
          if (!proof) break
          expect(tried).not.toContain(proof)
          tried.push(proof)
        }
        expect(tried.length).toBeLessThanOrEqual(proofs.length)
      }),
    )
  })
})
