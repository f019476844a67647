import { type AnswerClass, remedies } from '../../../chat/delivery/reading.ts'
import type { Refusal as FeishuRefusal } from '../../../chat/feishu/answers.ts'
import { InputError, RemoteError } from '../../../kit/errors.ts'
import { type Text, text } from '../../../kit/text.ts'
import { bitableCodes } from './codes.ts'

/** What stood in the way of a call, and what to do about it. */
export interface Obstacle {
  readonly problem: Text
  readonly remedy: Text
}

/** A refusal in the words of tables; `name` is that of the table. */
export function obstacleOf({ code, trouble }: FeishuRefusal, name: string): Obstacle {
  const meaning = bitableCodes[code]
  if (!meaning) return { problem: text(`${name}: ${trouble.reason.en}`, `${name}：${trouble.reason['zh-CN']}`), remedy: trouble.remedy }
  const { what } = meaning
  return {
    problem: text(`${name}: ${what.en} (${code}).`, `${name}：${what['zh-CN']}（${code}）。`),
    remedy: meaning.remedy ?? remedies[meaning.class],
  }
}

/** What the user can mend, and what passes by itself. */
const mendable: readonly AnswerClass[] = ['credentials', 'configuration', 'forbidden', 'quota']
const passing: readonly AnswerClass[] = ['retry', 'limited', 'unclear']

/** A refusal as an error: of the input where the user can mend it. */
export function tableFault(refusal: FeishuRefusal, name: string): InputError | RemoteError {
  const kind = bitableCodes[refusal.code]?.class ?? refusal.trouble.class
  const obstacle = obstacleOf(refusal, name)
  if (mendable.includes(kind)) return new InputError({ code: 'channel-unusable', where: 'with: bitable', ...obstacle })
  return new RemoteError({ code: 'channel-failed', party: 'Feishu', retryable: passing.includes(kind), ...obstacle })
}
