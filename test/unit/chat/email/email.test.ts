import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { openEmail } from '../../../../src/chat/email/email.ts'
import { mailServerOf } from '../../../../src/chat/email/mail-server.ts'
import { transmit } from '../../../../src/chat/email/smtp-session.ts'
import { authority } from '../../../support/authority.ts'
import { type Certificate, selfSigned, trust } from '../../../support/certificates.ts'
import { describeWith } from '../../../support/needs.ts'
import { exampleMessage, noticeContext, wordsOf } from '../notice-context.ts'
import { closeServers, opened } from './opened.ts'

afterEach(closeServers)
const password = 'p@ss:wörd/geheim'
const login = `ci:${encodeURIComponent(password)}`
const users = { ci: password }

describeWith(['openssl'], 'a mail server with encryption', () => {
  let certificate: Certificate
  let distrust: () => void
  beforeAll(async () => {
    certificate = await selfSigned(['IP:127.0.0.1', 'DNS:localhost'])
    distrust = trust(certificate)
  })
  afterAll(() => distrust())

  it('gets the password after STARTTLS', async () => {
    const { channel, server } = await opened({ certificate, users }, { login })
    expect(await channel.check()).toEqual([])
    expect(await channel.send(exampleMessage)).toEqual({ state: 'delivered' })
    expect([server.mails[0]?.wasSecure, server.logins]).toEqual([true, Array(2).fill({ user: 'ci', wasSecure: true })])
  })

  it('gets everything inside TLS with smtps', async () => {
    const { channel, server } = await opened({ certificate, users, secure: true }, { login, scheme: 'smtps' })
    expect(await channel.send(exampleMessage)).toEqual({ state: 'delivered' })
    expect(server.mails[0]?.wasSecure).toBe(true)
  })

  it.each([true, false])('is refused when its certificate cannot be verified (TLS from the first byte: %s)', async (secure) => {
    const other = await selfSigned(['IP:127.0.0.1'])
    const { channel, server } = await opened({ certificate: other, users, secure }, { login, scheme: secure ? 'smtps' : 'smtp' })
    const delivery = await channel.send(exampleMessage)
    expect(delivery.state).toBe('rejected')
    expect(wordsOf(delivery)).toMatch(/127\.0\.0\.1:\d+ is refused.*SELF_SIGNED.*“ca”/s)
    expect([server.logins, server.mails]).toEqual([[], []])
    await expect(channel.check()).rejects.toMatchObject({ code: 'channel-unusable', where: 'channels.mail' })
  })

  it.each(['smtp', 'smtps'] as const)('is trusted where the setting names its authority (%s)', async (scheme) => {
    const own = await authority()
    const issued = await own.issue(['IP:127.0.0.1'])
    const { channel, server } = await opened({ certificate: issued, users, secure: scheme === 'smtps' }, { login, scheme, ca: own.cert })
    expect(await channel.send(exampleMessage)).toEqual({ state: 'delivered' })
    expect(server.mails[0]?.wasSecure).toBe(true)
  })

  it('is refused when its certificate is for another name', async () => {
    const other = await selfSigned(['DNS:mail.example.test'])
    const end = trust(other)
    try {
      const { channel, server } = await opened({ certificate: other, users }, { login })
      expect(wordsOf(await channel.send(exampleMessage))).toContain('ALTNAME')
      expect(server.logins).toEqual([])
    } finally {
      end()
    }
  })
})

describe('a password', () => {
  it.each([
    ['smtp://u:p@mail.example.test', 'starttls', 587],
    ['smtp://u:p@mail.example.test:2525', 'starttls', 2525],
    ['smtp://u:p@127.0.0.1.example.test', 'starttls', 587],
    ['smtp://u:p@[2001:db8::1]:25', 'starttls', 25],
    ['smtps://u:p@mail.example.test', 'tls', 465],
    ['smtp://mail.example.test', 'starttls-if-offered', 587],
    ['smtp://u:p@localhost', 'starttls-if-offered', 587],
    ['smtp://u:p@127.0.0.1:25', 'starttls-if-offered', 25],
    ['smtp://u:p@[::1]', 'starttls-if-offered', 587],
  ])('to %s: %s', (address, encryption, port) => {
    expect(mailServerOf(address, 'here')).toMatchObject({ encryption, port })
  })

  it('is not sent to a server that offers no encryption', async () => {
    const { server } = await opened({ users })
    const route = { server: { host: '127.0.0.1', port: server.port, encryption: 'starttls', login: { user: 'ci', password } } } as const
    const sent = transmit(route, { timeout: 2000 }, { from: 'ci@example.test', to: ['ops@example.test'] }, Buffer.from('x'))
    await expect(sent).rejects.toMatchObject({
      trouble: { class: 'configuration', reason: { en: expect.stringContaining('no encryption') } },
    })
    expect([server.logins, server.mails]).toEqual([[], []])
  })

  it('never shows in what is said, even if the server repeats it', async () => {
    const { channel, context } = await opened({ users: { ci: 'another' } }, { login })
    const delivery = await channel.send(exampleMessage)
    expect(delivery.state).toBe('rejected')
    expect(wordsOf(delivery)).toMatch(/535 5\.7\.8.*authentication failed: \*\*\*/s)
    expect(wordsOf(delivery) + context.lines.join()).not.toContain('geheim')
    expect(context.masked).toEqual(expect.arrayContaining([password, encodeURIComponent(password)]))
    await expect(channel.check()).rejects.toMatchObject({ code: 'channel-unusable', where: 'channels.mail.smtp' })
  })
})

