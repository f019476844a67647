import { once } from 'node:events'
import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { digestOf, type ShopFacts } from './shop.ts'

export interface WebServer {
  readonly port: number
  stop(): void
}

/** The web server of a host: serves what the live link points to at the moment of each request. */
export async function startWebServer(live: string): Promise<WebServer> {
  const server = createServer((request, response) => {
    try {
      const release = realpathSync(live)
      if (request.url === '/healthz') answer(response, release, ...health(release))
      else answer(response, release, 200, page(release))
    } catch {
      response.writeHead(503, { connection: 'close' }).end('nothing is live here\n')
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port, not on a path
  return {
    port,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function answer(response: ServerResponse, release: string, status: number, body: string): void {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'x-release': basename(release), connection: 'close' }
  response.writeHead(status, headers).end(body)
}

/** The shop's page; every visit is counted in the storage that releases share. */
function page(release: string): string {
  const book = join(release, 'storage/visits')
  const visits = (readNumber(book) ?? 0) + 1
  writeFileSync(book, String(visits))
  return readFileSync(join(release, 'index.html'), 'utf8').replace('{visits}', String(visits))
}

function readNumber(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** Well is a release whose files are as they were made, on a host that has the settings that it needs. */
function health(release: string): [status: number, body: string] {
  const { files, settings } = JSON.parse(readFileSync(join(release, 'shop.json'), 'utf8')) as ShopFacts
  const damaged = Object.entries(files).filter(([path, digest]) => digestOf(readFileSync(join(release, path))) !== digest)
  if (damaged.length > 0) return [500, `damaged: ${damaged.map(([path]) => path).join(', ')}\n`]
  const here = readFileSync(join(release, '.env'), 'utf8')
  const missing = settings.filter((name) => !new RegExp(`^${name}=`, 'm').test(here))
  return missing.length > 0 ? [500, `not set: ${missing.join(', ')}\n`] : [200, 'well\n']
}
