import type { Locale, Text } from '../../../kit/text.ts'
import { text } from '../../../kit/text.ts'
import type { EntryState } from '../../entry-record.ts'

/**
 * What is written into the column of states. None of these words is one with which people take an entry back: a row that we once passed
 * over would never run again when it is given another time.
 */
const ours: Readonly<Record<EntryState, Text>> = {
  planned: text('Planned', '已计划'),
  claimed: text('Held until its time', '等待到点'),
  'put-off': text('Put off', '已推迟'),
  waiting: text('Waiting for others', '等待依赖'),
  asked: text('Waiting for an answer', '待确认'),
  cancelled: text('Called off', '已撤下'),
  refused: text('Cannot be started', '无法执行'),
  starting: text('Starting', '启动中'),
  started: text('Running', '发布中'),
  released: text('Released', '已发布'),
  failed: text('Failed', '发布失败'),
  stopped: text('Stopped', '已中止'),
  unknown: text('Outcome unknown', '结果不明'),
  skipped: text('Passed over', '已略过'),
  missed: text('Missed', '已错过'),
}

const isState = (state: string): state is EntryState => Object.hasOwn(ours, state)

/** A state as it is written into the table. */
export const statusWord = (state: string, locale: Locale): string => (isState(state) ? ours[state][locale] : state)

/** A state in every language in which it may have been written. */
export const statusWords = (state: EntryState): readonly string[] => Object.values(ours[state])

/** What somebody wishes. `hold`: not now, or in words that may well mean that. */
export type StatusWish = 'run' | 'cancelled' | 'skipped' | 'hold'

const cancelled = ['取消', '已取消', '撤销', '已撤销', '作废', '已作废', 'cancel', 'cancelled', 'canceled', 'withdrawn']
const skipped = ['跳过', '已跳过', '不发布', 'skip', 'skipped']
/** In a word that is none of these, nor ours: it sounds like a wish that nobody understood, and what is not understood does not start. */
const doubtful = /取消|撤|停|中止|终止|作废|搁置|暂缓|跳过|推迟|延期|待定|草稿|不发|cancel|abort|skip|hold|paus|stop|withdr|postpone|draft/

const plainly = (word: string): string => word.normalize('NFKC').trim().toLowerCase()
const oursPlainly = new Set(Object.values(ours).flatMap((word) => Object.values(word).map(plainly)))

/** What a word in the column of states asks for. Ours ask for nothing, nor do words that sound harmless: teams have their own. */
export function wishOf(word: string): StatusWish {
  const plain = plainly(word)
  if (oursPlainly.has(plain)) return 'run'
  if (cancelled.includes(plain)) return 'cancelled'
  if (skipped.includes(plain)) return 'skipped'
  return doubtful.test(plain) ? 'hold' : 'run'
}

const yes = ['是', '对', 'yes', 'y', 'true', '1', '✓', '√', 'x']
const no = ['否', '不', 'no', 'n', 'false', '0', '-']

/** What a word in a column that is only for taking back asks for; undefined: it is not understood. */
export function takenBackBy(word: string): StatusWish | undefined {
  const plain = plainly(word)
  if (yes.includes(plain)) return 'cancelled'
  const wish = wishOf(plain)
  return wish !== 'run' || no.includes(plain) ? wish : undefined
}
