import { afterEach, describe, expect, it } from '@jest/globals'
import type { Reply } from '../../../fakes/mail-server.ts'
import { exampleMessage, wordsOf } from '../notice-context.ts'
import { closeServers, opened } from './opened.ts'

afterEach(closeServers)
const users = { ci: 'geheim' }
const login = 'ci:geheim'
const to = ['a@example.test', 'b@example.test', 'c@example.test']

describe('what a mail server replies', () => {
  const forText: readonly (readonly [Reply, string, RegExp])[] = [
    ['552 5.3.4 too big', 'rejected', /too large/],
    ['552 5.2.2 mailbox full', 'rejected', /full/],
    ['554 5.7.1 spam', 'rejected', /policy/],
    ['550 5.7.26 unauthenticated', 'rejected', /SPF or DKIM/],
    ['571 5.7.1 no', 'rejected', /policy/],
    ['599 what', 'rejected', /599/],
    ['451 4.7.0 greylisted', 'rejected', /now/],
    ['452 4.3.1 no space', 'rejected', /room/],
    ['421 4.3.2 going down', 'rejected', /closes/],
  ]
  it.each(forText)('to the text: %s', async (reply, state, words) => {
    const { channel, server } = await opened({ text: () => reply })
    const delivery = await channel.send(exampleMessage)
    expect(delivery.state).toBe(state)
    expect(wordsOf(delivery)).toMatch(words)
    expect(server.connections()).toBe(reply.startsWith('4') ? 5 : 1)
  })

  it.each([
    ['550 5.1.1 No such user', 'rejected', /no such mailbox/],
    ['550 Unrouteable address', 'rejected', /no such mailbox/],
    ['553 sender not allowed', 'rejected', /sender/],
    ['450 4.2.1 try later', 'rejected', /now/],
  ] as const)('to the only recipient: %s', async (reply, state, words) => {
    const { channel, server } = await opened({ recipient: () => reply })
    const delivery = await channel.send(exampleMessage)
    expect(delivery.state).toBe(state)
    expect(wordsOf(delivery)).toMatch(words)
    expect(wordsOf(delivery)).toContain('ops@example.test')
    expect(server.mails).toEqual([])
  })

  it('is tried again where it is temporary', async () => {
    const replies: (Reply | undefined)[] = ['451 4.7.0 greylisted', '421 4.3.2 going down']
    const { channel, server } = await opened({ text: () => replies.shift() })
    expect(await channel.send(exampleMessage)).toEqual({ state: 'delivered' })
    expect([server.connections(), server.mails.length]).toEqual([3, 1])
  })

  it('to a login, where it is temporary', async () => {
    const replies: (Reply | undefined)[] = ['454 4.7.0 Temporary authentication failure']
    const { channel, server } = await opened({ users, login: () => replies.shift() }, { login })
    expect(await channel.send(exampleMessage)).toEqual({ state: 'delivered' })
    expect(server.mails.length).toBe(1)
  })

  it('is told for each recipient: those who have it do not get it again, those who have not are named', async () => {
    const calls: string[] = []
    const { channel, server } = await opened(
      {
        recipient: (address) => {
          calls.push(address)
          if (address.startsWith('b')) return '550 5.1.1 No such user'
          return address.startsWith('c') && calls.length < 5 ? '450 4.2.0 Greylisted' : undefined
        },
      },
      { to },
    )
    const delivery = await channel.send(exampleMessage)
    expect(server.mails.map(({ to }) => to)).toEqual([['a@example.test'], ['c@example.test']])
    expect(delivery.state).toBe('rejected')
    expect(wordsOf(delivery)).toMatch(/b@example\.test: there is no such mailbox.*taken for 2 of 3 recipients/)
    expect(server.mails[1]?.parsed.messageId).toBe(server.mails[0]?.parsed.messageId)
  })

  it('to a mail that is larger than it takes', async () => {
    const { channel } = await opened({ largest: 1000 })
    expect(wordsOf(await channel.send(exampleMessage))).toContain('too large')
  })
})
