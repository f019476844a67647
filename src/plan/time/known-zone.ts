import { nearest } from '../../kit/nearest.ts'
import { printable } from '../../kit/printable.ts'
import { text } from '../../kit/text.ts'
import { wallClock } from '../../kit/wall-clock.ts'
import type { Refusal } from '../refusal.ts'

/** Names that people look for and the list of zones has not. */
const otherNames: Readonly<Record<string, string>> = {
  beijing: 'Asia/Shanghai',
  china: 'Asia/Shanghai',
  shenzhen: 'Asia/Shanghai',
  cst: 'Asia/Shanghai',
  北京: 'Asia/Shanghai',
  上海: 'Asia/Shanghai',
}

/** Whether Node knows a zone by this name: those of the IANA list with their older names, and `UTC`. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    wallClock(0, name)
    return true
  } catch {
    return false
  }
}

/** The refusal of a zone that does not exist, with the nearest that does; undefined: it exists. */
export function refuseZone(name: string): Refusal | undefined {
  if (isZone(name)) return undefined
  const shown = printable(name, 64)
  const city = name.toLowerCase().split('/').at(-1) ?? ''
  const guess = otherNames[city] ?? nearestZone(name)
  return {
    problem: text(
      `“${shown}” is no time zone; expected a name of the IANA list such as “Asia/Shanghai”.`,
      `“${shown}”不是时区；应为 IANA 列表中的名称，例如“Asia/Shanghai”。`,
    ),
    ...(guess === undefined ? {} : { remedy: text(`Did you mean “${guess}”?`, `是否想写“${guess}”？`) }),
  }
}

/** By the whole name, or by that of the city alone. */
function nearestZone(name: string): string | undefined {
  const wanted = name.slice(0, 64)
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')]
  const cities = new Map(zones.map((zone) => [zone.split('/').at(-1) ?? zone, zone]))
  const [whole] = nearest(wanted, zones)
  const [city] = nearest(wanted.split('/').at(-1) ?? wanted, cities.keys())
  return wanted.includes('/') ? (whole ?? (city && cities.get(city))) : ((city && cities.get(city)) ?? whole)
}
