import { printable } from '../../../kit/printable.ts'
import { text } from '../../../kit/text.ts'
import type { Refusal } from '../../refusal.ts'
import { isZone, refuseZone } from '../../time/known-zone.ts'

/** To look for the zone that was meant takes milliseconds: not for each of ten thousand entries. */
const mostGuesses = 20

/** Remembers what was said of each name, and guesses a few times only. */
export function zoneRefusals(): (name: string) => Refusal | undefined {
  const said = new Map<string, Refusal | undefined>()
  let guesses = 0
  return (name) => {
    if (!said.has(name)) {
      const isKnown = isZone(name)
      if (!isKnown) guesses += 1
      said.set(name, isKnown ? undefined : guesses > mostGuesses ? plainly(name) : refuseZone(name))
    }
    return said.get(name)
  }
}

function plainly(name: string): Refusal {
  const shown = printable(name, 64)
  return { problem: text(`“${shown}” is no time zone.`, `“${shown}”不是时区。`) }
}
