import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether what was given is the secret; takes as long whatever was given. */
export const isSameSecret = (secret: string, given: string): boolean => timingSafeEqual(digest(secret), digest(given))

const digest = (words: string): Buffer => createHash('sha256').update(words).digest()
