import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'

/** Repositories over HTTP, as GitHub's pages serve them: git's own `http-backend`, opened by a token. */
export interface GitServer {
  /** What goes into GITHUB_SERVER_URL. */
  readonly url: string
  close(): Promise<void>
}

/** Serves bare repositories below a folder (`<folder>/owner/name`) on 127.0.0.1. A wrong token gets 404, none 401, as with a private one. */
export async function startGitServer(folder: string, token: string): Promise<GitServer> {
  const backend = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend')
  const wanted = `basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
  const server = createServer((request, response) => {
    const { authorization } = request.headers
    if (authorization === undefined) return void response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end()
    if (authorization.toLowerCase() !== wanted.toLowerCase()) return void response.writeHead(404).end('Repository not found.')
    serve(backend, folder, request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A call of the backend, which speaks CGI. */
function serve(backend: string, folder: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://git')
  const { 'content-type': type = '', 'content-encoding': encoding = '', 'git-protocol': protocol = '' } = request.headers
  const child = spawn(backend, {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      REQUEST_METHOD: request.method,
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: type,
      HTTP_CONTENT_ENCODING: encoding,
      GIT_PROTOCOL: String(protocol),
      REMOTE_USER: 'x-access-token',
    },
  })
  child.stdin.on('error', () => {}) // it may have ended without reading
  request.pipe(child.stdin)
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.on('close', () => answer(Buffer.concat(chunks), response))
}

function answer(said: Buffer, response: ServerResponse): void {
  const end = said.indexOf('\r\n\r\n')
  const headers = said
    .subarray(0, Math.max(end, 0))
    .toString()
    .split('\r\n')
    .map((line) => line.split(': ') as [string, string])
  const { Status: status = '200', ...rest } = Object.fromEntries(headers)
  response.writeHead(end < 0 ? 500 : Number.parseInt(status, 10), rest).end(said.subarray(end + 4))
}
