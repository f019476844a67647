/** An argument of a request: every byte that is not plainly harmless as a `printf %b` escape, so that a value is never code. */
export const escapeArgument = (value: string): string =>
  `=${Buffer.from(value)
    .toString('latin1')
    .replace(/[^A-Za-z0-9_./:@,+-]/g, (byte) => `\\0${byte.charCodeAt(0).toString(8).padStart(3, '0')}`)}`
