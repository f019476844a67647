import type { Locale } from '../../kit/text.ts'
import { fitted } from '../fitted.ts'
import type { Message, Picture } from '../message.ts'
import { htmlMail, pictureId } from './html.ts'
import type { Mailbox } from './mailbox.ts'
import { plainMail, subjectOf } from './plain.ts'
import { listId, type Origin, threadHeaders } from './thread.ts'

export interface Letter {
  readonly message: Message
  /** What it is about, for the thread it belongs to. */
  readonly topic: string | undefined
  readonly from: Mailbox
  readonly to: readonly Mailbox[]
  readonly origin: Origin
  readonly locale: Locale
  /** Milliseconds since 1970. */
  readonly date: number
}

/** Bytes of HTML; Gmail hides what is beyond 102 KB. */
const largestHtml = 90_000

export const fittedMail = (message: Message, locale: Locale): Message =>
  fitted(message, (candidate) => Buffer.byteLength(htmlMail(candidate, locale)) <= largestHtml)

/** A mail as it goes over the wire: HTML and plain text, headers folded and encoded. */
export async function composeMail({ message, topic, from, to, origin, locale, date }: Letter): Promise<Buffer> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  const fitting = fittedMail(message, locale)
  const mail = new MailComposer({
    from: { ...from },
    to: to.map((mailbox) => ({ ...mailbox })),
    subject: subjectOf(fitting, locale),
    date: new Date(date),
    ...threadHeaders(topic, origin),
    headers: {
      'List-Id': { prepared: true, value: `<${listId(origin)}>` },
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
    text: plainMail(fitting, locale),
    html: htmlMail(fitting, locale),
    attachments: fitting.picture ? [inline(fitting.picture)] : [],
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return mail.compile().build()
}

/** The picture inside the mail, where the HTML shows it: nothing is loaded from elsewhere. */
const inline = ({ data, type }: Picture) => ({
  content: data,
  contentType: type,
  filename: type === 'image/png' ? 'picture.png' : 'picture.jpg',
  cid: pictureId,
  contentDisposition: 'inline' as const,
})
