import fc from 'fast-check'
import { chineseRejections } from '../../../fakes/rejections/china.ts'
import { otherRejections } from '../../../fakes/rejections/elsewhere.ts'
import type { RejectingPlatform } from '../../../fakes/rejections/rejection.ts'
import type { Answer, Fault } from '../../../fakes/webhook-listener.ts'

/** What stands between us and a service answers in its place. */
const httpAnswers: readonly Answer[] = [
  { status: 429, headers: { 'retry-after': '3' }, body: '' },
  { status: 429, body: '' },
  { status: 503, headers: { 'retry-after': '20' }, body: '' },
  { status: 503, body: '' },
  { status: 502, body: 'Bad Gateway' },
  { status: 500, body: '' },
  { status: 302, headers: { location: 'https://elsewhere.test' }, body: '' },
  { status: 403, body: '' },
]
/** No receiver says these by the status alone. */
const garbage: readonly Answer[] = [
  { status: 200, headers: { 'content-length': '100' }, body: 'cut off' },
  { status: 200, body: '<html>' },
  { status: 200, body: '{"ok":' },
]

/** What the service itself answers, taking nothing: also with HTTP 200 and a code. */
const refusalsOf = (platform: RejectingPlatform): readonly Answer[] =>
  [...chineseRejections, ...otherRejections].filter((rejection) => rejection.platform === platform).map(({ answer }) => answer)

/** Things that go wrong with one call to a platform. */
export function faultsOf(platform: RejectingPlatform): fc.Arbitrary<Fault> {
  // A receiver of our own webhook says by the status alone that it has taken the message.
  const instead = [...httpAnswers, ...(platform === 'webhook' ? [] : garbage), ...refusalsOf(platform)]
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('cut', 'cut-after', 'slow').map((kind) => ({ kind }) as Fault) },
    { weight: 1, arbitrary: fc.constantFrom('hang', 'hang-after').map((kind) => ({ kind }) as Fault) },
    { weight: 6, arbitrary: fc.constantFrom(...instead).map((answer) => ({ kind: 'instead', answer }) as Fault) },
    // It was taken, and the answer does not say so: what a gateway does.
    {
      weight: 2,
      arbitrary: fc.constantFrom(502, 504, 500).map((status) => ({ kind: 'answer-after', answer: { status, body: '' } }) as Fault),
    },
  )
}

/** What becomes of the calls one after the other; undefined: nothing goes wrong. */
export const scriptsFor = (platform: RejectingPlatform): fc.Arbitrary<readonly (Fault | undefined)[]> =>
  fc.array(fc.option(faultsOf(platform), { nil: undefined }), { maxLength: 9 })
