import { scrub } from '../chat/delivery/scrub.ts'
import { explainSettingsOf } from '../config/explain.ts'
import { isKnownError, textOf } from '../kit/errors.ts'
import { httpWith } from '../kit/http.ts'
import type { Io } from '../kit/run.ts'
import { type Text, text } from '../kit/text.ts'
import { explainFailure } from '../notify/explain.ts'
import type { Excerpt } from '../notify/failing-line/excerpt.ts'
import type { RunNotice } from '../notify/run-notice.ts'
import type { RunStory } from '../notify/run-story.ts'
import type { NotifyOrder } from './read-notify.ts'

/** What a model makes of a failure, where the configuration names one. That it says nothing is told in the log, and changes nothing else. */
export async function explained(io: Io, order: NotifyOrder, excerpt: Excerpt, story: RunStory): Promise<RunNotice['explanation']> {
  const settings = settingsOf(io, order)
  if (!settings || order.inputs['dry-run']) return undefined
  const http = httpWith({ env: io.env })
  try {
    const explanation = await explainFailure({
      excerpt,
      facts: [
        { label: 'workflow', value: story.facts.workflow },
        { label: 'ref', value: story.facts.ref },
      ],
      settings,
      http,
      scrub: (words) => scrub(words, io.secrets()),
      locale: io.log.locale,
      signal: io.signal,
    })
    if (explanation.isExplained) return { title: explanation.title, lines: explanation.lines }
    sayUnexplained(io, explanation.reason)
    return undefined
  } finally {
    http.close()
  }
}

/** A key that is not set costs the explanation, not the notice. */
function settingsOf(io: Io, { config }: NotifyOrder): ReturnType<typeof explainSettingsOf> {
  try {
    return explainSettingsOf(config)
  } catch (error) {
    if (!isKnownError(error)) throw error
    sayUnexplained(io, textOf(error))
    return undefined
  }
}

const sayUnexplained = (io: Io, reason: Text): void =>
  io.log.warning(text(`Told without an explanation: ${reason.en}`, `通知中不含解读：${reason['zh-CN']}`))
