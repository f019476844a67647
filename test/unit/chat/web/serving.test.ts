import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from '@jest/globals'
import { usualLimits } from '../../../../src/chat/web/limits.ts'
import { openWeb } from '../../../../src/chat/web/web.ts'
import { InputError } from '../../../../src/kit/errors.ts'
import { until } from '../../../support/processes.ts'
import { dial, listen, open, press, send } from './browse.ts'
import { decidedCard, exampleCard } from './example-card.ts'
import { answering, openExample, webChannel, webContext } from './open-example.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function openPage(options: Parameters<typeof openExample>[0] = {}) {
  const opened = await openExample(options)
  closing.push(() => opened.channel.close())
  return opened
}

const portOf = (url: string): number => Number(new URL(url).port)

async function call(url: string): Promise<Socket> {
  const socket = await dial(url)
  closing.push(() => socket.destroy())
  return socket
}

describe('where the page listens', () => {
  it('names what is in the way before anything is posted', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    closing.push(() => other.close())
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo // it listens
    const web = openWeb({ ...webChannel, listen: `127.0.0.1:${port}` }, webContext('en').context)
    const faults = await Promise.all([web.check(), web.post(exampleCard('en', 0))].map((sent) => sent.catch((error) => error)))
    for (const fault of faults) {
      expect(fault).toBeInstanceOf(InputError)
      expect([fault.code, fault.where]).toEqual(['cannot-listen', 'channels.page.listen'])
      expect(fault.problem.en).toBe(`The web page cannot listen on 127.0.0.1:${port}: another program uses this port.`)
    }
  })

  it.each([
    { name: 'an address of another machine', listen: '192.0.2.1:0', says: 'the machine has no such address' },
    { name: 'a port that is none', listen: '127.0.0.1:99999', says: 'there is no such port' },
  ])('refuses $name', async ({ listen, says }) => {
    const fault = await openWeb({ ...webChannel, listen }, webContext('en').context)
      .check()
      .catch((error) => error)
    expect([fault instanceof InputError, fault.problem.en.includes(says)]).toEqual([true, true])
  })

  it('can be tried out and then used', async () => {
    const { context } = webContext('en')
    const web = openWeb(webChannel, context, usualLimits)
    closing.push(() => web.close())
    await web.check()
    const { url = '' } = await web.post(exampleCard('en', Date.now() + 1000))
    await web.check()
    expect((await open(url)).status).toBe(200)
  })

  it.each([
    { name: 'of this machine', listen: '127.0.0.1:0', url: 'http://127.0.0.1:1' },
    { name: 'by name', listen: 'localhost:0', url: 'http://localhost:1/' },
    { name: 'of every interface', listen: '0.0.0.0:0', url: 'http://127.0.0.1' },
    { name: 'of IPv6', listen: '[::1]:0', url: 'http://[::1]:1' },
  ])('is an address $name', async ({ listen, url }) => {
    const page = await openPage({ channel: { listen, url } })
    expect((await open(page.link('alice'))).status).toBe(200)
  })

  it('says before what is worth knowing', async () => {
    const { context } = webContext('en', { env: { RUNNER_ENVIRONMENT: 'github-hosted' } })
    const said = await openWeb({ ...webChannel, url: 'http://ci.example.com', links: 'log' }, context).check()
    expect(said.map(({ en }) => en.slice(0, 40))).toEqual([
      'This is a runner of GitHub: nobody can r',
      'The address of the page is not https: wh',
      'The page listens on 127.0.0.1:0 only: a ',
      'Personal links are printed in the log: w',
      'SALLYPORT_SIGNING_KEY is not set: when t',
    ])
  })
})

