/** A process of its own that holds the proxies, so that they do not share an event loop with anything that is measured. */
import { startProxy } from '../../test/support/proxy.ts'
import type { Traffic } from './network.ts'

const [ports = '[]', delay = '0'] = process.argv.slice(2)
const proxies = await Promise.all((JSON.parse(ports) as number[]).map((port) => startProxy({ port }, { delay: Number(delay) })))

process.send?.(proxies.map(({ port }) => port))
process.on('message', () => {
  process.send?.(proxies.map(({ bytesUp, bytesDown }): Traffic => ({ up: bytesUp, down: bytesDown })))
})
process.on('disconnect', () => process.exit())
