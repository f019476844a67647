import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { personalLinks, tokenShape } from '../../../../src/chat/web/personal-links.ts'

const people = ['alice', 'bob', '王芳']
const all = (key: string | undefined, request: string) => {
  const links = personalLinks(key, request, people)
  return [...people.map((person) => links.of(person) ?? ''), links.toLookOn]
}

describe('personal links', () => {
  it('differ for every person, request and key, and look like secrets', () => {
    const made = [
      all('key', 'K7QF2M.a'),
      all('key', 'K7QF2M.b'),
      all('other', 'K7QF2M.a'),
      all(undefined, 'K7QF2M.a'),
      all(undefined, 'K7QF2M.a'),
    ]
    const tokens = made.flat()
    expect(new Set(tokens).size).toBe(5 * 4)
    expect(tokens.filter((token) => !tokenShape.test(token))).toEqual([])
  })

  it('are the same again for the same key and request: a process that is started again keeps them', () => {
    expect(all('key', 'K7QF2M.a')).toEqual(all('key', 'K7QF2M.a'))
  })

  it('are not mixed up by names that hold the parts of others', () => {
    const names = ['a', 'a\0b', 'viewer', 'approver']
    const links = personalLinks('key', 'r', names)
    expect(new Set([...names.map((name) => links.of(name)), links.toLookOn]).size).toBe(5)
  })

  it('belong to their owner, and no other word does to anybody', () => {
    const links = personalLinks('key', 'r', people)
    for (const person of people) expect(links.ownerOf(links.of(person) ?? '')).toEqual({ kind: 'approver', person })
    expect(links.ownerOf(links.toLookOn)).toEqual({ kind: 'viewer' })
    fc.assert(fc.property(fc.string({ maxLength: 40 }), (word) => expect(links.ownerOf(word)).toBeUndefined()))
  })

  it('are there for nobody else', () => {
    expect(personalLinks('key', 'r', people).of('mallory')).toBeUndefined()
  })
})