describe('behind a reverse proxy with a prefix', () => {
  /** Passes requests on, with the prefix or without it. */
  async function proxy(target: string, change: (path: string) => string): Promise<string> {
    const server = createServer((incoming, outgoing) => {
      const { method = '', headers, url = '' } = incoming
      const onward = request(target, { method, headers: { ...headers, host: 'upstream' }, path: change(url) }, (response) => {
        outgoing.writeHead(response.statusCode ?? 0, response.headers)
        response.pipe(outgoing)
      })
      onward.on('error', () => outgoing.destroy())
      outgoing.on('close', () => onward.destroy())
      incoming.pipe(onward)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    closing.push(() => server.close() && server.closeAllConnections())
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens
  }

  it.each([
    { name: 'that it takes off', change: (path: string) => path.replace('/gate/shop', '') || '/' },
    { name: 'that it leaves on', change: (path: string) => path },
  ])('$name, everything works', async ({ change }) => {
    const page = await openPage({ channel: { url: 'http://ci.example.com/gate/shop/' } })
    closing.push(answering(page, () => ({ kind: 'counted', words: 'Counted.' })).stop)
    const { pathname } = new URL(page.link('alice'))
    expect(pathname).toMatch(/^\/gate\/shop\/[\w-]{32}$/)
    const base = await proxy(`http://127.0.0.1:${portOf(page.url)}`, change)
    expect((await press(base + pathname, 'approve')).reply).toBe('Counted.')
    expect((await open(`${base}/gate/shop/`)).body).toContain('An approval is open')
    const stream = await listen(base + pathname)
    await until(() => stream.frames.length === 1, 'the first frame')
    stream.stop()
  })
})

describe('who takes their time', () => {
  it('is cut off in the middle of the headers, of the body, or before both', async () => {
    const [slowHead, slowBody] = [
      await openPage({ limits: { headers: 150, request: 60_000 } }),
      await openPage({ limits: { headers: 150, request: 300 } }),
    ]
    const path = new URL(slowBody.link('alice')).pathname
    const starts = [
      '',
      `GET ${path} HTTP/1.1\r\nhost: `,
      `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 99\r\n\r\ntoken=`,
    ]
    const started = Date.now()
    const sockets = await Promise.all(starts.map((_, index) => call(index < 2 ? slowHead.url : slowBody.url)))
    const ends = sockets.map((socket, index) => {
      socket.write(starts[index] ?? '')
      return textOf(socket)
    })
    await Promise.all(ends)
    expect(Date.now() - started).toBeLessThan(5000)
    for (const page of [slowHead, slowBody]) expect((await open(page.link('alice'))).status).toBe(200)
  })

  it('has so many connections from an address and no more', async () => {
    const page = await openPage({ limits: { connectionsByAddress: 3 } })
    const sockets = await Promise.all([call(page.url), call(page.url), call(page.url), call(page.url)])
    await until(() => sockets.filter(({ closed }) => closed).length === 1, 'one to be turned away')
    for (const socket of sockets) socket.destroy()
    const again = async (): Promise<number> => (await open(page.link('alice')).catch(() => undefined))?.status ?? again()
    expect(await again()).toBe(200)
  })
})

describe('whoever leaves in the middle', () => {
  it('takes nothing down: not while it changes, not while it answers, not at the end', async () => {
    const page = await openPage({
      card: { sections: [{ title: 'long', lines: [{ words: 'x'.repeat(200_000) }] }] },
      limits: { patience: 50 },
    })
    const path = new URL(page.link('alice')).pathname
    const { token } = await open(page.link('alice'))
    const head = 'host: x\r\ncontent-type: application/x-www-form-urlencoded\r\n'
    const form = `token=${token}&verdict=approve`
    const starts = [
      `GET ${path}/events HTTP/1.1\r\n${head}\r\n`,
      `GET ${path} HTTP/1.1\r\n${head}\r\n`,
      `POST ${path} HTTP/1.1\r\n${head}content-length: ${form.length}\r\n\r\n${form}`,
      `POST ${path} HTTP/1.1\r\n${head}content-length: 99\r\n\r\ntoken=`,
      `GET ${path} HTTP/9\r\n\r\n`,
      '\u0000\r\n\r\n',
    ]
    for (let round = 0; round < 10; round++) {
      const sockets = await Promise.all(starts.map(() => call(page.url)))
      for (const [index, socket] of sockets.entries()) socket.write(starts[index] ?? '')
      await new Promise((resolve) => setTimeout(resolve, round))
      for (const socket of sockets) socket.resetAndDestroy()
      await page.channel.update({ ...page.card, headline: `change ${round}` })
    }
    expect((await open(page.link('alice'))).body).toContain('change 9')
    const stream = await listen(page.link('bob'))
    const closed = page.channel.close()
    await page.channel.update(decidedCard('en'))
    await closed
    await stream.ended
  })
})

describe('at the end', () => {
  it('pages that are open get the last state, then everything stops', async () => {
    const page = await openPage({ limits: { lastCall: 100 } })
    const stream = await listen(page.link('alice'))
    await page.channel.update(decidedCard('en'))
    const closed = page.channel.close()
    expect((await open(page.link('bob'))).body).toContain('Approved: shop')
    await closed
    expect([await stream.ended, stream.frames.at(-1)?.title]).toEqual(['ended', 'Approved: shop v1.4.2 to production'])
    await expect(open(page.link('alice'))).rejects.toThrow('fetch failed')
    await page.channel.close()
  })

  it('a decision that is still waited for is answered', async () => {
    const page = await openPage({ limits: { patience: 60_000 } })
    const pressed = press(page.link('alice'), 'approve')
    for (let asks: readonly unknown[] = []; asks.length === 0; asks = await page.channel.read()) await new Promise(setImmediate)
    await page.channel.update(decidedCard('en'))
    await page.channel.close()
    const { status, body } = await pressed
    expect([status, body.includes('Approved: shop')]).toEqual([202, true])
  })

  it('nobody is waited for who has all there is', async () => {
    const page = await openPage({ limits: { grace: 3_600_000 } })
    const [stream] = [await listen(page.link('alice')), await open(page.link('bob'))] // bob's connection is kept alive
    await page.channel.update(decidedCard('en'))
    await page.channel.close()
    expect(await stream.ended).toBe('ended')
  })

  it('whoever decides just then is told that it is over', async () => {
    const page = await openPage({ limits: { lastCall: 300 } })
    const { token } = await open(page.link('bob'))
    await page.channel.update(decidedCard('en'))
    const closed = page.channel.close()
    expect((await send(page.link('bob'), { token, verdict: 'approve', reason: '' })).status).toBe(410)
    await closed
  })

  it('a process that forgets to close it ends all the same', async () => {
    const code = `
      import { openExample } from './open-example.ts'
      process.stdout.write((await openExample()).link('alice'))
      setTimeout(() => {}, 300)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { cwd: new URL('.', import.meta.url).pathname })
    closing.push(() => child.kill('SIGKILL'))
    const ended = once(child, 'exit')
    const [link] = await once(child.stdout, 'data')
    const stream = await listen(String(link))
    const [end] = await Promise.all([ended, stream.ended])
    expect(end).toEqual([0, null])
  })
})
