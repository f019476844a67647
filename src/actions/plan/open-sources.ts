import { directoryOf } from '../../config/config.ts'
import { readRepositoryFile } from '../../github/read-file.ts'
import { httpWith } from '../../kit/http.ts'
import { type CalendarReading, type OpenPlanFile, openPlanFile } from '../../plan/source/file/open-plan-file.ts'
import type { PlanSource } from '../../plan/source/source.ts'
import { channelOf, type PlanGround, usualPlanFile } from './open-plan.ts'
import { openedLate } from './opened-late.ts'

export interface OpenSources {
  readonly sources: readonly PlanSource[]
  readonly zone: string
  /** Of the plan file that has one; undefined: there is no such file. */
  readonly calendars: (() => Promise<CalendarReading>) | undefined
}

type ReadAt = (path: string) => Promise<string | undefined>

/** Opens the files and the table of a plan. `readAt`: where files are read in place of the default branch. */
export async function openSources(ground: PlanGround, readAt?: ReadAt): Promise<OpenSources> {
  const { inputs, config, github, repository } = ground
  const named = inputs['plan-file']
  const read = readAt ?? ((path: string) => readRepositoryFile(github, repository, 'default-branch', path))
  const hasUsual = named.length > 0 || inputs.bitable === '' || (await read(usualPlanFile)) !== undefined
  const paths = named.length > 0 ? named : hasUsual ? [usualPlanFile] : []
  const first = paths.find((path) => !/\.(?:csv|ics)$/i.test(path))
  const main = first === undefined ? undefined : fileAt(ground, first, readAt)
  const defaults = paths.length > 1 || inputs.bitable !== '' ? await main?.defaults() : undefined
  const zone = paths.length > 1 ? await main?.zone() : undefined
  const others = paths.filter((path) => path !== first).map((path) => fileAt(ground, path, readAt, { defaults, zone }))
  const table = inputs.bitable === '' || readAt ? [] : [await openTable(ground, defaults)]
  return {
    sources: [...(main ? [main] : []), ...others].map(({ source }) => source).concat(table),
    zone: config.timeZone,
    calendars: main?.calendar,
  }
}

interface Inherited {
  readonly defaults?: Awaited<ReturnType<OpenPlanFile['defaults']>> | undefined
  readonly zone?: string | undefined
}

function fileAt(ground: PlanGround, path: string, readAt?: ReadAt, { defaults, zone }: Inherited = {}): OpenPlanFile {
  const { config, github, repository, branch, clock } = ground
  return openPlanFile({
    github,
    repository,
    path,
    ref: 'default-branch',
    zone: zone ?? config.timeZone,
    branch,
    clock,
    ...(defaults ? { defaults } : {}),
    ...(readAt ? { readAt } : {}),
  })
}

async function openTable({ io, inputs, config, branch, clock }: PlanGround, defaults: Inherited['defaults']): Promise<PlanSource> {
  const [{ readBitableSettings }, { openBitable }] = await Promise.all([
    import('../../plan/source/bitable/read-bitable-settings.ts'),
    import('../../plan/source/bitable/open-bitable.ts'),
  ])
  const ground = { channelNamed: channelOf(config), timeZone: config.timeZone, branch, defaults }
  const settings = await readBitableSettings(inputs.bitable, io.env, io.log.mask, ground)
  const channel = settings.channel === undefined ? undefined : channelOf(config)(settings.channel)
  const http = httpWith({ proxy: channel?.proxy, env: io.env })
  const { people } = directoryOf(config)
  const world = { clock, http, log: io.log, random: Math.random, signal: io.signal, people }
  return openedLate(`Feishu table ${settings.table}`, () => openBitable(settings, world))
}
