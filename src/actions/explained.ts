import type { Io } from '../kit/run.ts'
import type { Excerpt } from '../notify/failing-line/excerpt.ts'
import type { RunNotice } from '../notify/run-notice.ts'
import type { RunStory } from '../notify/run-story.ts'
import type { NotifyOrder } from './read-notify.ts'

export async function explained(_io: Io, _order: NotifyOrder, _excerpt: Excerpt, _story: RunStory): Promise<RunNotice['explanation']> {
  return undefined
}
