import type { Host } from './hosts.ts'
import type { Measured } from './measure.ts'
import type { Network } from './network.ts'
import type { Source } from './source.ts'

/** One deployment to be measured. */
export interface Job {
  readonly source: Source
  readonly hosts: readonly Host[]
  readonly network: Network
  /** ssh_config(5) that knows the hosts by name, through the network. */
  readonly sshConfig: string
  /** For what the contender writes on the runner. */
  readonly scratch: string
}

/** A way to deploy. */
export interface Contender {
  readonly name: string
  /** Its folder below the hosts' `/srv`. */
  readonly id: string
  /** Whether it makes use of what it left on the hosts; the others get an empty folder each time. */
  readonly buildsOn: boolean
  /** How many releases it keeps, where it keeps any: only then does one go for each that comes. */
  readonly keeps?: number
  deploy(job: Job): Promise<Measured>
  /** Where the version lies afterwards, below its folder. */
  place(source: Source): string
  /** Ends what the contender leaves running. Not measured. */
  after?(job: Job): Promise<void>
}
