import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { messageOf } from '../../../src/kit/errors.ts'
import type { Locale } from '../../../src/kit/text.ts'
import { openBox } from './box.ts'
import { startMail } from './mail.ts'
import type { Note } from './note.ts'
import { answerPage, filedPage } from './pages.ts'
import { bytesOf, contentOf } from './read-call.ts'
import { services } from './services.ts'

/** A local stand-in for every platform: takes whatever is sent, and shows it as they would. */
export interface Inbox {
  /** Where people look at it. */
  readonly url: string
  /** What to put into the configuration. */
  readonly addresses: InboxAddresses
  received(): readonly Note[]
  /** All of it on one page of HTML, to be kept. */
  page(): string
  close(): Promise<void>
}

export interface InboxAddresses {
  /** `api:`; the token and the chat may be any. */
  readonly telegram: string
  /** `webhook:` */
  readonly feishu: string
  /** `api:` of an app. */
  readonly feishuApi: string
  readonly dingtalk: string
  readonly wecom: string
  readonly slack: string
  /** `api:` of a bot. */
  readonly slackApi: string
  readonly discord: string
  /** `smtp:` */
  readonly email: string
  /** `url:` */
  readonly webhook: string
  /** Base address of the API. */
  readonly github: string
}

/** Starts it on this machine alone. `locale`: of its pages. */
export async function startInbox({ locale = 'en', port = 0 }: { readonly locale?: Locale; readonly port?: number } = {}): Promise<Inbox> {
  const box = openBox()
  const mail = await startMail(box)
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://inbox')
    const [, first = '', ...rest] = pathname.split('/')
    const isCall = first in services
    const work = isCall
      ? serve(first as keyof typeof services, `/${rest.join('/')}`, request, response)
      : answerPage(box, pathname, locale, response)
    Promise.resolve(work).catch((error: unknown) => refuse(response, messageOf(error)))
  })
  const serve = async (
    platform: keyof typeof services,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const content = await contentOf(await bytesOf(request), request.headers['content-type'] ?? '')
    const call = { platform, path, method: request.method ?? 'GET', number: box.next(), origin, ...content }
    const outcome = services[platform](call)
    box.take(call, outcome)
    const isWords = typeof outcome.answer === 'string'
    response.writeHead(outcome.status ?? 200, {
      'content-type': isWords ? 'text/plain' : 'application/json',
      date: new Date().toUTCString(),
    })
    response.end(isWords ? outcome.answer : JSON.stringify(outcome.answer))
  }
  await once(server.listen(port, '127.0.0.1'), 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // listens on a port, not on a path
  return {
    url: `${origin}/`,
    addresses: addressesAt(origin, mail.port),
    received: () => box.notes,
    page: () => filedPage(box.notes, locale),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await Promise.all([once(server, 'close'), mail.close()])
    },
  }
}

/** Shaped as the platforms shape theirs, so that checks of the configuration pass. */
const addressesAt = (origin: string, mailPort: number): InboxAddresses => ({
  telegram: `${origin}/telegram`,
  feishu: `${origin}/feishu/open-apis/bot/v2/hook/0000-inbox`,
  feishuApi: `${origin}/feishu`,
  dingtalk: `${origin}/dingtalk/robot/send?access_token=inbox-0000`,
  wecom: `${origin}/wecom/cgi-bin/webhook/send?key=inbox-0000`,
  slack: `${origin}/slack/services/T0/B0/inbox`,
  slackApi: `${origin}/slack/api/`,
  discord: `${origin}/discord/api/webhooks/100000000000000001/inbox`,
  email: `smtp://127.0.0.1:${mailPort}`,
  webhook: `${origin}/webhook/events`,
  github: `${origin}/github`,
})

function refuse(response: ServerResponse, why: string): void {
  if (!response.headersSent) response.writeHead(400, { 'content-type': 'text/plain' })
  response.end(why)
}
