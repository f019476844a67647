import type { Mention } from '../chat/message.ts'
import { directoryOf } from '../config/config.ts'
import type { Io } from '../kit/run.ts'
import { text } from '../kit/text.ts'
import { mentionsFor, type RunPeople } from '../notify/people-of-run.ts'
import { extrasOf } from './extras.ts'
import type { NotifyOrder } from './read-notify.ts'

const nobodyOfRun: RunPeople = { author: [], approvers: [], owners: [] }

/** Whom a message mentions, by the names and keywords of the configuration. */
export const mentioned = (
  { config }: Pick<NotifyOrder, 'config'>,
  wanted: readonly string[],
  people: RunPeople = nobodyOfRun,
): readonly Mention[] => mentionsFor(wanted, directoryOf(config), people)

/** The same for a message that goes out without them where they cannot be found out: an address of theirs is not set. */
export const mentionsOf = (io: Io, order: Pick<NotifyOrder, 'config'>, wanted: readonly string[]): Promise<readonly Mention[]> =>
  extrasOf(io).part(mentionSubject, [], () => mentioned(order, wanted))

export const mentionSubject = text('whom to mention', '需要提及的人')
