import { once } from 'node:events'
import { afterEach, describe, expect, it } from '@jest/globals'
import { until } from '../../../support/processes.ts'
import { dial, listen, open } from './browse.ts'
import { decidedCard } from './example-card.ts'
import { openExample } from './open-example.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function openPage(options: Parameters<typeof openExample>[0] = {}) {
  const opened = await openExample(options)
  closing.push(() => opened.channel.close())
  return opened
}

describe('a page that is open', () => {
  it('learns of every change at once', async () => {
    const page = await openPage()
    const streams = await Promise.all([page.link('alice'), page.link('bob'), page.url].map(listen))
    await until(() => streams.every(({ frames }) => frames.length === 1), 'the first frames')
    await page.channel.remind({ ...page.card, headline: '9 min left' })
    await page.channel.update(decidedCard('en'))
    await until(() => streams.every(({ frames }) => frames.length === 3), 'what changed')
    for (const { frames, headers } of streams) {
      expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
      expect(frames.map(({ isOpen, parts }) => [isOpen, parts.note?.includes('9 min left'), parts.form === ''])).toEqual([
        [true, false, false],
        [true, true, false],
        [false, false, true],
      ])
    }
  })

  it('gets signs of life', async () => {
    const page = await openPage({ limits: { heartbeat: 30 } })
    const stream = await listen(page.link('alice'))
    await until(() => stream.comments.filter((comment) => comment === ': still here').length > 1, 'signs of life')
    stream.stop()
  })

  it('is so many by a link, of which the oldest goes', async () => {
    const page = await openPage({ limits: { pagesByLink: 2 } })
    const streams = [await listen(page.link('alice')), await listen(page.link('alice')), await listen(page.link('alice'))]
    const other = await listen(page.link('bob'))
    expect(await streams[0]?.ended).toBe('dropped')
    await page.channel.update(decidedCard('en'))
    await until(() => [...streams.slice(1), other].every(({ frames }) => frames.length === 2), 'the frames of those who are left')
  })

  it('is so many of those who look on, and no more', async () => {
    const page = await openPage({ limits: { pagesToLookOn: 2 } })
    const statuses = [await listen(page.url), await listen(page.url), await listen(page.url), await listen(page.link('alice'))]
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 503, 200])
    expect((await open(page.url)).status).toBe(200)
  })

  /** A page that is open and not read, while many long changes come. */
  async function slowReader(limits: { readonly heartbeat: number; readonly grace?: number }) {
    const lines = [{ words: 'x'.repeat(600_000) }]
    const page = await openPage({ limits, card: { sections: [{ title: 'long', lines }] } })
    const socket = await dial(page.url)
    closing.push(() => socket.destroy())
    socket.pause()
    socket.write(`GET ${new URL(page.link('alice')).pathname}/events HTTP/1.1\r\nhost: x\r\n\r\n`)
    const quick = await listen(page.link('bob'))
    for (let change = 1; change <= 20; change++) {
      await page.channel.update({ ...page.card, headline: `change ${change}` })
      await until(() => quick.frames.at(-1)?.title === `change ${change}`, 'the change')
    }
    quick.stop()
    const chunks: Buffer[] = []
    const read = () => socket.on('data', (chunk) => void chunks.push(chunk)).resume()
    return { page, read, ended: once(socket, 'close'), received: () => Buffer.concat(chunks).toString() }
  }

  it('is sent the latest when it reads slowly, and is not kept all that was between', async () => {
    const { read, received } = await slowReader({ heartbeat: 60_000 })
    read()
    await until(() => received().includes('"change 20"'), 'the latest')
    const titles = [...received().matchAll(/"title":"(change \d+)"/g)].map(([, title]) => title)
    expect([titles.length < 15, titles.at(-1)]).toEqual([true, 'change 20'])
  })

  it('is sent the last state at the end, even when it reads slowly', async () => {
    const { page, read, ended, received } = await slowReader({ heartbeat: 60_000, grace: 60_000 })
    const closed = page.channel.close()
    read()
    await Promise.all([closed, ended])
    expect(received()).toContain('"change 20"')
  })

  it('is dropped when it does not read at all', async () => {
    const { page, read, ended, received } = await slowReader({ heartbeat: 40 })
    read()
    await ended
    expect(received()).not.toContain('change 20')
    expect((await open(page.link('alice'))).status).toBe(200)
  })
})
