import { createHash, randomBytes } from 'node:crypto'

const letters = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'

/** The id by which people and programs follow one message through logs, tables and payloads: `SP-7K2M9QXW`. */
const traceFrom = (bytes: Uint8Array): string => `SP-${[...bytes.subarray(0, 8)].map((byte) => letters[byte % letters.length]).join('')}`

/** The same for all that is told of one subject: the jobs and attempts of a run share a message, and so its id. */
export const traceOf = (subject: string): string => traceFrom(createHash('sha256').update(subject).digest())

export const newTrace = (): string => traceFrom(randomBytes(8))
