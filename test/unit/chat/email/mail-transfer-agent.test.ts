import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { NoticeChannel } from '../../../../src/chat/channel.ts'
import { openEmail } from '../../../../src/chat/email/email.ts'
import type { Message } from '../../../../src/chat/message.ts'
import { type Authority, authority } from '../../../support/authority.ts'
import { largestMail, type MailTransferAgent, mailNeeds, startMailServer } from '../../../support/mail-transfer-agent.ts'
import { describeWith } from '../../../support/needs.ts'
import { picture } from '../../../support/png.ts'
import { exampleMessage, noticeContext, wordsOf } from '../notice-context.ts'

const headline = '商店 v1.4.2 发布失败：单元测试未通过 🚨'
const code = ['npm ERR!  code ELIFECYCLE', '    at Object.<anonymous> (test/cart.test.ts:7:3)', '-> "basket" & <b>']
const message: Message = {
  ...exampleMessage,
  headline,
  tone: 'bad',
  sections: [{ title: '失败的行', isCode: true, lines: code.map((words) => ({ words })), more: 4 }, ...exampleMessage.sections],
  picture: picture(undefined, '最近 20 次运行的时长'),
  about: { id: 'run-42', event: 'run.finished' },
}

describeWith(mailNeeds, 'a mail server of Debian’s', () => {
  let own: Authority
  let server: MailTransferAgent
  beforeAll(async () => {
    own = await authority()
    server = await startMailServer(await own.issue(['IP:127.0.0.1']))
  })
  afterAll(() => server?.close())

  const open = (scheme: 'smtp' | 'smtps', wishes: { readonly ca?: string; readonly to?: string } = { ca: own.cert }): NoticeChannel => {
    const smtp = `${scheme}://127.0.0.1:${scheme === 'smtp' ? server.port : server.securePort}`
    const { to = 'ops@example.test', ...ca } = wishes
    const context = noticeContext({ locale: 'zh-CN', env: { GITHUB_REPOSITORY: 'acme/shop' } })
    return openEmail({ type: 'email', name: 'mail', smtp, from: '发布 <ci@example.test>', to: [to], ...ca }, context)
  }

  it('takes a message, and an independent parser reads all of it in the maildir', async () => {
    const channel = open('smtp')
    expect(await channel.check()).toEqual([])
    expect(await channel.send(message)).toEqual({ state: 'delivered' })
    const [mail] = await server.mails(1)
    if (!mail) throw new Error('nothing was received')
    const { parsed, raw } = mail
    expect(parsed.subject).toBe(`【生产】${headline}`)
    expect(parsed.from?.value).toEqual([{ name: '发布', address: 'ci@example.test' }])
    for (const words of ['失败的行', '    at Object.<anonymous> (test/cart.test.ts:7:3)', '[最近 20 次运行的时长]'])
      expect(parsed.text).toContain(words)
    const html = String(parsed.html)
    const shown = [
      'npm ERR!  code ELIFECYCLE',
      '    at Object.&lt;anonymous&gt; (test/cart.test.ts:7:3)',
      '-&gt; &quot;basket&quot; &amp; &lt;b&gt;',
    ]
    expect(html).toMatch(/<pre [^>]*>[^<]*<\/pre>/)
    expect(html).toContain(`>${shown.join('\n')}</pre>`)
    for (const { url } of message.links) expect([html.includes(url), parsed.text?.includes(url)]).toEqual([true, true])
    // Received by a server that is not ours, over TLS.
    expect(raw.toString()).toMatch(
      /^Received: from [\s\S]*?\(using TLSv1\.[23] with cipher [\s\S]*?by mx\.example\.test \(Postfix\) with ESMTPS/m,
    )
  })

  it('has the picture in the mail, where the page shows it', async () => {
    const [mail] = await server.mails(1)
    const [attachment] = mail?.parsed.attachments ?? []
    expect(attachment).toMatchObject({ contentType: 'image/png', contentDisposition: 'inline', related: true })
    expect(attachment?.content.equals(message.picture?.data ?? Buffer.alloc(0))).toBe(true)
    // The parser puts the picture in the place of its name: the two belong together.
    expect(mail?.parsed.html).toContain(
      `<img src="data:image/png;base64,${attachment?.content.toString('base64')}" alt="最近 20 次运行的时长"`,
    )
  })

  it('keeps what is about the same run in one thread', async () => {
    const { picture: _picture, ...later } = message
    const channel = open('smtps')
    expect(await channel.send({ ...later, headline: '已修复', about: { id: 'run-42', event: 'run.finished' } })).toEqual({
      state: 'delivered',
    })
    const mails = await server.mails(2)
    const threads = mails.map(({ parsed }) => [parsed.inReplyTo, parsed.references])
    expect(threads[0]?.[0]).toMatch(/^<run-42\.[0-9a-f]{16}@example\.test>$/)
    expect(threads[1]).toEqual(threads[0])
    expect(new Set(mails.map(({ parsed }) => parsed.messageId)).size).toBe(2)
    expect(mails[1]?.parsed.attachments).toEqual([])
  })

  it('is not sent to where its authority is not named, and says so', async () => {
    for (const scheme of ['smtp', 'smtps'] as const) {
      const delivery = await open(scheme, {}).send(message)
      expect(delivery.state).toBe('rejected')
      expect(wordsOf(delivery)).toMatch(/拒绝了 127\.0\.0\.1:\d+ 的证书.*“ca”/s)
    }
  })

  it('gets a message without its picture where that is too large for it', async () => {
    const huge = { ...picture(randomBytes(largestMail)), alt: 'x' }
    const delivery = await open('smtp').send({ ...message, headline: '图片过大', picture: huge })
    expect(delivery).toMatchObject({ state: 'delivered', note: { en: expect.stringContaining('left out') } })
    const mails = await server.mails(3)
    expect(mails.map(({ parsed }) => [parsed.subject, parsed.attachments.length])).toContainEqual(['【生产】图片过大', 0])
  })

  it.each([
    ['whom it does not know', { to: 'nobody@example.test' }, /nobody@example\.test: there is no such mailbox.*550 5\.1\.1/],
    ['whom it does not relay to', { to: 'ops@elsewhere.test' }, /ops@elsewhere\.test: .*554 5\.7\.1/],
  ] as const)('refuses %s, and the reason is told', async (_, wishes, words) => {
    const delivery = await open('smtp', { ca: own.cert, ...wishes }).send(message)
    expect(delivery.state).toBe('rejected')
    expect(wordsOf(delivery)).toMatch(words)
  })
})
