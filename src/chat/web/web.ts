import type { Channel } from '../../config/channels.ts'
import { randomName } from '../../kit/random-name.ts'
import { text } from '../../kit/text.ts'
import type { DecisionChannel } from '../channel.ts'
import { advice } from './advice.ts'
import { type Limits, usualLimits } from './limits.ts'
import { listenFailure } from './listen-failure.ts'
import { preview } from './preview.ts'
import { type RunningSite, runSite, type WebContext } from './run-site.ts'
import { serve } from './serve.ts'

type WebChannel = Extract<Channel, { type: 'web' }>

/** Milliseconds between two reads: they cost nothing. */
const interval = 150

/**
 * A page that the waiting process itself serves: one secret link a person, decisions by `POST` alone. Its addresses need no account
 * anywhere: whoever has a link is that person.
 */
export function openWeb(channel: WebChannel, context: WebContext, limits: Limits = usualLimits): DecisionChannel {
  let running: RunningSite | undefined
  const start = async (request: string): Promise<RunningSite> => {
    const { listen, url, links } = channel
    const fail = (error: unknown) => Promise.reject(listenFailure(error, listen, channel.name))
    running = await runSite({ listen, url, links, request }, context, limits).catch(fail)
    return running
  }
  const site = (): RunningSite => {
    if (!running) throw new Error('the page is not open yet')
    return running
  }

  return {
    kind: 'decides',
    name: channel.name,
    platform: 'web',
    interval,
    check: async () => {
      if (!running) await tryOut(channel, limits)
      return advice({ ...channel, env: context.env })
    },
    preview: (card) => preview({ card, locale: context.log.locale }),
    post: async (card) => {
      const ref = `${card.decision?.id ?? ''}.${randomName()}`
      const { board, links, address } = await start(ref)
      board.show(card)
      return { ref, url: address(links.toLookOn) }
    },
    personalLink: (person) => {
      const token = site().links.of(person)
      if (token === undefined) throw new Error(`${person} does not decide`)
      return site().address(token)
    },
    adopt: async (ref) => {
      await start(ref)
      if (!context.env.SALLYPORT_SIGNING_KEY) context.log.warning(newLinks, channel.name)
    },
    update: async (card) => {
      site().board.show(card)
      site().pages.refresh()
    },
    remind: async (note) => {
      site().board.remind(note)
      site().pages.refresh()
    },
    read: async () => running?.box.collect() ?? [],
    answer: async (ask, reply) => {
      running?.box.answer(ask, reply)
      running?.board.touch()
      running?.pages.refresh()
    },
    close: async () => {
      await running?.close()
    },
  }
}

/** Listens and stops again, to find out now what would fail later. */
async function tryOut({ listen, name }: WebChannel, limits: Limits): Promise<void> {
  const served = await serve(listen, limits).catch((error: unknown) => Promise.reject(listenFailure(error, listen, name)))
  await served.close(0)
}

const newLinks = text(
  'Personal links from before the restart do not work any more, because SALLYPORT_SIGNING_KEY is not set: people need new ones.',
  '由于未设置 SALLYPORT_SIGNING_KEY，重启之前的个人链接已失效：审批人需要新的链接。',
)
