import { randomName } from '../../kit/random-name.ts'
import type { Ask, ChannelContext, DecisionChannel, Reply } from '../channel.ts'
import type { Message } from '../message.ts'
import { checkGithub } from './check.ts'
import { type Desk, type GithubSettings, moveTo, openDesk } from './desk.ts'
import type { Reaction } from './issue-api.ts'
import type { Unheard } from './listener.ts'
import { placeIn, refOf } from './place.ts'
import { plain } from './plain.ts'
import { bodyOf, titleOf } from './render.ts'
import { postCard, remind, replace, showCard } from './showing.ts'
import { watchIssue } from './watching.ts'

/** Milliseconds between two looks, as long as few of them bring anything new. */
const usualInterval = 5000
const longestInterval = 20_000
/** GitHub's quota is shared by all jobs of a repository: beyond this much of it in an hour, the looks become rarer. */
const budget = 120
/** Every so many looks, the issue itself is looked at. */
const watchEvery = 6

/**
 * GitHub, decided by comments on an issue that is opened for it, or on a given pull request. Looks are conditional requests, which cost
 * nothing while nobody comments; reading consumes nothing, so that any number of gates can be open (design §2.2).
 */
export function githubDecisions(settings: GithubSettings, context: ChannelContext): DecisionChannel {
  const desk = openDesk(settings, context)
  const notes = new WeakMap<Message, string>()
  const noteId = (note: Message): string => {
    const id = notes.get(note) ?? randomName()
    notes.set(note, id)
    return id
  }
  return {
    kind: 'decides',
    name: settings.name,
    platform: 'github',
    get interval() {
      return intervalFor(desk.api.counted())
    },
    check: (later) => checkGithub(desk, later),
    preview: (card) => previewOf(card, desk),
    post: async (card) => {
      const place = await postCard(desk, card)
      return { ref: refOf(place), url: place.url }
    },
    adopt: async (ref, seen) => moveTo(desk, placeIn(ref), seen),
    ref: () => desk.place && refOf(desk.place),
    update: (card) => showCard(desk, card),
    remind: (note) => remind(desk, note, noteId(note)),
    read: readerAt(desk),
    answer: (ask, reply) => answer(desk, ask, reply),
    close: async () => {
      await desk.answers.finish()
      context.http.close()
    },
  }
}

/** Milliseconds to the next look, by how many requests of the last hour were taken from the quota. */
export const intervalFor = (counted: number): number => Math.min(longestInterval, usualInterval + Math.max(0, counted - budget) * 50)

function previewOf(card: Message, { settings, context }: Desk): string {
  const { locale } = context.log
  const isComment = settings.pullRequest !== undefined
  const body = bodyOf(card, { locale, isComment })
  return isComment ? body : `${titleOf(card, locale)}\n\n${body}`
}

function readerAt(desk: Desk): () => Promise<readonly Ask[]> {
  let looks = 0
  return async () => {
    const { listener } = desk
    if (!listener) return []
    await desk.meeting
    if (++looks % watchEvery === 0) await watchIssue(desk)
    const heard = await listener.listen()
    if (heard === 'gone') {
      await replace(desk)
      return []
    }
    for (const one of heard.unheard) refuse(desk, one)
    void desk.answers.flush()
    return heard.asks
  }
}

function refuse({ answers, context }: Desk, { comment, login, why }: Unheard): void {
  answers.react(comment, 'confused')
  answers.tell(login, why[context.log.locale])
}

const reactions: Readonly<Record<Reply['kind'], Reaction>> = { counted: '+1', refused: 'confused', status: 'eyes' }

async function answer({ answers }: Desk, { key, user }: Ask, { kind, words }: Reply): Promise<void> {
  answers.react(Number(key.replace(/^comment-/, '')), reactions[kind])
  if (kind !== 'counted') answers.tell(user, plain(words))
  await answers.flush()
}
