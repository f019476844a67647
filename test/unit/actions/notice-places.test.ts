import { expect, it } from '@jest/globals'
import { placesOf } from '../../../src/actions/notice-places.ts'
import { gitHubWith } from '../../../src/github/client.ts'
import { systemClock } from '../../../src/kit/clock.ts'
import type { Io } from '../../../src/kit/run.ts'
import { exampleMessage } from '../chat/notice-context.ts'
import { load } from '../config/loading.ts'

/** The world as far as channels look at it; whatever they ask of `log` fails. */
const world = (log: object): Io => ({ log, env: {}, clock: systemClock, signal: new AbortController().signal }) as unknown as Io // the rest is not looked at
const github = { client: gitHubWith('', {}), repository: 'acme/shop' }
const channels = JSON.stringify({ channels: { hook: { type: 'webhook', url: 'http://127.0.0.1:9/in' }, gh: { type: 'github' } } })

it('a fault of ours in a channel is an answer of that channel', async () => {
  const config = await load(undefined, { inline: channels })
  const places = placesOf(config, world({ mask: () => {} }), github)
  const place = await places.named('hook')
  if (!('channel' in place)) throw new Error('it can be opened')
  const broken = new Proxy(exampleMessage, {
    get: () => {
      throw new TypeError('oops')
    },
  })
  expect(await place.channel.send(broken)).toMatchObject({ state: 'rejected', reason: { en: 'A fault in Sallyport itself: oops' } })
  await places.close()
})

it('a fault of ours while a channel is opened makes that one unusable', async () => {
  const config = await load(undefined, { inline: channels })
  const mask = () => {
    throw new TypeError('oops')
  }
  expect(await placesOf(config, world({ mask }), github).named('hook')).toMatchObject({
    fault: { state: 'rejected' },
    error: { code: 'internal-error' },
  })
})
