import type { Rule } from './rule.ts'

/** Lines of npm that say where and when rather than why. */
const npmChatter =
  'code |errno |syscall |path |dest |command |cwd|signal|workspace |location |[Ll]ifecycle |A complete log|Test failed|Exit status|Failed at the|prefix |node |npm |This is probably|Clean install|Usage:|Found: '

/** How package managers refuse. */
export const packageRules: readonly Rule[] = [
  {
    tool: 'npm',
    pattern: new RegExp(`^npm (?:error|ERR!) (?!${npmChatter})\\S*[A-Za-z]`),
    weight: 'refusal',
    and: { pattern: /^npm (?:error|ERR!) (?:Missing: |Invalid: |While resolving: )/, within: 4, atMost: 2 },
  },
  { tool: 'node-gyp', pattern: /gyp ERR! (?:stack Error|find Python \S)/, weight: 'diagnosis' },
  { tool: 'pnpm', pattern: /^\s*ERR_PNPM_(?!RECURSIVE)\w+\s+\S/, weight: 'refusal' },
  { tool: 'yarn', pattern: /^➤ YN(?!0000)\d{4}: .*(?:forbidden|fail|error|can't|couldn't|doesn't|isn't|not found)/i, weight: 'refusal' },
  { tool: 'pip', pattern: /^ERROR: (?!Failed building wheel|Exception:)\S/, weight: 'error', take: 'first' },
  {
    tool: 'pip',
    pattern: /^ERROR: (?:Could not find a version|No matching|Cannot install|Could not open|ResolutionImpossible)/,
    weight: 'refusal',
  },
  { tool: 'uv', pattern: /^\s*× \S/, weight: 'refusal', and: { pattern: /╰─▶/, within: 4, atMost: 1 } },
  { tool: 'bundler', pattern: /^(?:Could not find \S+|Bundler could not|Bundler::\w+)/, weight: 'refusal' },
  {
    tool: 'composer',
    pattern: /^\s*Your (?:requirements could not be resolved|lock file does not contain)/,
    weight: 'refusal',
    and: { pattern: /^\s+- \S/, within: 4, atMost: 1 },
  },
  { tool: 'apt', pattern: /^E: \S/, weight: 'refusal' },
  { tool: 'nuget', pattern: /error NU\d+: /, weight: 'diagnosis' },
]
