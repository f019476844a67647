// The parts of ssh2 that are used, reached by their files: its index also loads the server, the key generator and HTTP agents.
declare module 'ssh2/lib/client.js' {
  import { Client } from 'ssh2'
  export = Client
}

declare module 'ssh2/lib/protocol/keyParser.js' {
  import type { ParsedKey } from 'ssh2'

  const parser: { parseKey(data: string | Buffer, passphrase?: string): ParsedKey | Error }
  export = parser
}
