import { fork } from 'node:child_process'
import { once } from 'node:events'

/** Bytes of TCP payload since the start: up from the runner to a host, down from the host. */
export interface Traffic {
  readonly up: number
  readonly down: number
}

/** Proxies in front of a fleet. */
export interface Network {
  /** Milliseconds. */
  readonly roundTrip: number
  /** One a host, in order. */
  readonly ports: readonly number[]
  traffic(): Promise<readonly Traffic[]>
  close(): void
}

/** Puts a proxy with a round trip (in milliseconds) in front of every port; any rate passes. */
export async function openNetwork(ports: readonly number[], roundTrip: number): Promise<Network> {
  const child = fork(new URL('network-process.ts', import.meta.url), [JSON.stringify(ports), String(roundTrip / 2)])
  const answer = async <T>() => (await once(child, 'message'))[0] as T
  return {
    roundTrip,
    ports: await answer<number[]>(),
    traffic: () => {
      const counts = answer<Traffic[]>()
      child.send('count')
      return counts
    },
    close: () => child.disconnect(),
  }
}
