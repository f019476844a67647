import { GitHubRefusal, gitHubFault } from '../../github/refusal.ts'
import { text } from '../../kit/text.ts'
import type { Message, Tone } from '../message.ts'
import { type Desk, moveTo } from './desk.ts'
import { markerOf } from './marker.ts'
import { mendable } from './mendable.ts'
import type { Place } from './place.ts'
import { bodyOf, titleOf } from './render.ts'

/** How often something of ours that was deleted is made anew. */
const mostReplacements = 3

/** Posts the card and reads what is said there from then on. */
export async function postCard(desk: Desk, card: Message): Promise<Place> {
  const { decision } = card
  if (!decision) throw new Error('a card is posted while there is something to decide')
  const { posting, settings } = desk
  desk.card = card
  const place = await (settings.pullRequest === undefined
    ? posting.issue(card, decision.id)
    : posting.card(card, decision.id, settings.pullRequest)
  ).catch((error: unknown) => {
    throw mendable(error, settings)
  })
  moveTo(desk, place)
  return place
}

/** Brings what is shown up to date; what was deleted is made anew while there is something to decide. */
export async function showCard(desk: Desk, card: Message): Promise<void> {
  desk.card = card
  const { place, api } = desk
  if (!place) return
  const fields = fieldsFor(desk, place, card)
  const sent = JSON.stringify(fields)
  if (sent === desk.shown) return
  const done = await (place.card === undefined ? api.changeIssue(place.number, fields) : api.changeComment(place.card, fields.body))
  if (done === 'gone') await replace(desk)
  else desk.shown = sent
}

function fieldsFor({ context }: Desk, place: Place, card: Message) {
  const { locale } = context.log
  const isComment = place.card !== undefined
  const isOpen = card.decision !== undefined
  const body = `${markerOf({ kind: 'request', id: place.request, isOpen })}\n${bodyOf(card, { locale, isComment })}`
  const end = isOpen ? {} : { state: 'closed', state_reason: reasonFor(card.tone) }
  return { title: titleOf(card, locale), body, ...end }
}

const reasonFor = (tone: Tone): string => (tone === 'good' ? 'completed' : 'not_planned')

/** What was posted is gone: another process may have posted it anew, otherwise we do. What is decided needs no new place. */
export async function replace(desk: Desk): Promise<void> {
  const { card, place, posting, context } = desk
  const found = place && place.card === undefined ? await posting.find(place.request) : undefined
  if (found && found.number !== place?.number) return moveTo(desk, found)
  if (!card?.decision || !place) return
  if (desk.replaced >= mostReplacements) throw gitHubFault('what was posted is deleted again and again', true)
  desk.replaced++
  context.log.warning(goneWords, desk.settings.name)
  const anew = await postCard(desk, card)
  // What was said below the first card still counts.
  if (place.card !== undefined) moveTo(desk, { ...anew, from: place.from ?? place.card, postedAt: place.postedAt })
}

const goneWords = text(
  'What was posted for this request was deleted or moved away; it is posted anew. Decisions that were counted stand.',
  '此请求的帖子已被删除或移走，现已重新发布。已计入的表态不受影响。',
)

/** Alerts people in a comment of its own. What GitHub refuses for good is said in the log and given up. */
export async function remind(desk: Desk, note: Message, id: string): Promise<void> {
  const { place, posting, context, settings } = desk
  if (!place) return
  try {
    await posting.note(bodyOf(note, { locale: context.log.locale, isComment: true }), id, place.number)
  } catch (error) {
    if (!(error instanceof GitHubRefusal) || error.retryable) throw error
    context.log.warning(error.problem, settings.name)
  }
}
