import { createServer, type RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'

/** One exchange with GitHub, as Octokit recorded it. */
interface Recording {
  readonly scope: string
  readonly reqheaders: Readonly<Record<string, string | number>>
  readonly badheaders?: readonly string[]
}
type Scenarios = Readonly<Record<string, readonly Recording[]>>

interface Packages {
  readonly express: () => RequestListener & { use(middleware: unknown): void }
  readonly fixturesServer: (options: object) => unknown
  readonly globToFixtures: (pattern: string) => Scenarios
}

/** The folder of the installed packages. */
const [folder] = process.argv.slice(2)
const load = createRequire(`${folder}/`)
const { express, fixturesServer, globToFixtures } = loadPackages()

function loadPackages(): Packages {
  const of = (specifier: string) => load(specifier).default ?? load(specifier)
  return {
    express: of('express'),
    fixturesServer: of('@octokit/fixtures-server'),
    globToFixtures: of('@octokit/fixtures-server/lib/glob-to-fixtures.js'),
  }
}

/** What Octokit said when it was recorded, and what says the same to GitHub today. All the rest of a request must be as it was recorded. */
const sameToday: Readonly<Record<string, string>> = {
  'application/vnd.github.v3+json': 'application/vnd.github+json',
  'application/vnd.github.v3.raw': 'application/vnd.github.raw+json',
  'application/json; charset=utf-8': 'application/json',
  'token 0000000000000000000000000000000000000001': 'Bearer 0000000000000000000000000000000000000001',
}

function asToday(recording: Recording): Recording {
  if (!recording.scope.startsWith('https://api.')) return { ...recording, reqheaders: {}, badheaders: ['authorization'] }
  const headers = Object.entries(recording.reqheaders).filter(([name]) => name !== 'accept-encoding')
  return { ...recording, reqheaders: Object.fromEntries(headers.map(([name, value]) => [name, sameToday[value] ?? value])) }
}

const recorded = globToFixtures(join(dirname(load.resolve('@octokit/fixtures')), 'scenarios/*/*/normalized-fixture.json'))
const fixtures = Object.fromEntries(Object.entries(recorded).map(([name, scenario]) => [name, scenario.map(asToday)]))

const app = express()
const server = createServer(app).listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  app.use(fixturesServer({ fixturesUrl: url, logLevel: 'silent', ttl: 600_000, fixtures }))
  process.stdout.write(`${url}\n`)
})
process.stdin.resume().once('end', () => process.exit())
