import { type FakeGithub, startGithub } from './github-api.ts'
import { type RunningStep, runAction, type StepOptions, type StepResult, startAction } from './runner.ts'
import { jobToken } from './runner-context.ts'

/** A repository with a configuration on its default branch, in which gates are held. */
export interface Gates {
  readonly github: FakeGithub
  /** The options of a step of the approve action; later ones win. */
  step(options?: StepOptions): StepOptions
  start(options?: StepOptions): Promise<RunningStep>
  run(options?: StepOptions): Promise<StepResult>
  /** What the file on the default branch says from now on. */
  configure(config: unknown): void
  stop(): Promise<void>
}

/** People of every test: carol asks, alice and bob decide. */
export const people = {
  alice: { github: 'alice-l', telegram: 11, feishu: 'ou_alice', slack: 'U0ALICE01', email: 'alice@example.com' },
  bob: { github: 'bobby', telegram: 22, feishu: 'ou_bob', slack: 'U0BOB0001', email: 'bob@example.com' },
  carol: { github: 'carol-c', telegram: 33, feishu: 'ou_carol', slack: 'U0CAROL01', email: 'carol@example.com' },
}

/** A configuration with one environment, JSON being YAML. */
export const configWith = (channels: Readonly<Record<string, unknown>>, approval: Readonly<Record<string, unknown>> = {}): unknown => ({
  people,
  groups: { managers: ['alice'], sre: ['bob', 'carol'] },
  channels,
  environments: {
    production: {
      approval: { channels: Object.keys(channels), require: [{ count: 1, from: ['alice', 'bob'] }], timeout: '5m', ...approval },
    },
  },
})

/** `now`: the clock of GitHub, in milliseconds since 1970. */
export async function openGates(config: unknown, env: Readonly<Record<string, string>> = {}, now: () => number = Date.now): Promise<Gates> {
  const limits = { hourly: 100_000, contentPerMinute: 1000, contentPerHour: 10_000, pointsPerMinute: 100_000 } // an afternoon passes in a minute
  const github = await startGithub({ token: jobToken, state: { repository: 'acme/shop' }, limits, now })
  const configure = (to: unknown): void => {
    github.state.files['main:.github/sallyport.yml'] = JSON.stringify(to)
  }
  configure(config)
  const step = (options: StepOptions = {}): StepOptions => ({
    ...options,
    inputs: { environment: 'production', ...options.inputs },
    env: {
      GITHUB_API_URL: github.url,
      GITHUB_ACTOR: 'carol-c',
      GITHUB_TRIGGERING_ACTOR: 'carol-c',
      ...env,
      ...options.env,
    },
  })
  return {
    github,
    step,
    configure,
    start: (options) => startAction('approve', step(options)),
    run: (options) => runAction('approve', step(options)),
    stop: () => github.close(),
  }
}
