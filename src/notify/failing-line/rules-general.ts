import type { Rule } from './rule.ts'

/** What a line of any program sounds like that tells of a failure. */
export const generalRules: readonly Rule[] = [
  // Compilers that are not known here tell the first mistake first …
  { tool: 'any', pattern: /^error(?:\[\w+\])?:\s+\S/, weight: 'error' },
  { tool: 'any', pattern: /^\S{1,60}: (?:fatal )?error: \S/, weight: 'error' },
  // Whatever tool: a place, and prose about it.
  { tool: 'any', pattern: /^\S{1,200}\.\w{1,10}:\d+:\d+:? (?!.*\b(?:warning|note|info)\b)\w+ \S/i, weight: 'error' },
  // A heading whose sentence goes on below it.
  {
    tool: 'any',
    pattern: /^(?!\s)\S.{0,80}\b(?:errors?|failed|failure)\b.{0,80}:$/i,
    weight: 'error',
    and: { pattern: /\S/, within: 3, atMost: 1, isNeeded: true },
  },
  // … logs of programs that run end with what ended them.
  { tool: 'any', pattern: /^(?:\S{0,40} ){0,3}\[?(?:ERROR|FATAL|CRITICAL|Error|fatal|panic)\]?:?\s+\S/, weight: 'error', take: 'last' },
  { tool: 'any', pattern: /^\s*[✖✗×✘❌] \S/, weight: 'hint' },
  {
    tool: 'any',
    pattern:
      /^(?!\s+at ).*(?<!\b(?:0|no|without|any) )\b(?:errors?|failed|failure|fatal|exception|cannot|could not|unable to|denied|refused|not found|timed? ?out|invalid|missing|unexpected|forbidden|unauthorized)\b(?!(?:s|ed)?[:=] ?0\b)/i,
    weight: 'hint',
    take: 'last',
  },
]

/** Lines by which a program only passes on that another one failed. Last resort, before the mere end of the output. */
export const relays: readonly RegExp[] = [
  /^(?:g?make|ninja)(?:\[\d+\])?: (?:\*\*\* .*Error \d+|.*(?:subcommand failed|build stopped))/,
  /^npm (?:error|ERR!) (?:[Ll]ifecycle|code 1\b|Test failed|Exit status|Failed at)/,
  /^(?:error Command failed|\s*ELIFECYCLE\s|\s*ERR_PNPM_RECURSIVE)/,
  /^error: (?:could not compile|aborting due to|test failed|Recipe |script "|failed to push some refs|subprocess-exited)/,
  /^(?:collect2|clang(?:\+\+)?|cc1(?:plus)?): (?:fatal )?error: (?:ld returned|linker command failed)/,
  /^(?:FAIL|FAILED)\b(?:\s+\S+)?(?:\s+(?:[\d.]+s|\[build failed\]|\[setup failed\]))?$/,
  /failed to solve: process |^#\d+ ERROR: process |^(?:ERROR: )?process "\/bin\/sh -c /,
  /^\s*(?:BUILD FAIL(?:ED|URE)|FAILURES!|Tests? failed)/,
  /^\s*[✖✗×✘] \d+ problems? \(/,
  /^\s*(?:Tests?|Test Suites|Test Files|Tests run|Tests:)\s*:?\s*\d+/,
  /^(?:Found )?\s*\d+ (?:(?:tests?|suites?|checks?|problems?) )?(?:failed|failing|passing|passed|examples?|errors?|problems?|warnings?)\b(?! in )[\w ,()\d]*\.?$/i,
  /^(?:test result: FAILED|={3,} .* ={3,}$)/,
  /^(?:Failed!|Build FAILED|Test Run Failed)/,
]
