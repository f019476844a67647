import type { IncomingMessage } from 'node:http'
import type { Locale } from '../../kit/text.ts'
import { type Decided, decide, type Poll } from './decide.ts'
import { type Frame, frameOf } from './frame.ts'
import { noticePage, requestPage } from './page.ts'
import type { Owner, PersonalLinks } from './personal-links.ts'
import { type Route, routeOf } from './route.ts'
import type { Said, Scene, Visitor } from './scene.ts'
import type { notices } from './words.ts'

/** What the site shows and whom it hears. */
export interface Site {
  readonly links: PersonalLinks
  readonly poll: Poll
  /** Undefined until the card is known: after a restart that is a moment later. */
  readonly scene: () => Scene | undefined
  readonly locale: () => Locale
  /** Path of the public address, without a slash at its end. */
  readonly prefix: string
}

/** What a request is answered: a document, or to be told of every change from now on. */
export type Answer =
  | {
      readonly status: number
      readonly type: 'text/html' | 'application/json'
      readonly body: string
      readonly headers?: Readonly<Record<string, string>>
    }
  | { readonly listener: Owner }

type Asked = Pick<IncomingMessage, 'method' | 'url' | 'headers'>

/** Answers a request. Only a `POST` to a personal link can change anything. */
export async function answer(site: Site, request: IncomingMessage): Promise<Answer> {
  const route = routeOf(request.method ?? '', request.url ?? '', site.prefix)
  if (!('token' in route)) return answerStranger(site, route)
  const owner = site.links.ownerOf(route.token)
  if (!owner) return notice(site, 404, 'unknown')
  if (!site.scene()) return notice(site, 503, 'starting', { 'retry-after': '2' })
  if (route.to === 'events') return { listener: owner }
  if (request.method !== 'POST') return page(site, 200, frameFor(site, owner))
  if (owner.kind === 'viewer') return notice(site, 405, 'method', { allow: 'GET, HEAD' })
  return answerVoter(site, owner, request, await decide(owner.person, request, site.poll))
}

function answerStranger(site: Site, route: Exclude<Route, { token: string }>): Answer {
  if (route.to === 'nowhere') return notice(site, 404, 'unknown')
  if (route.to === 'not-allowed') return notice(site, 405, 'method', { allow: route.allow })
  return notice(site, 200, site.poll.lateness() ? 'over' : 'open')
}

function answerVoter(site: Site, owner: Owner, { headers }: Asked, decided: Decided): Answer {
  const frame = frameFor(site, owner, decided)
  const isScript = headers.accept === 'application/json'
  return isScript ? { status: decided.status, type: 'application/json', body: JSON.stringify(frame) } : page(site, decided.status, frame)
}

const page = ({ locale }: Site, status: number, frame: Frame): Answer => ({
  status,
  type: 'text/html',
  body: requestPage(frame, locale()),
})

/** A page that only says something. */
export const notice = (
  { locale }: Pick<Site, 'locale'>,
  status: number,
  name: keyof typeof notices,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({ status, type: 'text/html', body: noticePage(name, locale(), status >= 400), headers })

/** What somebody sees just now. */
export function frameFor(site: Site, owner: Owner, decided?: Decided): Frame {
  const scene = site.scene()
  if (!scene) throw new Error('there is a card by now')
  return frameOf(scene, visitorFor(site, owner, decided))
}

function visitorFor({ poll, locale }: Site, owner: Owner, decided?: Decided): Visitor {
  if (owner.kind === 'viewer') return owner
  const { words, kind = 'refused', draft = '' } = decided ?? {}
  return {
    kind: 'approver',
    name: owner.person,
    formToken: poll.box.tokenFor(owner.person),
    said: words ? { kind, words: words[locale()] } : standingReply(poll, owner.person, decided),
    draft,
  }
}

/** The latest reply, as long as it says something: what did not count is of no interest after the end, but to whoever just did it. */
function standingReply({ box, lateness }: Poll, person: string, decided: Decided | undefined): Said | undefined {
  const reply = box.lastReply(person)
  return decided || !lateness() || reply?.kind === 'counted' ? reply : undefined
}
