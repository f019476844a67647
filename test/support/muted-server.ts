import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/** A proxy in front of an SSH server that passes on all that a client says, and what the server says up to its new keys. */
export interface MutedServer {
  readonly port: number
  /** Lets the server be heard: what was held back and what follows. */
  release(): void
  [Symbol.asyncDispose](): Promise<void>
}

const newKeys = 21 // SSH_MSG_NEWKEYS

/** The end of the server's last packet in the clear, once it is there: its name, then packets of 4 bytes of length and so many more. */
function endOfKeys(said: Buffer): number | undefined {
  let at = said.indexOf('\n') + 1
  while (at > 0 && said.length >= at + 6) {
    const end = at + 4 + said.readUInt32BE(at)
    if (said.length < end) return undefined
    if (said[at + 5] === newKeys) return end
    at = end
  }
  return undefined
}

/** Starts it, for one connection. */
export async function startMutedServer(port: number): Promise<MutedServer> {
  const links: (() => void)[] = []
  let isReleased = false
  const server = createServer({ noDelay: true }, (client) => {
    const host = connect({ host: '127.0.0.1', port, noDelay: true })
    let said: Buffer = Buffer.alloc(0)
    let passed = 0
    const pass = () => {
      const upTo = isReleased ? said.length : Math.max(passed, endOfKeys(said) ?? said.length)
      client.write(said.subarray(passed, upTo))
      passed = upTo
    }
    links.push(pass)
    host.on('data', (chunk: Buffer) => {
      said = Buffer.concat([said, chunk])
      pass()
    })
    client.on('error', () => host.destroy()).on('close', () => host.destroy())
    host.on('error', () => client.destroy()).on('close', () => client.destroy())
    client.pipe(host)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    release: () => {
      isReleased = true
      for (const pass of links) pass()
    },
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}
