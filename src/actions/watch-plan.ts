import { gitHubWith } from '../github/client.ts'
import type { Io } from '../kit/run.ts'
import type { Book } from '../plan/book.ts'

/** Tells the channels of the plan that nobody looks at it any more. */
export type Alarm = (book: Book, silence: number) => Promise<void>

/** So late it begins, so as not to be in the way of the work, and so long may it hold up the end of it; milliseconds. */
const [begin, patience] = [500, 3000]

/**
 * Does the work of an action, and looks beside it whether the release plan of the repository, if it has one, is still looked at: a schedule that has stopped
 * leaves no trace of its own. It is said in the log; where the action has channels, `alarm` tells them. Nothing about it can fail the work.
 */
export async function watched<T>(io: Io, { token }: { readonly token: string }, work: () => Promise<T>, alarm?: Alarm): Promise<T> {
  const repository = io.env.GITHUB_REPOSITORY ?? ''
  if (io.isPost || token === '' || repository === '') return work()
  const over = new AbortController()
  const watching = look(io, token, repository, over.signal, alarm).catch(() => undefined)
  try {
    return await work()
  } finally {
    over.abort()
    if (!io.signal.aborted) await Promise.race([watching, io.clock.sleep(patience)])
  }
}

async function look(io: Io, token: string, repository: string, over: AbortSignal, alarm: Alarm | undefined): Promise<void> {
  await io.clock.sleep(begin, over).catch(() => undefined) // the work is done: now or never
  const [{ gitHubLedger }, { readBook }, { stoppedWords, watch }] = await Promise.all([
    import('../github/ledger.ts'),
    import('../plan/book.ts'),
    import('../plan/watch.ts'),
  ])
  const found = await gitHubLedger(gitHubWith(token, io.env), repository, { clock: io.clock }).read('plan-book', 'book')
  const book = found.state === 'found' ? readBook(found.entry.value) : undefined
  const finding = watch(book, io.clock.now())
  if (!book || finding.state !== 'stopped') return
  io.log.warning(stoppedWords(finding.silence))
  if (finding.isNew && book.alarm.length > 0) await alarm?.(book, finding.silence)
}
