import { markdown } from '../kit/printable.ts'
import { type Locale, type Text, text } from '../kit/text.ts'
import type { Shown } from './living.ts'

/** A channel and what became of the message there. */
export interface Target {
  /** Its name in the configuration. */
  readonly channel: string
  /** `telegram`, `email` …; empty where the channel does not exist. */
  readonly platform: string
  readonly shown: Shown
  /** The channel that did not take the message, where this one stands in for it. */
  readonly insteadOf?: string
}

export interface Judgement {
  readonly outcome: 'delivered' | 'partly-delivered' | 'undelivered' | 'skipped'
  readonly delivered: readonly string[]
  /** Not taken, or not known; those that another channel stood in for are left out. */
  readonly undelivered: readonly string[]
}

/** How it ended, over all channels. A channel that another one stood in for counts as reached. */
export function judge(targets: readonly Target[]): Judgement {
  const rescued = new Set(targets.flatMap(({ shown, insteadOf }) => (shown.state === 'delivered' && insteadOf ? [insteadOf] : [])))
  const delivered = targets.filter(({ shown }) => shown.state === 'delivered').map(({ channel }) => channel)
  const undelivered = targets
    .filter(({ channel, shown, insteadOf }) => isLost(shown) && !rescued.has(channel) && !(insteadOf && rescued.has(insteadOf)))
    .map(({ channel }) => channel)
  if (undelivered.length > 0) return { outcome: delivered.length > 0 ? 'partly-delivered' : 'undelivered', delivered, undelivered }
  return { outcome: delivered.length > 0 ? 'delivered' : 'skipped', delivered, undelivered }
}

const isLost = ({ state }: Shown): boolean => state === 'rejected' || state === 'limited' || state === 'unknown'

/** The output `deliveries`: a target each, for programs. */
export const deliveriesOf = (targets: readonly Target[], locale: Locale): readonly Readonly<Record<string, string>>[] =>
  targets.map(({ channel, platform, shown, insteadOf }) => ({
    channel,
    platform,
    state: shown.state,
    ...(insteadOf ? { 'instead-of': insteadOf } : {}),
    ...('reason' in shown ? { reason: shown.reason[locale] } : {}),
    ...('remedy' in shown && shown.remedy ? { remedy: shown.remedy[locale] } : {}),
    ...('url' in shown && shown.url ? { url: shown.url } : {}),
    ...('note' in shown && shown.note ? { note: shown.note[locale] } : {}),
  }))

/** The output `message-ids`: where each message is, for {@link idsFrom} in a later step. */
export const messageIdsOf = (targets: readonly Target[]): Readonly<Record<string, string>> =>
  Object.fromEntries(targets.flatMap(({ channel, shown }) => ('ref' in shown && shown.ref ? [[channel, shown.ref]] : [])))

/** The table of targets for the page of the run. */
export function deliveryTable(targets: readonly Target[], locale: Locale): string {
  const say = ({ [locale]: words }: Text) => words
  const head = [text('Channel', '渠道'), text('State', '状态'), text('What to know, and what to do', '说明与处理办法')].map(say)
  const rows = targets.map(({ channel, platform, shown, insteadOf }) => {
    const place = `${markdown(channel, 60)}${platform && platform !== channel ? ` (${platform})` : ''}`
    const told = [
      ...(insteadOf ? [say(text(`in place of ${insteadOf}`, `代替 ${insteadOf}`))] : []),
      ...('reason' in shown ? [shown.reason[locale]] : []),
      ...('remedy' in shown && shown.remedy ? [shown.remedy[locale]] : []),
      ...('note' in shown && shown.note ? [shown.note[locale]] : []),
    ]
    return `| ${place} | ${signs[shown.state]} ${say(states[shown.state])} | ${told.map((words) => markdown(words, 600)).join('<br>')} |`
  })
  return [`| ${head.join(' | ')} |`, '| --- | --- | --- |', ...rows].join('\n')
}

const signs: Readonly<Record<Shown['state'], string>> = { delivered: '✅', rejected: '❌', limited: '⏳', unknown: '❓', skipped: '➖' }

export const states: Readonly<Record<Shown['state'], Text>> = {
  delivered: text('delivered', '已送达'),
  rejected: text('not taken', '被拒绝'),
  limited: text('takes none now', '暂不接收'),
  unknown: text('not known', '无法确认'),
  skipped: text('not sent', '未发送'),
}
