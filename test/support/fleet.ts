import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runAction, type StepOptions, startAction } from './runner.ts'
import { type Sshd, type SshdOptions, startSshd } from './sshd.ts'
import { temporaryFolder } from './temporary.ts'

/** A server entry of the configuration, as YAML would read it. */
export type ServerEntry = Readonly<Record<string, unknown>>

export interface TestHost {
  readonly name: string
  readonly sshd: Sshd
  /** Where releases go on it, and the live link. */
  readonly releases: string
  readonly live: string
  readonly entry: ServerEntry
}

/** A host to be started: options of its sshd, and what its server entry says besides. */
export interface HostWish extends SshdOptions {
  readonly entry?: ServerEntry
}

async function startHost(root: string, name: string, { entry, ...options }: HostWish): Promise<TestHost> {
  const home = join(root, name)
  const sshd = await startSshd({ home, ...options })
  return {
    name,
    sshd,
    releases: join(home, 'releases'),
    live: join(home, 'live'),
    entry: { host: sshd.host, port: sshd.port, user: sshd.user, key: '$DEPLOY_KEY', 'host-key': sshd.hostKeys, tags: ['web'], ...entry },
  }
}

export interface Fleet {
  readonly hosts: readonly TestHost[]
  /** Folder with `build/`, the source that is released. */
  readonly workspace: string
  /** Options for a step that deploys `build/` to the fleet; `deploy` is merged over the defaults of the environment. */
  step(inputs?: Readonly<Record<string, string>>, deploy?: Readonly<Record<string, unknown>>, more?: StepOptions): StepOptions
  deploy(
    inputs?: Readonly<Record<string, string>>,
    deploy?: Readonly<Record<string, unknown>>,
    more?: StepOptions,
  ): ReturnType<typeof runAction>
  rollback(
    inputs?: Readonly<Record<string, string>>,
    deploy?: Readonly<Record<string, unknown>>,
    more?: StepOptions,
  ): ReturnType<typeof runAction>
  start(
    inputs?: Readonly<Record<string, string>>,
    deploy?: Readonly<Record<string, unknown>>,
    more?: StepOptions,
  ): ReturnType<typeof startAction>
  stop(): Promise<void>
  /** Writes the files of a version into `build/`, beside what is there. */
  write(files: Readonly<Record<string, string>>): void
}

/** Starts real hosts side by side, each with its releases below a folder of its own. */
export async function startFleet(wishes: Readonly<Record<string, HostWish>>): Promise<Fleet> {
  const root = await temporaryFolder('fleet')
  const hosts = await Promise.all(Object.entries(wishes).map(([name, wish]) => startHost(root, name, wish)))
  const workspace = await temporaryFolder('workspace')
  mkdirSync(join(workspace, 'build'), { recursive: true })
  const config = (deploy: Readonly<Record<string, unknown>>) => ({
    project: 'shop',
    servers: Object.fromEntries(hosts.map(({ name, entry }) => [name, entry])),
    environments: {
      production: {
        deploy: { servers: hosts.map(({ name }) => name), releases: `${root}/{server}/releases`, live: `${root}/{server}/live`, ...deploy },
      },
    },
  })
  const step: Fleet['step'] = (inputs = {}, deploy = {}, more = {}) => ({
    workspace,
    ...more,
    inputs: { environment: 'production', source: 'build', version: 'v1', config: JSON.stringify(config(deploy)), ...inputs },
    env: { DEPLOY_KEY: hosts[0]?.sshd.key ?? '', ...more.env },
  })
  return {
    hosts,
    workspace,
    step,
    deploy: (...args) => runAction('deploy', step(...args)),
    rollback: (inputs = {}, deploy, more) => runAction('rollback', withoutSource(step(inputs, deploy, more))),
    start: (...args) => startAction('deploy', step(...args)),
    stop: async () => {
      await Promise.all(hosts.map(({ sshd }) => sshd.stop()))
    },
    write: (files) => {
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(join(workspace, 'build', path, '..'), { recursive: true })
        writeFileSync(join(workspace, 'build', path), content)
      }
    },
  }
}

function withoutSource(options: StepOptions): StepOptions {
  const { source: _, version: __, ...inputs } = options.inputs ?? {}
  return { ...options, inputs }
}
