import { randomBytes } from 'node:crypto'

/** A short random name: 80 bits in letters and digits. */
export const randomName = (): string => BigInt(`0x${randomBytes(10).toString('hex')}`).toString(36)
