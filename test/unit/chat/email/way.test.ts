import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from '@jest/globals'
import { openEmail } from '../../../../src/chat/email/email.ts'
import { selfSigned } from '../../../support/certificates.ts'
import { describeWith } from '../../../support/needs.ts'
import { removeFolder, temporaryFolder } from '../../../support/temporary.ts'
import { exampleMessage, wordsOf } from '../notice-context.ts'
import { closeServers, opened } from './opened.ts'

const proxies: Server[] = []
afterEach(async () => {
  for (const proxy of proxies.splice(0)) proxy.close()
  await closeServers()
})

/** A proxy that lets programs through to mail servers, or not; and where they asked to go. */
async function proxy(status: number) {
  const asked: string[] = []
  const server = createServer().listen(0, '127.0.0.1')
  proxies.push(server)
  await once(server, 'listening')
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? '')
    socket.on('error', () => {})
    if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`)
    const onward = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
    return socket
  })
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, asked }
}

describe('mail through a proxy', () => {
  const settings = { type: 'email', name: 'mail', from: 'ci@example.test', to: ['ops@example.test'] }
  const through = async (status: number) => {
    const { server, context } = await opened()
    const { url, asked } = await proxy(status)
    const smtp = `smtp://127.0.0.1:${server.port}`
    return { server, asked, channel: openEmail({ ...settings, type: 'email', smtp, proxy: url }, context) }
  }

  it('reaches the mail server', async () => {
    const { channel, server, asked } = await through(200)
    expect(await channel.send(exampleMessage)).toEqual({ state: 'delivered' })
    expect([asked, server.mails.length]).toEqual([[`127.0.0.1:${server.port}`], 1])
  })

  it('is rejected where the proxy does not let it through', async () => {
    const { channel, server } = await through(403)
    const delivery = await channel.send(exampleMessage)
    expect(delivery.state).toBe('rejected')
    expect(wordsOf(delivery)).toContain('proxy does not let through')
    expect(server.connections()).toBe(0)
  })
})

describeWith(['openssl'], 'an authority of one’s own', () => {
  it('is trusted when NODE_EXTRA_CA_CERTS names it, and only then', async () => {
    const certificate = await selfSigned(['IP:127.0.0.1'])
    const { server } = await opened({ certificate, secure: true })
    const folder = await temporaryFolder('authority')
    try {
      const authority = join(folder, 'authority.pem')
      writeFileSync(authority, certificate.cert)
      const send = async (env: NodeJS.ProcessEnv) => {
        const place = `${import.meta.dirname}/send-once.ts`
        const { stdout } = await promisify(execFile)(process.execPath, [place, `smtps://127.0.0.1:${server.port}`], { env })
        return stdout
      }
      const plain = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1' }
      expect(await send(plain)).toBe('rejected')
      // The switch that Node has for everything does not work here.
      expect(await send({ ...plain, NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toBe('rejected')
      expect(await send({ ...plain, NODE_EXTRA_CA_CERTS: authority })).toBe('delivered')
      expect(server.mails.map(({ wasSecure }) => wasSecure)).toEqual([true])
    } finally {
      removeFolder(folder)
    }
  })
})
