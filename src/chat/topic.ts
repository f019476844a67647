import type { About, Message } from './message.ts'

/**
 * What a message is about, where it does not say so itself: the request whose decision it asks for, or the one that the channel spoke of
 * last. One for each channel.
 */
export function topicTeller(): (message: Message) => Partial<About> & Pick<About, 'event'> {
  let known: string | undefined
  return ({ about, decision }) => {
    known = about?.id ?? decision?.id ?? known
    return about ?? { ...(known === undefined ? {} : { id: known }), event: decision ? 'approval.requested' : 'message' }
  }
}
