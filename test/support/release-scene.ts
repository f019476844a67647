import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Fleet, type HostWish, startFleet } from './fleet.ts'
import { pageChannel } from './gate-page.ts'
import { jobWith, type NoticeScene, openNoticeScene, ownJob } from './notice-scene.ts'
import { type RunningStep, runAction, type StepOptions, type StepResult, startAction } from './runner.ts'

/** A repository, groups on every platform, and hosts: all that a release as one step needs. */
export interface ReleaseScene {
  readonly notices: NoticeScene
  readonly fleet: Fleet
  /** The usual settings of `deploy:`. */
  readonly deploy: Readonly<Record<string, unknown>>
  /** Options of a step of the root action. `settings`: what the environment `production` says, in place of the usual. */
  step(settings?: Readonly<Record<string, unknown>>, options?: StepOptions): StepOptions
  start(settings?: Readonly<Record<string, unknown>>, options?: StepOptions): Promise<RunningStep>
  run(settings?: Readonly<Record<string, unknown>>, options?: StepOptions): Promise<StepResult>
  /** GitHub shows a run of this id, with a job beside the own one. */
  showRun(id: number): void
  close(): Promise<void>
}

const people = { alice: { github: 'alice-l' }, bob: { github: 'bobby' }, carol: { github: 'octocat' } }

/** Usual settings: alice or bob approve on a page, all hosts get it, four groups hear of the end. */
export async function openReleaseScene(hosts: Readonly<Record<string, HostWish>>): Promise<ReleaseScene> {
  const [notices, fleet] = await Promise.all([openNoticeScene(), startFleet(hosts)])
  const told = ['ops', 'team', 'ding', 'corp']
  const usual = {
    approval: { channels: ['page'], require: [{ count: 1, from: ['alice', 'bob'] }], timeout: '1m' },
    deploy: deploySettings(fleet),
    notify: { success: told, failure: told, cancelled: told },
  }
  const step: ReleaseScene['step'] = (settings = {}, options = {}) => {
    const config = {
      project: 'shop',
      people,
      channels: { ...notices.channels, ...pageChannel },
      servers: Object.fromEntries(fleet.hosts.map(({ name, entry }) => [name, entry])),
      environments: { production: { ...usual, ...settings } },
    }
    writeConfiguration(fleet.workspace, notices, JSON.stringify(config))
    const env = { GITHUB_API_URL: notices.github.url, DEPLOY_KEY: fleet.hosts[0]?.sshd.key ?? '', ...notices.env, ...options.env }
    const inputs = { environment: 'production', source: 'build', version: 'v1', ...options.inputs }
    return { workspace: fleet.workspace, ...options, inputs, env }
  }
  const { runs } = notices.github.state
  const [run] = Object.values(runs)
  return {
    notices,
    fleet,
    deploy: usual.deploy,
    step,
    start: (settings, options) => startAction('release', step(settings, options)),
    run: (settings, options) => runAction('release', step(settings, options)),
    showRun: (id) => {
      if (run) runs[id] = { ...run, number: id, jobs: [jobWith({ id: 500, name: 'build' }), ownJob] }
    },
    close: async () => {
      await Promise.all([notices.close(), fleet.stop()])
    },
  }
}

function deploySettings(fleet: Fleet) {
  const [{ releases = '', live = '', name = '' } = {}] = fleet.hosts
  const anyHost = (path: string) => path.replace(`/${name}/`, '/{server}/')
  return { servers: fleet.hosts.map((host) => host.name), releases: anyHost(releases), live: anyHost(live) }
}

/** In the workspace, and on the default branch, from where the policy is read. */
function writeConfiguration(workspace: string, { github }: NoticeScene, words: string): void {
  mkdirSync(join(workspace, '.github'), { recursive: true })
  writeFileSync(join(workspace, '.github/sallyport.yml'), words)
  github.state.files['main:.github/sallyport.yml'] = words
}
