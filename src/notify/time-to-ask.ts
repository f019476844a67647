import type { Knowledge } from '../github/knowledge.ts'
import { TimeLimit, unlessAborted } from '../kit/cancelled.ts'
import type { Clock } from '../kit/clock.ts'
import { joinText, type Text, text } from '../kit/text.ts'

/** Questions that share a time: who is not answered by then goes on without. */
export interface Asking {
  /** The answer; undefined where there is none, or none in time. Its subject is then told in the notes. */
  ask<T>(subject: Text, work: (signal: AbortSignal) => Promise<Knowledge<T>>): Promise<T | undefined>
  /** What is not known, why, and what to do about it: once for each reason. */
  notes(): readonly Text[]
  /** Gives up what is still being asked, and the timer. */
  end(): void
}

const late = text('GitHub did not answer in time.', 'GitHub 未及时应答。')

/** Begins to count now; `limit` in milliseconds. */
export function askingFor(limit: number, clock: Clock, signal?: AbortSignal): Asking {
  const gone = new AbortController()
  const timeIsOver = new AbortController()
  const all = AbortSignal.any([timeIsOver.signal, gone.signal, ...(signal ? [signal] : [])])
  clock.sleep(limit, gone.signal).then(
    () => timeIsOver.abort(new TimeLimit('time to ask')),
    () => {}, // ended before
  )
  const lacking: { readonly subject: Text; readonly why: Text }[] = []
  return {
    ask: async (subject, work) => {
      const found = all.aborted ? undefined : await unlessAborted(work(all), all)
      if (found?.isKnown) return found.value
      lacking.push({ subject, why: found ? joinText([found.why, ...(found.remedy ? [found.remedy] : [])]) : late })
      return undefined
    },
    notes: () => notesOf(lacking),
    end: () => gone.abort(),
  }
}

function notesOf(lacking: readonly { readonly subject: Text; readonly why: Text }[]): readonly Text[] {
  const reasons = [...new Map(lacking.map(({ why }) => [why.en, why])).values()]
  return reasons.map((why) => {
    const subjects = lacking.filter((one) => one.why.en === why.en).map(({ subject }) => subject)
    const names = { en: joinText(subjects, ', ').en, 'zh-CN': joinText(subjects, '、')['zh-CN'] }
    return text(`Not known: ${names.en}. ${why.en}`, `无法得知：${names['zh-CN']}。${why['zh-CN']}`)
  })
}
