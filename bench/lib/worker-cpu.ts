import { readdirSync, readFileSync } from 'node:fs'

/**
 * CPU seconds that the worker threads of a Node process have spent so far: there it compresses and reads files, and does little
 * else (encryption and digests are the main thread's). Zero once the process is gone. Linux only.
 */
export function workerCpu(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`).map((id) => `/proc/${pid}/task/${id}`)
    return threads.filter(isWorker).reduce((sum, thread) => sum + nanoseconds(thread), 0) / 1e9
  } catch {
    return 0
  }
}

const isWorker = (thread: string): boolean => readFileSync(`${thread}/comm`, 'utf8').trim() === 'libuv-worker'

/** The first number of schedstat: time on a CPU. */
const nanoseconds = (thread: string): number => Number(readFileSync(`${thread}/schedstat`, 'utf8').split(' ')[0])
