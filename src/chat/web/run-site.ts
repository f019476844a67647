import type { Clock } from '../../kit/clock.ts'
import type { ChannelContext } from '../channel.ts'
import { type BallotBox, openBallotBox } from './ballot-box.ts'
import { type Board, openBoard } from './board.ts'
import type { Limits } from './limits.ts'
import { type OpenPages, openPages } from './open-pages.ts'
import { type PersonalLinks, personalLinks } from './personal-links.ts'
import { respond } from './respond.ts'
import { addressOf, type Served, serve } from './serve.ts'
import type { Site } from './site.ts'

/** Where the page is to be, and for which request. */
export interface Place {
  readonly listen: string
  readonly url: string
  /** Links that are printed in the log cannot be masked there. */
  readonly links: 'mail' | 'log'
  /** Tells this request from all others; no secret. */
  readonly request: string
}

/** What the page needs of the world. */
export type WebContext = Pick<ChannelContext, 'clock' | 'log' | 'env' | 'voters'>

/** A page that is being served. */
export interface RunningSite {
  readonly board: Board
  readonly box: BallotBox
  readonly pages: OpenPages
  readonly links: PersonalLinks
  /** The address of a link. */
  address(token: string): string
  /** Answers who was just deciding, shows everybody the end, then stops. */
  close(): Promise<void>
}

/** Serves the page of a request. Throws what Node says when the address cannot be listened on. */
export async function runSite(place: Place, context: WebContext, limits: Limits): Promise<RunningSite> {
  const { clock, log } = context
  const served = await serve(place.listen, limits)
  const links = secretLinks(place, context)
  const locale = () => log.locale
  const [board, box, pages] = [openBoard(clock, locale), openBallotBox(clock), openPages(limits)]
  const { origin, prefix } = publicAddress(place, served)
  const { scene, lateness, nextCard } = board
  const poll = { box, limits, publicOrigin: origin, lateness, nextCard, within: withinOf(clock) }
  const site: Site = { links, poll, scene, locale, prefix }
  served.onRequest((request, response) => {
    // Whatever a request does, it must not bring the gate down.
    respond(site, pages, log, request, response).catch(() => response.destroy())
  })
  const end = async () => {
    box.close()
    pages.close()
    const shownFor = clock.now() - (scene()?.ended ?? clock.now())
    if (served.isInUse && shownFor < limits.lastCall) await clock.sleep(limits.lastCall - shownFor)
    await served.close(limits.grace)
  }
  let ending: Promise<void> | undefined
  return { board, box, pages, links, address: (token) => `${origin}${prefix}/${token}`, close: () => (ending ??= end()) }
}

/** The links, hidden in the log unless that is where people get them from. */
function secretLinks({ request, links: way }: Place, { env, log, voters }: WebContext): PersonalLinks {
  const key = env.SALLYPORT_SIGNING_KEY
  if (key) log.mask(key)
  const names = voters.map(({ name }) => name)
  const links = personalLinks(key, request, names)
  if (way === 'mail') for (const name of names) log.mask(links.of(name) ?? '')
  return links
}

/** The address as people use it; where any port would do, with the one that it became. */
function publicAddress({ listen, url }: Place, { port }: Served): { readonly origin: string; readonly prefix: string } {
  const base = new URL(url)
  if (addressOf(listen).port === 0) base.port = String(port)
  return { origin: base.origin, prefix: base.pathname.replace(/\/+$/, '') }
}

const withinOf =
  (clock: Clock) =>
  async <T>(limit: number, wanted: Promise<T>): Promise<T | undefined> => {
    const enough = new AbortController()
    const patience = clock.sleep(limit, enough.signal).then(
      () => undefined,
      () => undefined,
    )
    return Promise.race([wanted, patience]).finally(() => enough.abort())
  }
