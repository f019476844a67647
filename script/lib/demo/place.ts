import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The one folder that the demo writes in. Whatever it starts finds its temporary folder there too. */
export interface Place {
  readonly folder: string
  readonly isKept: boolean
  /** Does something when the demo ends, however it ends. Call the returned function when it is not needed any more. */
  atEnd(task: () => void): () => void
}

/** Makes the folder; when the process ends, by itself or by a signal, what is still there goes. */
export function makePlace(isKept: boolean): Place {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'sallyport-demo-'))
  process.env.TMPDIR = folder
  const tasks = new Set<() => void>()
  process.once('exit', () => {
    for (const task of tasks) task()
    if (!isKept) rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 })
  })
  for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }))
    process.once(signal, () => process.exit(128 + number))
  return {
    folder,
    isKept,
    atEnd: (task) => {
      tasks.add(task)
      return () => void tasks.delete(task)
    },
  }
}
