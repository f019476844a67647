import type { Clock } from '../../../src/kit/clock.ts'
import { RemoteError } from '../../../src/kit/errors.ts'
import { verbatim } from '../../../src/kit/text.ts'
import { ledgerBooks } from '../../../src/plan/book.ts'
import { type CorrectedClock, correctedClock } from '../../../src/plan/corrected-clock.ts'
import type { Desk, TickWishes } from '../../../src/plan/desk.ts'
import { ledgerRecords } from '../../../src/plan/records.ts'
import type { PlanSource } from '../../../src/plan/source/source.ts'
import type { RunProgress, StartAnswer, Starter } from '../../../src/plan/starter.ts'
import { tick } from '../../../src/plan/tick.ts'
import type { PlanWorld } from './plan-world.ts'

/** How things go wrong around a tick: chances in [0, 1] for each call to the outside. */
export interface Faults {
  /** The process dies, before or after what it calls is done. */
  readonly crash: number
  /** The service fails; half of the time after it has done what it was asked for. */
  readonly fail: number
  /** In place of chance: what befalls the call of this number, from 1. */
  at?(call: number): Blow | undefined
}

/** What befalls a call to the outside: `isDone`: after the service has done it. */
export interface Blow {
  readonly kind: 'crash' | 'fail'
  readonly isDone: boolean
}

/** One run of the scheduled workflow, from its start to its end or death. */
export interface TickProcess {
  readonly id: string
  readonly began: number
  isAlive(): boolean
  /** When it ended or died, in the world's time; undefined: it is at work. */
  readonly ended: number | undefined
  /** It died, or ended because it could not read what it needs: what it held is lost to it. */
  readonly isLost: boolean
}

let lastRun = 0

/** Starts a tick in the world, with a clock that is off by `skew`. */
export function startTick(world: PlanWorld, wishes: TickWishes, faults: Faults, skew: number, random: () => number): TickProcess {
  const id = String(++lastRun)
  let ended: number | undefined
  let isLost = false
  const end = (isLoss: boolean) => {
    if (ended === undefined) isLost = isLoss
    ended ??= world.time.now()
    world.atWork.delete(id)
  }
  const die = () => end(true)
  world.atWork.add(id)
  const isAlive = () => ended === undefined
  const clock = correctedClock(world.time.clock(skew, isAlive))
  const call = caller(world, faults, random, { clock, isAlive, die })
  const background: Promise<void>[] = []
  const desk: Desk = { ...deskOf(world, id, call, clock, random), later: (work) => void background.push(work) }
  tick(desk, wishes)
    .then(() => Promise.all(background))
    .then(() => end(false), die)
  return {
    id,
    began: world.time.now(),
    isAlive,
    get ended() {
      return ended
    },
    get isLost() {
      return isLost
    },
  }
}

type Call = <T>(work: () => T | Promise<T>, lost?: (isCertain: boolean) => T) => Promise<T>

interface Life {
  readonly clock: CorrectedClock
  isAlive(): boolean
  die(): void
}

/** A call to the outside: takes its time, may fail before or after it was done, and may be the last thing that the process does. */
function caller(world: PlanWorld, faults: Faults, random: () => number, { clock, isAlive, die }: Life): Call {
  const never = () => new Promise<never>(() => undefined)
  const chance = (): Blow | undefined => {
    const [drawn, where] = [random(), random()]
    if (drawn >= faults.crash + faults.fail) return undefined
    return { kind: drawn < faults.crash ? 'crash' : 'fail', isDone: where < 0.5 }
  }
  let count = 0
  return async (work, lost) => {
    if (!isAlive()) return never()
    const blow = faults.at ? faults.at(++count) : chance()
    const asked = clock.uncorrected.now()
    await clock.sleep(20 + random() * 150)
    const date = Math.floor(world.time.now() / 1000) * 1000
    await clock.sleep(20 + random() * 150)
    clock.learn(date, asked, clock.uncorrected.now())
    if (!blow) return work()
    if (blow.isDone) await work()
    if (blow.kind === 'crash') {
      die()
      return never()
    }
    await clock.sleep(random() * 20_000)
    if (lost) return lost(!blow.isDone && random() < 0.5)
    throw new RemoteError({ code: 'network-failed', problem: verbatim('the service failed'), party: 'world', retryable: true })
  }
}

function deskOf(world: PlanWorld, id: string, call: Call, clock: CorrectedClock, random: () => number): Omit<Desk, 'later'> {
  const { ledger } = world
  const through: typeof ledger = {
    entries: ledger.entries,
    read: (...given) => call(() => ledger.read(...given)),
    createIfAbsent: (...given) => call(() => ledger.createIfAbsent(...given)),
    update: (...given) => call(() => ledger.update(...given)),
    remove: (...given) => call(() => ledger.remove(...given)),
  }
  return {
    clock,
    random,
    signal: new AbortController().signal,
    me: { run: id, attempt: 1 },
    sources: [sourceOf(world, call)],
    alarm: [],
    calendar: () => call(() => world.calendar()),
    records: ledgerRecords(through),
    books: ledgerBooks(through),
    starter: starterOf(world, call, clock, random),
    tell: ({ kind, entry }) => call(() => void world.told.push({ kind, id: entry.id, at: world.time.now() })),
    inWords: ({ en }) => en,
    say: () => undefined,
  }
}

const sourceOf = (world: PlanWorld, call: Call): PlanSource => ({
  name: 'the plan',
  read: ({ from, until }) =>
    call(() => ({ entries: world.plan().filter(({ due }) => due.at >= from && due.at < until), refused: [], notes: [] })),
  readAgain: (id) =>
    call(() => {
      const entry = world.plan().find((one) => one.id === id)
      return entry ? { state: 'planned' as const, entry } : { state: 'gone' as const }
    }),
  writeBack: async () => undefined,
})

const starterOf = (world: PlanWorld, call: Call, clock: Clock, random: () => number): Starter => ({
  examine: async () => undefined,
  start: ({ entry, correlation, start, isEarly }) =>
    call<StartAnswer>(
      () => {
        const now = world.time.now()
        // The timer of an environment counts whole minutes.
        const beginsAt = isEarly ? now + Math.ceil((start - clock.now()) / 60_000) * 60_000 : now
        const run = { id: world.runs.length + 1, entry: entry.id, correlation, startedAt: now, beginsAt }
        world.runs.push({ ...run, endsAt: beginsAt + 5 * 60_000 + random() * 1_200_000, endsWell: random() < 0.9 })
        return { state: 'started', run: { id: run.id, url: `https://github.test/runs/${run.id}` } }
      },
      (isCertain) => ({ state: isCertain ? 'not-sent' : 'unknown', problem: verbatim('no answer') }),
    ),
  find: ({ correlation }) =>
    call(() => {
      const run = world.runs.find((one) => one.correlation === correlation)
      return run ? { state: 'found' as const, run: { id: run.id, url: '' } } : { state: 'absent' as const }
    }),
  progressOf: ({ id }) => call(() => progressOf(world, id)),
  isAtWork: ({ run }) => call(() => world.atWork.has(run)),
  stop: ({ id }) =>
    call(() => {
      const run = world.runs[id - 1]
      if (run && progressOf(world, id) === 'at-work') run.stoppedAt = world.time.now()
    }),
})

function progressOf({ runs, time }: PlanWorld, id: number): RunProgress {
  const run = runs[id - 1]
  if (run?.stoppedAt !== undefined) return 'stopped'
  if (!run || time.now() < run.endsAt) return 'at-work'
  return run.endsWell ? 'released' : 'failed'
}
