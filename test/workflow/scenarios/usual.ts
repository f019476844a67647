import { telegramChat } from '../chats.ts'
import type { Stage } from '../stage.ts'

/** Production of examples/sallyport.yml, behind its bastion, with little patience. */
export const onFleet = {
  config: 'sallyport.yml',
  servers: ['jump@bastion', 'web1', 'web2'],
  patch: { environments: { production: { deploy: { pause: '1s', 'health-check': { retries: 1, every: '1s' } } } } },
}
/** Staging of examples/sallyport.yml. */
export const onStaging = { config: 'sallyport.yml', servers: ['test1'] }

/** The page for approvers on a free port of this machine. */
export const pageHere = { channels: { page: { listen: '127.0.0.1:0', url: 'http://127.0.0.1' } } }

/** examples/intranet.sallyport.yml with two hosts and three groups more. */
export const threeHostsFourGroups = {
  channels: {
    ...pageHere.channels,
    ops: { type: 'telegram', token: '$TELEGRAM_TOKEN', chat: telegramChat },
    ding: { type: 'dingtalk', webhook: '$DING_WEBHOOK', secret: '$DING_SECRET' },
    corp: { type: 'wecom', webhook: '$WECOM_WEBHOOK' },
  },
  servers: { middle: { user: 'deploy', key: '$DEPLOY_KEY' }, outer: { user: 'deploy', key: '$DEPLOY_KEY' } },
  environments: {
    intranet: { deploy: { servers: ['inner', 'middle', 'outer'] }, notify: { success: ['mail', 'ops', 'ding', 'corp'] } },
  },
}

/** `shared: [storage/, .env]` of examples/sallyport.yml: the file is there before the first release. */
export function provideShared({ hosts }: Stage): void {
  for (const name of ['web1', 'web2']) hosts[name]?.put('data/codes/shop/production/shared/.env', 'SECRET=1\n')
}

/** Somebody moves a tag to a commit that nobody approved. What its build would print. */
export async function moveTag({ project }: Stage, version: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const words = `nobody approved the build of another ${version}`
  const build = `console.log(${JSON.stringify(words)})\nrequire('fs').cpSync('public', 'build', { recursive: true })\n`
  await project.commit(version, { 'build.cjs': build, 'public/version.txt': 'unapproved', ...files })
  return words
}

/** A file that each host serves, by name of the host. */
export const served = ({ hosts }: Stage, path?: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(hosts).map(([name, host]) => [name, host.serves(path)]))
