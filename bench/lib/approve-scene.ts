import { pageChannel, visitorOf } from '../../test/support/gate-page.ts'
import { feishuPlatform, type GatePlatform, githubPlatform, slackPlatform, telegramPlatform } from '../../test/support/gate-platforms.ts'
import { type Gates, openGates } from '../../test/support/gates.ts'
import { until } from '../../test/support/processes.ts'
import type { RunningStep } from '../../test/support/runner.ts'

/** `slack, limited`: Slack counts calls as it publishes, over all gates of the bot. */
export const platformNames = ['telegram', 'feishu', 'slack', 'slack, limited', 'github', 'web'] as const
export type PlatformName = (typeof platformNames)[number]

/** Milliseconds between two looks of a channel, as long as nothing slows it down: `interval` in src/chat. */
export const intervals: Readonly<Record<PlatformName, number>> = {
  telegram: 2000,
  feishu: 3000,
  slack: 3000,
  'slack, limited': 3000,
  github: 5000,
  web: 150,
}

/** A gate that is open: its process, and its request at the platform. */
export interface OpenGate {
  readonly step: RunningStep
  /** Words by which its request is found at the platform. */
  readonly mark: string
  /** Milliseconds from the start of the process to the first card. */
  readonly firstCard: number
}

export interface Scene {
  readonly gates: Gates
  open(environment: string): Promise<OpenGate>
  /** Brings somebody before the request, so that only the click is left to do. */
  prepare(person: string, gate: OpenGate): Promise<() => void>
  /** How often the platform was called so far. */
  calls(): number
  close(): Promise<void>
}

export const people: readonly string[] = Array.from({ length: 50 }, (_, index) => `person${index}`)
export const environments: readonly string[] = Array.from({ length: 10 }, (_, index) => `place${index}`)

/** What a scene needs of a platform. */
type Place = Pick<GatePlatform, 'name' | 'channel' | 'env' | 'ids' | 'calls' | 'close'> & {
  /** Resolves when the request is to be seen. */
  appears(gate: Pick<OpenGate, 'step' | 'mark'>): Promise<unknown>
  prepare: Scene['prepare']
}

/** A platform with one bot, fifty people, and an environment for each gate; `count` of them have to approve. */
export async function openScene(name: PlatformName, count: number): Promise<Scene> {
  const gates = await openGates({})
  const platform = name === 'web' ? pages() : chat(await platformOf(name, gates))
  const approval = { channels: ['ops'], require: [{ count, from: ['team'] }], timeout: '1h' }
  gates.configure({
    people: Object.fromEntries(people.map((person) => [person, { github: `${person}-hub`, ...addressOf(platform, person) }])),
    groups: { team: people },
    channels: { ops: platform.channel },
    environments: Object.fromEntries(environments.map((environment) => [environment, { approval }])),
  })
  let run = 0
  return {
    gates,
    prepare: platform.prepare,
    calls: platform.calls,
    open: async (environment) => {
      const mark = `mark-${++run}-${name.length}`
      const started = performance.now()
      const env = { ...platform.env, GITHUB_REF_NAME: mark, GITHUB_RUN_ID: String(7000 + run) }
      const step = await gates.start({ inputs: { environment }, env, timeout: 600_000 })
      await platform.appears({ step, mark })
      return { step, mark, firstCard: performance.now() - started }
    },
    close: async () => {
      await platform.close()
      await gates.stop()
    },
  }
}

const addressOf = ({ name, ids }: Place, person: string) => (ids[person] === undefined ? {} : { [name]: ids[person] })

const chat = (platform: GatePlatform): Place => ({
  ...platform,
  appears: ({ mark }) => until(() => platform.shown(mark) !== undefined, `${mark} in ${platform.name}`, 60_000),
  prepare:
    async (person, { mark }) =>
    () =>
      platform.vote(person, mark, 'approve'),
})

/** Pages that the processes themselves serve; each person has the form before them when they click. */
const pages = (): Place => ({
  name: 'web',
  channel: pageChannel.page,
  env: {},
  ids: {},
  appears: ({ step }) => step.waitForLine(/decides at/),
  prepare: async (person, { step }) => {
    const press = await (await visitorOf(step, person)).prepare('approve')
    return () => void press()
  },
  calls: () => 0,
  close: async () => {},
})

async function platformOf(name: Exclude<PlatformName, 'web'>, gates: Gates): Promise<GatePlatform> {
  if (name === 'telegram') return telegramPlatform(people)
  if (name === 'feishu') return feishuPlatform(people)
  return name === 'github' ? githubPlatform(gates.github, people) : slackPlatform(people, { limits: name === 'slack, limited' })
}