const to = ['a@example.test', 'b@example.test', 'c@example.test']

describe('a dialogue that breaks off', () => {
  it.each([
    ['cut', 0],
    ['cut-after', 1],
  ] as const)('behind the text (%s): unknown, and never sent again', async (fault, arrivals) => {
    const { channel, server } = await opened({ text: () => fault })
    expect((await channel.send(exampleMessage)).state).toBe('unknown')
    expect([server.connections(), server.mails.length]).toEqual([1, arrivals])
  })

  it('before the text: sent again', async () => {
    let cuts = 1
    const { channel, server } = await opened({ recipient: () => (cuts-- > 0 ? '421 4.3.2 Service shutting down' : undefined) })
    expect(await channel.send(exampleMessage)).toEqual({ state: 'delivered' })
    expect(server.mails.length).toBe(1)
  })

  it('before it has begun: rejected, after a few tries', async () => {
    const { channel, server } = await opened()
    await server.close()
    const delivery = await channel.send(exampleMessage)
    expect(delivery).toMatchObject({ state: 'rejected', reason: { en: expect.stringContaining('ECONNREFUSED') } })
    await expect(channel.check()).rejects.toMatchObject({ code: 'network-failed' })
  })

  it('when the run is cancelled in the middle: unknown', async () => {
    const cancel = new AbortController()
    const text = () => {
      cancel.abort()
      return 'hang-after' as const
    }
    const { channel } = await opened({ text }, {}, { signal: cancel.signal })
    expect((await channel.send(exampleMessage)).state).toBe('unknown')
  })
})

describe('a personal mail', () => {
  it('goes to one person alone', async () => {
    const { channel, server } = await opened({}, { to })
    expect(await channel.sendTo?.('Alice <alice@example.test>', exampleMessage)).toEqual({ state: 'delivered' })
    expect(server.mails.map(({ to }) => to)).toEqual([['alice@example.test']])
    expect(server.mails[0]?.parsed.to).toMatchObject({ value: [{ name: 'Alice', address: 'alice@example.test' }] })
  })

  it.each(['', 'alice', 'alice@example.test\r\nRCPT TO:<eve@example.test>', 'a@b, c@d', 'x <a@b> <c@d>', 'a b@c'])(
    'does not go to %j',
    async (address) => {
      const { channel, server } = await opened()
      expect((await channel.sendTo?.(address, exampleMessage))?.state).toBe('rejected')
      expect(server.connections()).toBe(0)
    },
  )

  it('goes to an address whose name has signs in it, and to nobody else', async () => {
    const { channel, server } = await opened({}, { to: ['Last, First <first@example.test>'] })
    expect(await channel.send(exampleMessage)).toEqual({ state: 'delivered' })
    expect(server.mails[0]?.parsed.to).toMatchObject({ value: [{ name: 'Last, First', address: 'first@example.test' }] })
    expect(server.mails[0]?.to).toEqual(['first@example.test'])
  })
})

describe('a setting that is not usable', () => {
  const settings = { type: 'email', name: 'mail', smtp: 'smtp://127.0.0.1', from: 'ci@example.test', to: ['ops@example.test'] } as const
  it.each([
    ['a query that could switch something off', { smtp: 'smtp://127.0.0.1?tls.rejectUnauthorized=false' }, 'channels.mail.smtp'],
    ['a user without a password', { smtp: 'smtp://ci@127.0.0.1' }, 'channels.mail.smtp'],
    ['a password that is not encoded', { smtp: 'smtp://ci:50%off@127.0.0.1' }, 'channels.mail.smtp'],
    ['a sender that is none', { from: 'ci' }, 'channels.mail.from'],
    ['a recipient that is two', { to: ['a@b, c@d'] }, 'channels.mail.to'],
  ])('%s', (_, wrong, where) => {
    expect(() => openEmail({ ...settings, to: [...settings.to], ...wrong }, noticeContext())).toThrow(
      expect.objectContaining({ name: 'InputError', where }),
    )
  })
})
