/** Sends one message to the webhook of the first argument, as the action does once it has read its inputs. */
import type { ChannelContext } from '../../src/chat/channel.ts'
import { openNotices } from '../../src/chat/open-notices.ts'
import { systemClock } from '../../src/kit/clock.ts'
import { httpWith } from '../../src/kit/http.ts'

const [, , url = ''] = process.argv
const nothing = () => {}
const log = { locale: 'en', info: nothing, debug: nothing, warning: nothing, error: nothing, notice: nothing, from: nothing, mask: nothing }
const context = {
  clock: systemClock,
  log: { ...log, group: (_: string, body: () => unknown) => body() },
  env: {},
  signal: new AbortController().signal,
  random: Math.random,
  http: httpWith({ env: {} }),
  voters: [],
} as unknown as ChannelContext // a webhook asks nothing else of the world

const channel = await openNotices({ type: 'webhook', name: 'hook', url }, context)
const words = { headline: 'Build failed', footer: '', tone: 'bad', level: 'test' } as const
await channel.send({ ...words, facts: [], sections: [], links: [], mentions: [] })
await channel.close()
