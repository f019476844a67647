import type { Rule } from './rule.ts'

/** How compilers, type checkers and linters tell what they found wrong. */
export const compilerRules: readonly Rule[] = [
  // gcc, clang, tsc, javac, msbuild, mypy, swiftc: place, the word “error”, what is wrong
  { tool: 'compiler', pattern: /^\s*\S.{0,300}?[:(]\d+(?:[:,]\d+)?\)?(?::| -)? ?(?:fatal )?error(?: ?[A-Z]+\d+)?: /i, weight: 'diagnosis' },
  { tool: 'tsc', pattern: /^error TS\d+: /, weight: 'diagnosis' },
  { tool: 'linker', pattern: /undefined reference to|multiple definition of|cannot find -l|^Undefined symbols for/, weight: 'diagnosis' },
  { tool: 'go', pattern: /^(?:vet: )?\S+\.go:\d+:\d+: (?!warning)\S/, weight: 'diagnosis' },
  {
    tool: 'go',
    pattern: /^\S+\.go:\d+:\d+: (?:no required module|package \S+ is not in)|^go: (?!downloading|finding)\S/,
    weight: 'refusal',
  },
  {
    tool: 'rustc',
    pattern: /^error(?:\[E\d+\])?: \S/,
    weight: 'diagnosis',
    and: { pattern: /^\s*--> \S+:\d+/, within: 3, atMost: 1, isNeeded: true },
  },
  // The same shape without the word: a line of prose above an arrow with the place.
  { tool: 'ruff', pattern: /^[A-Z]+\d+ \S/, weight: 'diagnosis', followedBy: /^\s*--> \S+:\d+/ },
  { tool: 'maven', pattern: /^\[ERROR\] \S+\.(?:java|kt|scala|groovy):\[\d+,\d+\] /, weight: 'diagnosis' },
  { tool: 'kotlin', pattern: /^e: \S/, weight: 'diagnosis' },
  {
    tool: 'eslint, stylelint',
    pattern: /^\s+\d+:\d+\s+(?:error|[✖×])\s+\S/,
    weight: 'diagnosis',
    and: { pattern: /^(?:[A-Z]:)?[^\s:]\S*\.\w+$/, within: 300, atMost: 1, where: 'before' },
  },
  {
    tool: 'biome',
    pattern: /^\S+ (?:lint\/\S+|assist\/\S+|parse|format|organizeImports) .*━{3}/,
    weight: 'diagnosis',
    and: { pattern: /^\s+[×✖] /, within: 3, atMost: 1, isNeeded: true },
  },
  { tool: 'prettier', pattern: /^\[error\] \S+: /, weight: 'diagnosis' },
  { tool: 'prettier', pattern: /^\[warn\] Code style issues/, weight: 'refusal' },
  { tool: 'formatter', pattern: /^(?:would reformat|Diff in) \S/, weight: 'refusal' },
  {
    tool: 'shellcheck',
    pattern: /\^-*\^? SC\d+ \(\w+\): /,
    weight: 'diagnosis',
    and: { pattern: /^In \S+ line \d+:/, within: 6, atMost: 1, where: 'before' },
  },
  { tool: 'shellcheck', pattern: /^\S+:\d+:\d+: \w+: .*\[SC\d+\]$/, weight: 'diagnosis' },
  { tool: 'ruff, flake8', pattern: /^\S+\.py:\d+:\d+: [A-Z]+\d+ /, weight: 'diagnosis' },
  { tool: 'rubocop', pattern: /^\S+\.rb:\d+:\d+: [CWEF]: /, weight: 'diagnosis' },
  {
    tool: 'cmake',
    pattern: /^CMake Error(?: at \S+:\d+| in \S+|:)/,
    weight: 'diagnosis',
    and: { pattern: /^\s+\S/, within: 4, atMost: 2 },
  },
  {
    tool: 'bundlers',
    pattern: /^(?:✘ \[ERROR\] |\[!\] |Module not found: |ERROR in \S)/,
    weight: 'diagnosis',
    and: { pattern: /^\s+\S+:\d+:\d+:?$|^(?:Module not found|TS\d+): /, within: 3, atMost: 1 },
  },
  {
    tool: 'gradle',
    pattern: /^\* What went wrong:$/,
    weight: 'refusal',
    and: { pattern: /\S/, within: 4, atMost: 2, until: /^\* /, isNeeded: true, isAll: true },
  },
  {
    tool: 'maven',
    pattern: /^\[ERROR\] (?:Failed to execute goal|\[ERROR\]|Non-resolvable|Unknown lifecycle|'[\w.]+' for)/,
    weight: 'error',
  },
  { tool: 'make', pattern: /^(?:g?make)(?:\[\d+\])?: \*\*\* (?:No rule|No targets)|^\S+:\d+: \*\*\* \S/, weight: 'diagnosis' },
  { tool: 'ninja', pattern: /^ninja: error: /, weight: 'refusal' },
]
