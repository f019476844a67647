import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { doctor } from '../../src/actions/carry-out-doctor.ts'
import { type ReleaseInputs, releaseInputs } from '../../src/actions/release-inputs.ts'
import type { CheckState } from '../../src/doctor/check.ts'
import { systemClock } from '../../src/kit/clock.ts'
import { readInputs } from '../../src/kit/inputs.ts'
import type { Outcome } from '../../src/kit/outcome.ts'
import type { Io } from '../../src/kit/run.ts'
import type { Locale } from '../../src/kit/text.ts'
import { type GatePlatform, telegramPlatform } from './gate-platforms.ts'
import { type FakeGithub, startGithub } from './github-api.ts'
import { jobEnvironment, jobToken } from './runner-context.ts'
import { type Sshd, type SshdOptions, startSshd } from './sshd.ts'
import { temporaryFolder } from './temporary.ts'

type Mapping = Readonly<Record<string, unknown>>

/** A line of the table, in English unless asked otherwise. */
export interface Line {
  readonly area: string
  readonly subject: string
  readonly state: CheckState
  readonly message: string
  readonly remedy?: string
  readonly code?: string
}

export interface Told {
  readonly outcome: Outcome
  readonly lines: readonly Line[]
  /** `failed hosts web1: …` for all that is not well. */
  readonly unwell: readonly string[]
  readonly log: string
  readonly page: string
}

/** A repository with a configuration, a chat, and a host: all that a release needs, and all of it well. */
export interface DoctorScene {
  readonly github: FakeGithub
  readonly telegram: GatePlatform
  readonly workspace: string
  readonly host: Sshd | undefined
  /** The secrets of the step. */
  readonly env: Readonly<Record<string, string>>
  /** The configuration; `write` puts another one in its place. */
  readonly config: Mapping
  write(config: Mapping, place?: 'workspace' | 'both'): void
  inputs(given?: Readonly<Record<string, string>>): ReleaseInputs
  io(env?: NodeJS.ProcessEnv, locale?: Locale): Io & { readonly said: string[]; readonly pages: string[] }
  look(given?: Readonly<Record<string, string>>, env?: NodeJS.ProcessEnv, locale?: Locale): Promise<Told>
  [Symbol.asyncDispose](): Promise<void>
}

export interface DoctorWish {
  /** Options of the host's sshd; undefined: the release goes to no host that could be reached. */
  readonly host?: SshdOptions
  /** Where releases and the live link go on it; its home by default. */
  readonly folder?: string
  readonly people?: Mapping
}

const place = '.github/sallyport.yml'

export async function openDoctorScene({ host: wish, people = {}, ...rest }: DoctorWish = {}): Promise<DoctorScene> {
  const host = wish && (await startSshd(wish))
  const github = await startGithub({ token: jobToken, state: { repository: 'acme/shop' } })
  github.state.environments.production = [{ type: 'branch_policy', branches: 'protected' }]
  for (const login of ['alice-l', 'bobby']) github.people.join(login)
  const telegram = await telegramPlatform(['alice', 'bob'])
  const workspace = await temporaryFolder('workspace')
  mkdirSync(join(workspace, '.github'))
  const { folder = host?.home ?? '/srv' } = rest
  const config = {
    project: 'shop',
    people: {
      alice: { github: 'alice-l', telegram: telegram.ids.alice },
      bob: { github: 'bobby', telegram: telegram.ids.bob },
      ...people,
    },
    groups: { managers: ['alice', ...Object.keys(people)], sre: ['bob'] },
    channels: { ops: telegram.channel },
    servers: {
      web1: host
        ? { host: host.host, port: host.port, user: host.user, key: '$DEPLOY_KEY', 'host-key': host.hostKeys, owner: 'bob' }
        : { host: '127.0.0.1', port: 9, user: 'deploy', key: '$DEPLOY_KEY', 'host-key': `SHA256:${'A'.repeat(43)}`, owner: 'bob' },
    },
    environments: {
      production: {
        approval: { channels: ['ops'], require: [{ count: 1, from: ['managers'] }] },
        deploy: { servers: ['web1'], releases: `${folder}/releases`, live: `${folder}/live`, 'requires-approval': true },
        notify: { success: ['ops'], failure: ['ops'] },
      },
      staging: { deploy: { servers: ['web1'], releases: `${folder}/staging`, live: `${folder}/staging-live` } },
    },
  }
  const write: DoctorScene['write'] = (to, where = 'both') => {
    writeFileSync(join(workspace, place), JSON.stringify(to))
    if (where === 'both') github.state.files[`main:${place}`] = JSON.stringify(to)
  }
  write(config)
  const env = { ...telegram.env, DEPLOY_KEY: host?.key ?? 'no key', SALLYPORT_SIGNING_KEY: 'a long random text' }
  const surroundings = { ...jobEnvironment, GITHUB_API_URL: github.url, GITHUB_WORKSPACE: workspace, GITHUB_ACTOR: 'carol-c' }
  const io: DoctorScene['io'] = (given = {}, locale = 'en') =>
    hearingIo({ ...surroundings, GITHUB_TRIGGERING_ACTOR: 'carol-c', ...env, ...given }, locale)
  const inputs: DoctorScene['inputs'] = (given = {}) =>
    readInputs(
      releaseInputs,
      Object.fromEntries(
        Object.entries({ environment: 'production', token: jobToken, 'dry-run': 'true', ...given }).map(([name, value]) => [
          `INPUT_${name.toUpperCase()}`,
          value,
        ]),
      ),
    )
  return {
    ...{ github, telegram, workspace, host, env, config, write, inputs, io },
    look: async (given, more, locale) => {
      const hearing = io(more, locale)
      const outcome = await doctor(hearing, inputs(given))
      const lines = outcome.result.checks as readonly Line[] // what it says it is
      const unwell = lines
        .filter(({ state }) => state !== 'ok')
        .map(({ area, subject, state, message }) => `${state} ${area} ${subject}: ${message}`)
      return { outcome, lines, unwell, log: hearing.said.join('\n'), page: hearing.pages.join('\n') }
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([github.close(), telegram.close(), host?.stop()])
    },
  }
}

function hearingIo(env: NodeJS.ProcessEnv, locale: Locale): ReturnType<DoctorScene['io']> {
  const [said, pages]: [string[], string[]] = [[], []]
  const secrets = new Set<string>()
  const log: Io['log'] = {
    locale,
    ...{ info: hear, notice: hear, warning: hear, error: hear },
    debug: () => {},
    from: () => {},
    group: (_, body) => body(),
    mask: (secret) => void secrets.add(secret),
  }
  function hear(words: Parameters<Io['log']['info']>[0]): void {
    said.push(typeof words === 'string' ? words : words[log.locale])
  }
  return {
    ...{ log, env, said, pages },
    clock: systemClock,
    signal: new AbortController().signal,
    summary: (words) => void pages.push(words),
    isPost: false,
    saveState: () => {},
    state: () => '',
    secrets: () => [...secrets],
  }
}
