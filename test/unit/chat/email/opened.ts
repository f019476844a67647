import { openEmail } from '../../../../src/chat/email/email.ts'
import { type FakeMailServer, fakeMailServer, type MailServerOptions } from '../../../fakes/mail-server.ts'
import { noticeContext } from '../notice-context.ts'

export interface Account {
  readonly scheme?: 'smtp' | 'smtps'
  /** As it stands in the address, with its colon. */
  readonly login?: string
  readonly host?: string
  readonly to?: readonly string[]
  readonly from?: string
  /** Certificates of an authority of one's own. */
  readonly ca?: string
}

const servers: FakeMailServer[] = []
export const closeServers = (): Promise<unknown> => Promise.all(servers.splice(0).map((server) => server.close()))

/** A mail server, and the channel that sends through it. */
export async function opened(options: MailServerOptions = {}, account: Account = {}, world: Parameters<typeof noticeContext>[0] = {}) {
  const server = await fakeMailServer(options)
  servers.push(server)
  const { scheme = 'smtp', login, host = '127.0.0.1', to = ['ops@example.test'], from = 'Sallyport <ci@example.test>', ca } = account
  const context = noticeContext({ env: { GITHUB_REPOSITORY: 'acme/shop' }, ...world })
  const smtp = `${scheme}://${login ? `${login}@` : ''}${host}:${server.port}`
  const settings = { type: 'email', name: 'mail', smtp, from, to: [...to], ...(ca === undefined ? {} : { ca }) } as const
  return { server, context, channel: openEmail(settings, context) }
}
