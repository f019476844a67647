import type { KnownError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import type { ReasonCode } from '../kit/reason-codes.ts'
import { joinText, type Text, text, verbatim } from '../kit/text.ts'

/** What is looked at, in the order in which it is told. */
export const areas = {
  configuration: text('Configuration', '配置'),
  secrets: text('Secrets', '密钥'),
  approval: text('Approval', '审批'),
  channels: text('Channels', '渠道'),
  hosts: text('Hosts', '主机'),
  github: verbatim('GitHub'),
} as const satisfies Readonly<Record<string, Text>>

export type Area = keyof typeof areas

/**
 * `failed`: a release would fail, or do other than it should. `warning`: it would work, and should be mended. `unknown`: it could not be found
 * out.
 */
export type CheckState = 'ok' | 'warning' | 'failed' | 'unknown'

/** One thing that a release needs, and how it is. All words are data: they may come from outside. */
export interface Check {
  readonly area: Area
  /** What it is about: a file, a variable, a channel, a host, a permission. */
  readonly subject: Text
  readonly state: CheckState
  readonly words: Text
  /** What to do about it. */
  readonly remedy?: Text
  /** Of what failed. */
  readonly code?: ReasonCode
  /** The place to mend it: a line of the file, an input. */
  readonly where?: string
}

/** Checks of one thing, made short: `about('hosts', 'web1').ok(words)`. */
export function about(area: Area, named: Text | string) {
  const subject = typeof named === 'string' ? verbatim(printable(named, 80)) : named
  const make = (state: CheckState, words: Text, remedy?: Text): Check => ({
    ...{ area, subject, state, words },
    ...(remedy ? { remedy } : {}),
  })
  return {
    ok: (words: Text): Check => make('ok', words),
    warning: (words: Text, remedy?: Text): Check => make('warning', words, remedy),
    unknown: (words: Text, remedy?: Text): Check => make('unknown', words, remedy),
    failed: (code: ReasonCode, words: Text, remedy?: Text): Check => ({ ...make('failed', words, remedy), code }),
    /** What an error says of itself. */
    failedBy: ({ code, problem, remedy, where }: Pick<KnownError, 'code' | 'problem' | 'remedy' | 'where'>): Check => ({
      ...make('failed', problem, remedy),
      code,
      ...(where ? { where } : {}),
    }),
  }
}

/** In the order of the areas, each thing once: what is wrong with a file that was read twice is told once. */
export function inOrder(checks: readonly Check[]): readonly Check[] {
  const order = Object.keys(areas)
  const once = new Map(checks.map((check) => [JSON.stringify([check.area, check.subject.en, check.words.en]), check]))
  return [...once.values()].sort((a, b) => order.indexOf(a.area) - order.indexOf(b.area))
}

export const isFailed = ({ state }: Check): boolean => state === 'failed'

/** How it all stands. */
export interface Verdict {
  readonly isReady: boolean
  /** Of the first that failed; `dry-run` where none did. */
  readonly code: ReasonCode
  readonly words: Text
}

/** Only what failed keeps a release from being ready. `checks` in their order. */
export function verdictOf(checks: readonly Check[]): Verdict {
  const count = (state: CheckState) => checks.filter((check) => check.state === state).length
  const [failed, warnings, unknown] = [count('failed'), count('warning'), count('unknown')]
  const first = checks.find(isFailed)
  const rest = [
    ...(warnings > 0 ? [text(`${warnings} to mend some day`, `${warnings} 项建议处理`)] : []),
    ...(unknown > 0 ? [text(`${unknown} not known`, `${unknown} 项未知`)] : []),
  ]
  const head = first
    ? text(`Not ready: ${failed} of ${checks.length} checks failed`, `未就绪：${checks.length} 项检查中有 ${failed} 项未通过`)
    : text(`Ready: none of ${checks.length} checks failed`, `就绪：${checks.length} 项检查均未失败`)
  const words = joinText([joinText([head, ...rest], text(', ', '，')), text('.', '。')], '')
  return { isReady: !first, code: first?.code ?? (first ? 'invalid-configuration' : 'dry-run'), words }
}

/** With the place where it is to be mended, unless that is what it is about. */
export const placedWords = ({ subject, words, where }: Check): Text =>
  where === undefined || where === subject.en ? words : joinText([words, verbatim(`[${printable(where, 200)}]`)])
