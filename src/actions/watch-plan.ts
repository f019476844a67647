import { gitHubWith } from '../github/client.ts'
import type { Io } from '../kit/run.ts'
import type { Book } from '../plan/book.ts'

/** Tells the channels of the plan that nobody looks at it any more; `silence` in milliseconds. */
export type Alarm = (book: Book, silence: number) => Promise<void>

/** So late it begins, so as not to be in the way of the work, and so long may it then hold up the end of it; milliseconds. */
const [begin, patience] = [250, 3000]

/**
 * Does the work of an action, and looks beside it whether the release plan of the repository, if it has one, is still looked at: a schedule that has stopped
 * leaves no trace of its own. It is said in the log; where the action has channels, `alarm` tells them. Nothing about it can fail the work. Work that took
 * longer than the answer may take does not wait for it; channels that are being told have their time from its end.
 */
export async function watched<T>(io: Io, { token }: { readonly token: string }, work: () => Promise<T>, alarm?: Alarm): Promise<T> {
  const repository = io.env.GITHUB_REPOSITORY ?? ''
  if (token === '' || repository === '') return work()
  const over = new AbortController()
  const late = pause(io, begin + patience)
  const watching = look(io, token, repository, over.signal).catch(() => undefined)
  const telling = watching.then((found) => found && alarm?.(...found)).catch(() => undefined)
  try {
    return await work()
  } finally {
    over.abort()
    if (await Promise.race([watching, late])) await Promise.race([telling, pause(io, patience)])
  }
}

/** Ends early where the run is cancelled. */
const pause = (io: Io, milliseconds: number): Promise<undefined> =>
  io.clock.sleep(milliseconds, io.signal).then(
    () => undefined,
    () => undefined,
  )

/**
 * Resolves to what the channels have to hear, if anything. What fails is tried again only as long as there is work to look beside: the next run looks, too.
 */
async function look(io: Io, token: string, repository: string, over: AbortSignal): Promise<Parameters<Alarm> | undefined> {
  await io.clock.sleep(begin, over).catch(() => undefined) // the work is done: now or never
  if (io.signal.aborted) return undefined
  const [{ gitHubLedger }, { readBook }, { stoppedWords, watch }] = await Promise.all([
    import('../github/ledger.ts'),
    import('../plan/book.ts'),
    import('../plan/watch.ts'),
  ])
  const clock = { now: io.clock.now, sleep: (milliseconds: number) => io.clock.sleep(milliseconds, over) }
  const found = await gitHubLedger(gitHubWith(token, io.env, { clock }), repository, { clock }).read('plan-book', 'book')
  const book = found.state === 'found' ? readBook(found.entry.value) : undefined
  const finding = watch(book, io.clock.now())
  if (!book || finding.state !== 'stopped') return undefined
  io.log.warning(stoppedWords(finding.silence))
  return finding.isNew && book.alarm.length > 0 ? [book, finding.silence] : undefined
}
