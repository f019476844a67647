import { feishuPlatform, type GatePlatform, githubPlatform, slackPlatform, telegramPlatform } from './gate-platforms.ts'
import { type Gates, openGates } from './gates.ts'
import type { RunningStep, StepOptions } from './runner.ts'

/** Who may decide in a scene. */
export const names = ['alice', 'bob', 'carol']
export const platformNames = ['telegram', 'feishu', 'slack', 'github'] as const
type Name = (typeof platformNames)[number]

/** The id of the request that a step has open. */
export const idOf = async (step: RunningStep): Promise<string> =>
  /[2-9A-HJKMNP-Z]{6}/.exec(await step.waitForLine(/Request \S+ is (still )?open/))?.[0] ?? ''

/** Somebody whom the configuration does not know, with a name of their own choice. */
export const hostile = '<b>::error::x</b>'

export interface SceneOptions {
  readonly channels?: Readonly<Record<string, unknown>>
  readonly approval?: Readonly<Record<string, unknown>>
  readonly environments?: readonly string[]
  readonly more?: readonly GatePlatform[]
  /** The clock of the service. */
  readonly now?: () => number
}

/** A service of its own, a repository with gates in it, and their processes, which end with it. */
export interface Scene {
  readonly platform: GatePlatform
  start(options?: StepOptions): Promise<RunningStep>
  [Symbol.asyncDispose](): Promise<void>
}

export async function openScene(name: Name, options: SceneOptions = {}): Promise<Scene> {
  const gates = await openGates({}, {}, name === 'github' ? options.now : undefined)
  const platform = await open(name, gates, options.now ?? Date.now)
  gates.configure(configurationOf([platform, ...(options.more ?? [])], options))
  const started: RunningStep[] = []
  return {
    platform,
    start: async (given = {}) => {
      const env = { GITHUB_ACTOR: 'dave-hub', GITHUB_TRIGGERING_ACTOR: 'dave-hub', ...platform.env, ...given.env }
      const step = await gates.start({ ...given, env })
      started.push(step)
      return step
    },
    [Symbol.asyncDispose]: async () => {
      for (const step of started) step.kill() // a case that failed leaves none behind
      await platform.close()
      await gates.stop()
    },
  }
}

async function open(name: Name, gates: Gates, now: () => number): Promise<GatePlatform> {
  const all = [...names, hostile]
  if (name === 'telegram') return telegramPlatform(all, { now })
  if (name === 'feishu') return feishuPlatform(all, { now })
  return name === 'slack' ? slackPlatform(all, { now }) : githubPlatform(gates.github, [...names, 'mallory'])
}

function configurationOf(
  all: readonly GatePlatform[],
  { channels = {}, approval = {}, environments = ['production'] }: SceneOptions,
): unknown {
  const places = { ...Object.fromEntries(all.map(({ name, channel }) => [name, channel])), ...channels }
  const idsOf = (person: string) => Object.fromEntries(all.map(({ name, ids }) => [name, ids[person]]))
  const policy = { channels: Object.keys(places), require: [{ count: 1, from: ['team'] }], timeout: '2m', ...approval }
  return {
    people: Object.fromEntries(names.map((name) => [name, { github: `${name}-hub`, ...idsOf(name) }])),
    groups: { team: names },
    channels: places,
    environments: Object.fromEntries(environments.map((name) => [name, { approval: policy }])),
  }
}
