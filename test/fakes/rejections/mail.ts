import type { MailServerOptions, Reply } from '../mail-server.ts'

/** A reply by which a mail server says that it does not take a mail (facts/chat.md 7, RFC 5321, RFC 3463). */
export interface MailRejection {
  readonly reply: Reply
  readonly to: 'login' | 'recipient' | 'text'
  /** What it means, in our words. */
  readonly means: RegExp
}

export const mailRejections: readonly MailRejection[] = [
  { to: 'login', reply: '535 5.7.8 Authentication credentials invalid', means: /does not accept user and password/ },
  { to: 'login', reply: '534 5.7.9 Application-specific password required', means: /does not accept user and password/ },
  { to: 'recipient', reply: '550 5.1.1 User unknown', means: /no such mailbox/ },
  { to: 'recipient', reply: '553 5.7.1 Sender address rejected: not owned by user', means: /policy/ },
  { to: 'recipient', reply: '452 4.2.2 Mailbox full, try again later', means: /no room now/ },
  { to: 'text', reply: '552 5.3.4 Message size exceeds fixed limit', means: /too large/ },
  { to: 'text', reply: '552 5.2.2 Mailbox full', means: /full/ },
  { to: 'text', reply: '554 5.7.1 Message looks like spam', means: /policy/ },
  { to: 'text', reply: '550 5.7.26 Unauthenticated email is not accepted', means: /policy/ },
  { to: 'text', reply: '451 4.7.0 Greylisted, try again later', means: /now/ },
  { to: 'text', reply: '421 4.3.2 Service shutting down', means: /closes the connection/ },
]

/** A server that says so. */
export const rejectingMail = ({ reply, to }: MailRejection): MailServerOptions => ({
  ...(to === 'login' ? { users: { ci: 'geheim' } } : {}),
  [to]: () => reply,
})
