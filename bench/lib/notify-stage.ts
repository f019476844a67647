import { once } from 'node:events'
import { createServer as createPlain, type IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Answer } from '../../test/fakes/webhook-listener.ts'
import { authority } from '../../test/support/authority.ts'

/** Where the platforms are, by the names that everybody's programs have built in. */
const hosts = [
  'open.feishu.cn',
  'oapi.dingtalk.com',
  'qyapi.weixin.qq.com',
  'hooks.slack.com',
  'slack.com',
  'api.telegram.org',
  'discord.com',
  'receiver.test',
]

/** A proxy behind which all the platforms are ours: programs run unchanged, and verify certificates as ever. */
export interface Stage {
  readonly proxy: string
  /** The certificate of the authority that issued theirs, as PEM. */
  readonly ca: string
  answer: (request: IncomingMessage) => Answer
  close(): Promise<void>
}

export async function openStage(): Promise<Stage> {
  const own = await authority()
  const certificate = await own.issue(hosts.map((host) => `DNS:${host}`))
  const secure = createServer(certificate, (request, response) => {
    request.resume()
    request.once('end', () => {
      const { status, headers, body } = stage.answer(request)
      response.writeHead(status, headers).end(body)
    })
  })
  const proxy = createPlain()
  const sockets = new Set<Socket>()
  proxy.on('connect', (_, socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    secure.emit('connection', socket)
  })
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  const stage: Stage = {
    proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, // it listens on a port
    ca: own.cert,
    answer: () => ({ status: 500, body: '' }),
    close: async () => {
      for (const socket of sockets) socket.destroy()
      proxy.close()
    },
  }
  return stage
}
