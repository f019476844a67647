import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import { answerTo } from './answers.ts'
import { cardOf, missingPeople, reminderOf } from './card.ts'
import type { Effect, GateState, HeardAsk } from './gate.ts'
import type { HoldWorld } from './hold.ts'
import type { Speaker } from './speaker.ts'

/** Does what a step of the gate asks for, in every channel that it concerns. `speakers`: by the channel's name. */
export function perform(effect: Effect, state: GateState, speakers: ReadonlyMap<string, Speaker>, world: HoldWorld): void {
  const { card, clock, log } = world
  const show = (): void => {
    if (state.status !== 'pending') return
    for (const speaker of speakers.values()) speaker.show(() => cardOf(state, { ...card, now: clock.now() }))
  }
  if (effect.kind === 'answer') {
    const { ask, verdict } = effect
    const { words, kind } = answerTo(state, ask, verdict, clock.now())
    log.info(actWords(ask, words))
    speakers.get(ask.channel)?.answer(ask, { words: words[card.locale], kind })
  } else if (effect.kind === 'render') {
    show()
  } else {
    const missing = missingPeople(state, world.people)
    const note = reminderOf(state, missing, { ...card, now: clock.now() })
    log.info(text(`Reminding ${effect.people.join(', ')}.`, `正在提醒 ${effect.people.join('、')}。`))
    for (const speaker of speakers.values()) speaker.remind(note)
    show() // the time that is left, above all
  }
}

const actWords = (ask: HeardAsk, answer: Text): Text => {
  const who = printable(ask.person ?? `${ask.userName} (${ask.user})`, 80)
  const reason = ask.reason ? ` “${printable(ask.reason, 300)}”` : ''
  return text(
    `${ask.channel}: ${who}: ${ask.does}${reason} → ${answer.en}`,
    `${ask.channel}：${who}：${ask.does}${reason} → ${answer['zh-CN']}`,
  )
}
