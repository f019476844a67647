import type { Io } from '../kit/run.ts'

/** Linux starts no process with a variable of more than 128 KB, and the runner hands it over as one. In bytes. */
const longest = 100_000

/**
 * Leaves the words of the configuration file for the step after the job: hours later the file may say something else, or GitHub be out of
 * reach. Secrets are not in it, only their names. One that is too long is read again instead.
 */
export const leaveConfiguration = (io: Io, words: string): void => {
  if (Buffer.byteLength(words) <= longest) io.saveState('configuration', words)
}

/** What the main step left; undefined when it left nothing. */
export const keptConfiguration = (io: Io): string | undefined => io.state('configuration') || undefined
