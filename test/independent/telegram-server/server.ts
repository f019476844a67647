import { createRequire } from 'node:module'
import type { AddressInfo, Server } from 'node:net'

interface TelegramServer {
  readonly config: { port: number }
  readonly server: Server
  start(): Promise<void>
}

type Package = new (config: { readonly host: string; readonly storeTimeout: number }) => TelegramServer

/** The folder of the installed packages. */
const [folder] = process.argv.slice(2)
const TelegramServer = createRequire(`${folder}/`)('telegram-test-api') as Package

/** In seconds: what is older is forgotten. */
const storeTimeout = 600
const telegram = new TelegramServer({ host: '127.0.0.1', storeTimeout })
telegram.config.port = 0 // any that is free; as a setting it would count as none
await telegram.start()

process.stdout.write(`http://127.0.0.1:${(telegram.server.address() as AddressInfo).port}\n`)
process.stdin.resume().once('end', () => process.exit())
