import { describe, expect, it } from '@jest/globals'
import { readRef } from '../../../src/deploy/ref.ts'

const known = ['refs/heads/main', 'refs/heads/release/1', 'refs/heads/v1', 'refs/tags/v1', 'refs/tags/abcdef0', 'refs/heads/user@host']

describe('readRef', () => {
  it.each([
    { ref: 'main', choice: { kind: 'ref', ref: 'refs/heads/main' } },
    { ref: 'release/1', choice: { kind: 'ref', ref: 'refs/heads/release/1' } },
    { ref: 'v1', choice: { kind: 'ref', ref: 'refs/tags/v1' } },
    { ref: 'refs/heads/v1', choice: { kind: 'ref', ref: 'refs/heads/v1' } },
    { ref: 'HEAD', choice: { kind: 'ref', ref: 'HEAD' } },
    { ref: 'abcdef0', choice: { kind: 'ref', ref: 'refs/tags/abcdef0' } },
    { ref: 'ABCDEF1', choice: { kind: 'commit', commit: 'abcdef1', branch: undefined } },
    { ref: 'main@1a2b3c4', choice: { kind: 'commit', commit: '1a2b3c4', branch: 'main' } },
    { ref: 'user@host@1a2b3c4', choice: { kind: 'commit', commit: '1a2b3c4', branch: 'user@host' } },
    { ref: 'user@host', choice: { kind: 'ref', ref: 'refs/heads/user@host' } },
    { ref: '1a2b3c', choice: undefined },
    { ref: 'gone@1a2b3c4', choice: undefined },
    { ref: 'v2', choice: undefined },
    { ref: '', choice: undefined },
    { ref: '--upload-pack=x', choice: undefined },
    { ref: 'a'.repeat(41), choice: undefined },
  ])('$ref', ({ ref, choice }) => {
    expect(readRef(ref, known)).toEqual(choice)
  })
})
