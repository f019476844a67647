import { once } from 'node:events'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import type { Box } from './box.ts'

/** A mail server on this machine that puts what it gets into the box. */
export async function startMail(box: Box): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onData: (stream, _, done) => {
      simpleParser(stream).then(
        ({ subject, from, to, html, text, attachments }) => {
          const recipients = [to ?? []].flat().map((list) => list.text)
          const pictures = attachments.map(
            ({ cid, filename, content, contentType }) =>
              [cid ?? filename ?? '', `data:${contentType};base64,${content.toString('base64')}`] as const,
          )
          box.add('email', { subject, from: from?.text, to: recipients.join(', '), html: html || '', text }, new Map(pictures))
          done()
        },
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      )
    },
  })
  server.on('error', () => {}) // a client that hangs up
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
