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
  /** Serves what is open for a moment longer, then stops. */
  close(): Promise<void>
}

/** Serves the page of a request. Throws what Node says when the address cannot be listened on. */
export async function runSite(place: Place, context: WebContext, limits: Limits): Promise<RunningSite> {
  const { clock, log, env, voters } = context
  const names = voters.map(({ name }) => name)
  const links = personalLinks(env.SALLYPORT_SIGNING_KEY, place.request, names)
  if (place.links === 'mail') for (const name of names) log.mask(links.of(name) ?? '')
  const locale = () => log.locale
  const [board, box, pages] = [openBoard(clock, locale), openBallotBox(clock), openPages(limits)]
  const served = await serve(place.listen, limits)
  const base = publicUrl(place, served)
  const prefix = base.pathname.replace(/\/+$/, '')
  const { lateness, nextCard } = board
  const poll = { box, limits, publicOrigin: base.origin, lateness, nextCard, within: withinOf(context) }
  const site: Site = { links, poll, scene: board.scene, locale, prefix }
  served.onRequest((request, response) => void respond(site, pages, log, request, response))
  return {
    board,
    box,
    pages,
    links,
    address: (token) => `${base.origin}${prefix}/${token}`,
    close: async () => {
      box.close()
      pages.close()
      if (served.isInUse) await clock.sleep(limits.grace)
      await served.close()
    },
  }
}

/** The address as people use it; where any port would do, the one that it became. */
function publicUrl({ listen, url }: Place, { port }: Served): URL {
  const base = new URL(url)
  if (addressOf(listen).port === 0) base.port = String(port)
  return base
}

const withinOf =
  ({ clock }: WebContext) =>
  async <T>(limit: number, wanted: Promise<T>): Promise<T | undefined> => {
    const enough = new AbortController()
    const patience = clock.sleep(limit, enough.signal).then(
      () => undefined,
      () => undefined,
    )
    return Promise.race([wanted, patience]).finally(() => enough.abort())
  }
