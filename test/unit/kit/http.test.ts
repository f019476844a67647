import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { type Http, httpWith, jsonOf, NetworkFault } from '../../../src/kit/http.ts'

const opened: { close(): unknown }[] = []
afterEach(() => {
  for (const thing of opened.splice(0)) thing.close()
})

async function serve(answer: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  opened.push({ close: () => (server.closeAllConnections(), server.close()) })
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, server }
}

const client = (options: Parameters<typeof httpWith>[0] = { env: {} }): Http => {
  const http = httpWith(options)
  opened.push(http)
  return http
}

const faultOf = (sent: Promise<unknown>): Promise<NetworkFault> => sent.then(() => expect(true).toBe(false)).catch((error) => error)

/** A proxy that counts what goes through it. */
async function proxy() {
  const counts = { plain: 0, tunnels: 0 }
  const { url, server } = await serve((request, response) => {
    counts.plain++
    response.end(`through the proxy to ${request.url}`)
  })
  server.on('connect', (request, socket, head) => {
    counts.tunnels++
    const [host = '', port] = (request.url ?? '').split(':')
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      onward.write(head)
      socket.pipe(onward).pipe(socket)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
  })
  return { url, counts }
}

describe('an HTTP client', () => {
  it('sends and reads, in bytes', async () => {
    const { url } = await serve(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      response.writeHead(418).end(JSON.stringify([request.method, request.headers['content-length'], Buffer.concat(chunks).toString()]))
    })
    const response = await client().send({ url, method: 'POST', body: '发布 é' })
    expect([response.status, jsonOf(response)]).toEqual([418, ['POST', '9', '发布 é']])
  })

  it('keeps the last bytes of an answer alone, where that is asked for', async () => {
    const { url } = await serve((_, response) => {
      for (const chunk of ['abc', 'defg', 'h', 'ij']) response.write(chunk)
      response.end()
    })
    const kept = async (keepLast: number) => {
      const { body, isCut } = await client().send({ url, keepLast })
      return [body, isCut]
    }
    expect([await kept(1), await kept(4), await kept(9), await kept(10), await kept(99)]).toEqual([
      ['j', true],
      ['ghij', true],
      ['bcdefghij', true],
      ['abcdefghij', undefined],
      ['abcdefghij', undefined],
    ])
  })

  it('does not follow redirects: a token would go along', async () => {
    const { url } = await serve((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end())
    expect((await client().send({ url })).status).toBe(302)
  })

  it('says by the host alone what cannot be reached, and that nothing arrived', async () => {
    const fault = await faultOf(client().send({ url: 'http://127.0.0.1:1/bot123:secret/getMe?key=secret' }))
    expect(fault).toBeInstanceOf(NetworkFault)
    expect([fault.message, fault.mayHaveArrived, fault.retryable]).toEqual(['127.0.0.1:1 cannot be reached: ECONNREFUSED.', false, true])
  })

  it('knows that a request may have arrived whose answer is lost', async () => {
    const { url } = await serve((request) => request.socket.destroy())
    expect((await faultOf(client().send({ url, method: 'POST', body: 'x' }))).mayHaveArrived).toBe(true)
  })

  it('gives up on a service that does not answer in time', async () => {
    const { url } = await serve(() => {})
    const fault = await faultOf(client().send({ url, timeout: 50 }))
    expect([fault.message.includes('no answer in time'), fault.mayHaveArrived]).toEqual([true, true])
  })

  it('ends with the reason of the signal', async () => {
    const { url } = await serve(() => {})
    const cancel = new AbortController()
    const sent = client().send({ url, signal: cancel.signal })
    cancel.abort(new Error('cancelled by hand'))
    await expect(sent).rejects.toThrow('cancelled by hand')
  })

  it.each([
    { name: 'its own setting', options: (url: string) => ({ proxy: url, env: {} }) },
    { name: 'the variables of the runner', options: (url: string) => ({ env: { http_proxy: url } }) },
  ])('goes through a proxy by $name', async ({ options }) => {
    const { url, counts } = await proxy()
    const response = await client(options(url)).send({ url: 'http://service.test/x' })
    expect([response.body, counts.plain]).toEqual(['through the proxy to http://service.test/x', 1])
  })

  it('leaves the proxy aside for the hosts of NO_PROXY', async () => {
    const { url: target } = await serve((_, response) => response.end('direct'))
    const { url } = await proxy()
    expect((await client({ env: { HTTP_PROXY: url, NO_PROXY: '127.0.0.1' } }).send({ url: target })).body).toBe('direct')
  })

  it('goes directly where the proxy is down', async () => {
    const { url } = await serve((_, response) => response.end('direct'))
    const http = client({ proxy: 'http://127.0.0.1:1', env: {} })
    expect([(await http.send({ url })).body, (await http.send({ url })).body]).toEqual(['direct', 'direct'])
  })
})
