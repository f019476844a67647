import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { gitWith } from '../../../src/deploy/git.ts'

const token = 'ghs_a-token-of-the-job'

interface Listener {
  readonly url: string
  readonly server: Server
  /** The `Authorization` of every request so far; empty for none. */
  readonly heard: string[]
}

/** A server that answers every request with 404, or by pointing to another one. */
async function listen(elsewhere: () => string | undefined = () => undefined): Promise<Listener> {
  const heard: string[] = []
  const server = createServer((request, response) => {
    heard.push(request.headers.authorization ?? '')
    const target = elsewhere()
    response.writeHead(target ? 302 : 404, target ? { location: `${target}${request.url}` } : {}).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, heard }
}

describe('the token for GitHub', () => {
  let target: string | undefined
  let own: Listener
  let foreign: Listener
  beforeAll(async () => {
    own = await listen(() => target)
    foreign = await listen()
  })
  beforeEach(() => {
    target = undefined
    own.heard.length = 0
    foreign.heard.length = 0
  })
  afterAll(() => {
    own.server.close()
    foreign.server.close()
  })
  const listRefs = (repository: string) =>
    gitWith(
      { server: own.url, token },
      process.env,
      AbortSignal.timeout(20_000),
    )(['ls-remote', '--', repository], '/').catch((error: Error) => error.message)

  it('goes to the server of the run', async () => {
    await listRefs(`${own.url}/owner/name`)
    expect(own.heard[0]).toBe(`basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`)
  })

  it('goes to no other server', async () => {
    await listRefs(`${foreign.url}/owner/name`)
    expect(foreign.heard.length).toBeGreaterThan(0)
    expect(foreign.heard.filter((words) => words !== '')).toEqual([])
  })

  it('does not go along with a redirection to another server', async () => {
    target = foreign.url.replace('127.0.0.1', 'localhost')
    await listRefs(`${own.url}/owner/name`)
    expect(own.heard.length).toBeGreaterThan(0)
    expect(foreign.heard.filter((words) => words !== '')).toEqual([])
  })

  it('stands in no message', async () => {
    expect(await listRefs(`${own.url}/owner/name`)).not.toContain(token)
  })
})
