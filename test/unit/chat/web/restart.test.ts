import { afterEach, describe, expect, it } from '@jest/globals'
import { usualLimits } from '../../../../src/chat/web/limits.ts'
import { openWeb } from '../../../../src/chat/web/web.ts'
import { open, press, send } from './browse.ts'
import { answering, openExample, webChannel, webContext } from './open-example.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A process that posts and dies, and one that takes over on the same port. */
async function restart(env: NodeJS.ProcessEnv) {
  const first = await openExample({ context: { env } })
  const { token } = await open(first.link('alice'))
  await first.channel.close()
  const { context, logged } = webContext('en', { env })
  const listen = `127.0.0.1:${new URL(first.url).port}`
  const second = openWeb({ ...webChannel, listen, url: `http://${listen}` }, context, { ...usualLimits, grace: 20, afterglow: 50 })
  await second.adopt(first.ref, [])
  closing.push(() => second.close())
  return { first, second, token, logged }
}

describe('a process that was started again', () => {
  it('keeps the links when there is a signing key', async () => {
    const { first, second, logged } = await restart({ SALLYPORT_SIGNING_KEY: 'a key of some length' })
    expect((await open(first.link('alice'))).status).toBe(503)
    await second.update(first.card)
    const { stop } = answering({ ...first, channel: second }, () => ({ kind: 'counted', words: 'Counted.' }))
    closing.push(stop)
    expect((await press(first.link('alice'), 'approve')).reply).toBe('Counted.')
    expect([second.personalLink?.('alice'), logged]).toEqual([first.link('alice'), []])
    expect(first.masked).toContain('a key of some length')
  })

  it('shows a form from before anew: nobody knows whether it was counted', async () => {
    const { first, second, token } = await restart({ SALLYPORT_SIGNING_KEY: 'a key of some length' })
    await second.update(first.card)
    const refused = await send(first.link('alice'), { token, verdict: 'approve', reason: 'fine' })
    expect([refused.status, refused.token === token, await second.read()]).toEqual([403, false, []])
    expect(refused.body).toContain('\nfine</textarea>')
  })

  it('says that links from before are void when there is none', async () => {
    const { first, second, logged } = await restart({})
    await second.update(first.card)
    expect((await open(first.link('alice'))).status).toBe(404)
    expect(logged).toEqual([
      'Personal links from before the restart do not work any more, because SALLYPORT_SIGNING_KEY is not set: people need new ones.',
    ])
    expect((await open(second.personalLink?.('alice') ?? '')).status).toBe(200)
  })

  it('gives every act a key of its own, so that none is taken for one from before', async () => {
    const keys: string[] = []
    for (const _ of [1, 2]) {
      const page = await openExample({ context: { env: { SALLYPORT_SIGNING_KEY: 'same' } }, limits: { patience: 1 } })
      await press(page.link('alice'), 'approve')
      keys.push(...(await page.channel.read()).map(({ key }) => key))
      await page.channel.close()
    }
    expect(new Set(keys).size).toBe(2)
  })
})

describe('the log', () => {
  it('hides every personal link, unless that is where people get theirs', async () => {
    for (const links of ['mail', 'log'] as const) {
      const page = await openExample({ channel: { links } })
      closing.push(() => page.channel.close())
      const secrets = ['alice', 'bob', 'carol'].map((person) => page.link(person).split('/').at(-1) ?? '')
      expect(secrets.filter((secret) => page.masked.includes(secret))).toEqual(links === 'mail' ? secrets : [])
      expect(page.logged).toEqual([])
    }
  })
})
