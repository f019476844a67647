import { describe, expect, it } from '@jest/globals'
import { refuseLostLinks } from '../../../src/actions/personal-links.ts'
import { personFrom } from '../../../src/config/people.ts'

const page = (links: 'mail' | 'log', name = 'page') => ({ type: 'web', name, links })
const telegram = { type: 'telegram', name: 'ops' }
const mail = { type: 'email', name: 'mail' }
const alice = personFrom('alice', { telegram: '11', email: 'alice@example.com' })
const bob = personFrom('bob', { telegram: '22' })
const eve = personFrom('eve', { github: 'eve' })

/** What is said about these people and places; throws what is refused. */
function check(voters: readonly unknown[], channels: readonly { readonly type: string; readonly name: string }[]): readonly string[] {
  const said: string[] = []
  const io = { log: { warning: (words: { en: string }, title: string) => void said.push(`${title}: ${words.en}`) } } as never // what is used of it
  const deciding = channels.flatMap(({ type, name }) => (type === 'email' ? [] : [{ name, platform: type }]))
  const notifying = channels.flatMap(({ type, name }) => (type === 'email' ? [{ name, sendTo: async () => {} }] : []))
  refuseLostLinks(io, { voters, channels } as never, { deciding, notifying } as never) // likewise
  return said
}

describe('personal links that cannot be brought', () => {
  it.each([
    { name: 'all have an address', voters: [alice], channels: [page('mail'), mail] },
    { name: 'the log shows them', voters: [alice, bob, eve], channels: [page('log')] },
    { name: 'there is no page', voters: [bob, eve], channels: [telegram] },
  ])('are no matter where $name', ({ voters, channels }) => {
    expect(check(voters, channels)).toEqual([])
  })

  it.each([
    { name: 'has no address', voters: [alice, eve], channels: [page('mail'), mail, telegram], who: 'eve' },
    { name: 'has one, but there is no mail channel', voters: [alice], channels: [page('mail')], who: 'alice' },
    { name: 'has none, on one page of two', voters: [eve], channels: [page('mail'), page('mail', 'second'), mail], who: 'eve' },
  ])('stop a request where somebody whose only way they are $name', ({ voters, channels, who }) => {
    expect(() => check(voters, channels)).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ en: expect.stringContaining(who) }) }),
    )
  })

  it.each([
    { name: 'in Telegram', channels: [page('mail'), mail, telegram], says: /^page: .*elsewhere: bob\.$/ },
    { name: 'in Telegram, without any mail', channels: [page('mail'), telegram], says: /^page: .*elsewhere: alice, bob\.$/ },
    {
      name: 'on a page whose links the log shows',
      channels: [page('mail'), mail, page('log', 'second')],
      says: /^page: .*elsewhere: bob\.$/,
    },
  ])('are told where the person can decide all the same: $name', ({ channels, says }) => {
    expect(check([alice, bob], channels)).toEqual([expect.stringMatching(says)])
  })
})
