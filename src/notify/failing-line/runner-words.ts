/** What the runner says of every failure: it names none. */
const generic = [
  /^(?:Error: )?Process completed with exit code -?\d+\.?$/,
  /^The operation was cancell?ed\.?$/,
  /^(?:The following actions? |Node\.js \d+ actions? )\S.* deprecated/,
  /^Node(?:\.js)? \d+ .*\bdeprecat/i,
  /^The `?(?:set-output|save-state|add-path|set-env)`? command is (?:deprecated|disabled)/,
  /^No files were found with the provided path/,
]

/** What only passes on that something else failed, which is told elsewhere. */
const relayed = [
  /^(?:Error: )?The process '[^']{1,300}' failed with exit code \d+/,
  /^(?:Error: )?(?:buildx|docker|compose|bake) (?:\w+ )?failed with:.*exit code/i,
  /^(?:Error: )?[Cc]ommand (?:failed|exited)\b.{0,200}\b(?:exit )?code:? \d+/,
  /^(?:Error: )?(?:\w+ ){0,4}(?:exited|failed) with (?:exit )?(?:code|status) \d+\.?$/i,
  /^(?:Error: )?(?:Some )?[Tt]ests? (?:failed|failing)[.!]?$/,
  /^Error: undefined$/,
]

const cleanUp = [
  /^Post job cleanup\.$/,
  /^Cleaning up orphan processes$/,
  /^Terminate orphan process: pid /,
  /^Evaluate and set job outputs$/,
]

const matches = (patterns: readonly RegExp[], words: string): boolean => patterns.some((pattern) => pattern.test(words.trim()))

export const isGeneric = (words: string): boolean => matches(generic, words)
export const isRelayed = (words: string): boolean => matches(relayed, words)

/** Whether with this line the runner's work after the steps begins: nothing from there on says why. */
export const isCleanUp = (words: string): boolean => matches(cleanUp, words)

/** Whether somebody, or something, ended the step from outside. */
export const isCancellation = (words: string): boolean => /^The operation was cancell?ed\.?$/.test(words.trim())

/** The exit code that the runner tells; undefined where it tells none. */
export function exitCodeIn(words: string): number | undefined {
  const [, code] = /Process completed with exit code (-?\d{1,10})/.exec(words) ?? []
  return code === undefined ? undefined : Number(code)
}

/** 128 and the number of the signal: aborted, killed (mostly for want of memory), crashed, asked to end. */
export const isKilled = (code: number): boolean => [134, 137, 139, 143].includes(code)
