import type { Mention } from '../chat/message.ts'
import { directoryOf } from '../config/config.ts'
import { mentionsFor, type RunPeople } from '../notify/people-of-run.ts'
import type { NotifyOrder } from './read-notify.ts'

const nobodyOfRun: RunPeople = { author: [], approvers: [], owners: [] }

/** Whom a message mentions, by the names and keywords of the configuration. */
export const mentioned = ({ config }: NotifyOrder, wanted: readonly string[], people: RunPeople = nobodyOfRun): readonly Mention[] =>
  mentionsFor(wanted, directoryOf(config), people)
