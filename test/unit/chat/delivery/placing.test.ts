import { describe, expect, it } from '@jest/globals'
import { editPlaced, type Lost, noted, type Placed, sendPlaced } from '../../../../src/chat/delivery/placing.ts'
import { remedies, type Trouble } from '../../../../src/chat/delivery/reading.ts'
import { sender } from '../../../../src/chat/delivery/sender.ts'
import { NetworkFault } from '../../../../src/kit/http.ts'
import { verbatim } from '../../../../src/kit/text.ts'
import { noticeContext } from '../notice-context.ts'

const trouble = (kind: Trouble['class']): Trouble => ({ class: kind, reason: verbatim(`it is ${kind}`), remedy: remedies[kind] })
const reset = new NetworkFault('hooks.test', 'ECONNRESET', true)
const placed: Placed = { class: 'delivered', ref: '5', url: 'https://chat.test/5' }
const lost: Lost = { class: 'lost', reason: verbatim('it is not there') }

type Step = Placed | Lost | Trouble | Error

/** Tries that go as told, and how many there were. */
function scripted<T extends Step>(script: readonly T[]) {
  const left = [...script]
  let tries = 0
  const deliver = sender(noticeContext(), { service: verbatim('Hooks'), deduplicates: false, secrets: [] })
  const attempt = async (): Promise<Exclude<T, Error>> => {
    tries++
    const next = left.shift()
    if (next === undefined || next instanceof Error) throw next ?? new Error('the script has ended')
    return next as Exclude<T, Error> // looked at above
  }
  return { deliver, attempt, tries: () => tries }
}

describe('sending', () => {
  it('says where the message is that was taken, by the last try', async () => {
    const { deliver, attempt } = scripted<Placed | Trouble>([trouble('retry'), placed])
    expect(await sendPlaced(deliver, attempt)).toEqual({ state: 'delivered', ref: '5', url: 'https://chat.test/5' })
  })

  it('does not repeat what may have arrived', async () => {
    const { deliver, attempt, tries } = scripted<Placed | Trouble | Error>([reset, placed])
    expect([(await sendPlaced(deliver, attempt)).state, tries()]).toEqual(['unknown', 1])
  })
})

describe('editing', () => {
  it.each([
    { name: 'at once', script: [placed], state: 'delivered', tries: 1 },
    { name: 'after answers that were lost', script: [reset, trouble('unclear'), placed], state: 'delivered', tries: 3 },
    { name: 'never answered', script: Array(9).fill(reset), state: 'unknown', tries: 5 },
    { name: 'gone', script: [lost], state: 'gone', tries: 1 },
    { name: 'gone after a lost answer', script: [reset, lost], state: 'gone', tries: 2 },
    { name: 'refused', script: [trouble('credentials')], state: 'rejected', tries: 1 },
    { name: 'refused after a lost answer', script: [reset, trouble('credentials')], state: 'rejected', tries: 2 },
    { name: 'limited', script: Array(9).fill(trouble('limited')), state: 'limited', tries: 5 },
  ])('$name: $state after $tries', async ({ script, state, tries: expected }) => {
    const { deliver, attempt, tries } = scripted<Step>(script)
    expect([(await editPlaced(deliver, attempt)).state, tries()]).toEqual([state, expected])
  })
})

it('what was given up adds up', () => {
  const once = noted({ state: 'delivered', ref: '5' }, verbatim('No picture.'))
  expect(noted(once, verbatim('No markup.'))).toEqual({ state: 'delivered', ref: '5', note: verbatim('No picture. No markup.') })
})
