import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { runAction, type StepOptions } from '../../test/support/runner.ts'
import { defaultNode, repositoryRoot } from '../../test/support/runner-context.ts'
import type { Contender, Job } from './contender.ts'
import { site } from './hosts.ts'
import { type Measured, readCost, timedCommand } from './measure.ts'

/** A copy of the bundle as it is now: the repository may be built again while this runs. Returns the action's folder. */
export function keepBundle(folder: string): string {
  for (const name of ['dist', 'actions']) cpSync(join(repositoryRoot, name), join(folder, name), { recursive: true })
  return join(folder, 'actions/deploy')
}

/** The committed action, started as the runner starts it. `action`: the folder of its `action.yml`. */
export const sallyport = (action: string): Contender => ({
  name: 'Sallyport',
  id: 'sallyport',
  buildsOn: true,
  keeps: 5,
  place: () => 'live',
  deploy: (job) => deploy(job, action),
})

async function deploy(job: Job, action: string): Promise<Measured> {
  const report = join(job.scratch, 'cost')
  const nodePath = timedCommand(join(job.scratch, 'node'), defaultNode(), report)
  const result = await runAction('deploy', { ...stepOf(job), folder: action, nodePath })
  if (result.code !== 0) throw new Error(result.log)
  return { ...readCost(report), seconds: result.seconds }
}

/** The step that deploys the source to the hosts of a job, with nothing set that need not be set. */
export function stepOf({ hosts, network, source }: Job): StepOptions {
  const servers = hosts.map(({ name, sshd }, index) => [
    name,
    { host: '127.0.0.1', port: network.ports[index], user: sshd.user, key: '$DEPLOY_KEY', 'host-key': sshd.hostKeys },
  ])
  const config = {
    project: 'shop',
    servers: Object.fromEntries(servers),
    environments: {
      production: {
        deploy: { servers: hosts.map(({ name }) => name), releases: `${site}/sallyport/releases`, live: `${site}/sallyport/live` },
      },
    },
  }
  return {
    workspace: join(source.folder, '..'),
    inputs: { environment: 'production', source: 'source', version: source.tag, config: JSON.stringify(config) },
    env: { DEPLOY_KEY: hosts[0]?.sshd.key ?? '' },
    timeout: 120_000,
  }
}
