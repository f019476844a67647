import { execFileSync } from 'node:child_process'

/** The environment in which every command has another time, moved by so much (`+1d`): libfaketime's. The times that the kernel gives to files stay. */
export const fakeTime = (offset: string): Readonly<Record<string, string>> => ({
  LD_PRELOAD: libraryOf(execFileSync('faketime', ['-f', '+0', 'sh', '-c', 'echo "$LD_PRELOAD"'], { encoding: 'utf8' })),
  FAKETIME: offset,
  FAKETIME_DONT_RESET: '1',
})

const libraryOf = (said: string): string =>
  said
    .trim()
    .split(/[\s:]+/)
    .at(-1) ?? ''
