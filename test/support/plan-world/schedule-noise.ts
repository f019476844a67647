/** How GitHub carries out a schedule, as seen by many (facts/notify.md 3.2): late by the log-normal, sometimes by half a day, or not at all; sometimes twice. */
export interface Noise {
  /** Milliseconds between two planned ticks. */
  readonly interval: number
  /** Chance that a tick is dropped. */
  readonly dropped: number
  /** Median of its delay in milliseconds, of those that are not very late. */
  readonly delay: number
  /** Chance that it is late by hours, up to twelve. */
  readonly veryLate: number
  /** Chance that it comes twice at the same time. */
  readonly twice: number
}

export const usualNoise: Noise = { interval: 15 * 60_000, dropped: 0.3, delay: 15 * 60_000, veryLate: 0.01, twice: 0.05 }

/** The moments at which ticks come between two instants, in their order. */
export function ticksBetween(from: number, until: number, noise: Noise, random: () => number): readonly number[] {
  const moments: number[] = []
  for (let planned = from; planned < until; planned += noise.interval) {
    if (random() < noise.dropped) continue
    const late = random() < noise.veryLate ? random() * 12 * 3_600_000 : noise.delay * Math.exp(0.7 * normal(random))
    moments.push(planned + late)
    if (random() < noise.twice) moments.push(planned + late + random() * 2000)
  }
  return moments.filter((moment) => moment < until).sort((one, other) => one - other)
}

/** Box and Muller’s. */
const normal = (random: () => number): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
