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

/** `shared: [storage/, .env]` of examples/sallyport.yml: the file is there before the first release. */
export function provideShared({ hosts }: Stage): void {
  for (const name of ['web1', 'web2']) hosts[name]?.put('data/codes/shop/production/shared/.env', 'SECRET=1\n')
}

/** A file that each host serves, by name of the host. */
export const served = ({ hosts }: Stage, path?: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(hosts).map(([name, host]) => [name, host.serves(path)]))
