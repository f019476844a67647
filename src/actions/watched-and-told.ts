import type { Io } from '../kit/run.ts'
import { watched } from './watch-plan.ts'

type Watched = Parameters<typeof import('./plan/alarm.ts').tellStopped>[1] & { readonly 'dry-run': boolean }

/** The same for an action that has channels: where the plan has stopped, they hear of it. A dry run tells nobody anything. */
export const watchedAndTold = <T>(io: Io, inputs: Watched, work: () => Promise<T>): Promise<T> =>
  watched(io, inputs, work, async (book, silence) => {
    if (!inputs['dry-run']) await (await import('./plan/alarm.ts')).tellStopped(io, inputs, book, silence)
  })
