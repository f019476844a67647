import type { Rule } from './rule.ts'

/** How programs end that were killed, or that did not catch what was thrown. */
export const crashRules: readonly Rule[] = [
  { tool: 'kernel', pattern: /^(?:\S+: line \d+:\s+)?(?:\d+ )?Killed\b(?!:)/, weight: 'killed', take: 'last' },
  {
    tool: 'kernel',
    pattern: /\b(?:signal: (?:killed|9)|Killed signal terminated|SIGKILL|OOMKilled|oom-kill|[Oo]ut of memory: Killed)\b/,
    weight: 'diagnosis',
  },
  {
    tool: 'memory',
    pattern: /heap out of memory|OutOfMemoryError|\bstd::bad_alloc\b|^MemoryError\b|[Cc]annot allocate memory|virtual memory exhausted/,
    weight: 'diagnosis',
  },
  { tool: 'disk', pattern: /No space left on device|\bENOSPC\b/, weight: 'diagnosis' },
  { tool: 'runner', pattern: /^The runner has received a shutdown signal|lost communication with the server/, weight: 'killed' },
  {
    tool: 'crash',
    pattern: /^(?:\S+: line \d+:\s+)?(?:\d+ )?(?:Segmentation fault|Aborted|Bus error|Illegal instruction)\b/,
    weight: 'crash',
    take: 'last',
  },
  { tool: 'go', pattern: /^(?:panic|fatal error): \S/, weight: 'diagnosis' },
  {
    tool: 'python',
    pattern: /^\s*Traceback \(most recent call last\):/,
    weight: 'crash',
    take: 'last',
    and: { pattern: /^[^\s+|]/, within: 200, atMost: 1, isNeeded: true, isAll: true },
  },
  {
    tool: 'node',
    pattern: /^(?:Uncaught )?(?:\w+\.)*\[?\w*(?:Error|Exception)\b(?: \[\w+\])?(?:: .+|\])/,
    weight: 'crash',
    take: 'last',
    followedBy: /^\s+at /,
  },
  { tool: 'java', pattern: /^(?:Exception in thread "|Caused by: )/, weight: 'crash', take: 'last' },
  { tool: 'ruby', pattern: /^\S+\.rb:\d+:in .+ \([\w:]+\)$/, weight: 'crash' },
  { tool: 'php', pattern: /^(?:PHP )?(?:Fatal|Parse) error: /, weight: 'crash' },
  { tool: 'elixir', pattern: /^\*\* \(\w[\w.]*\) /, weight: 'crash' },
  { tool: 'dotnet', pattern: /^Unhandled exception\. /, weight: 'crash' },
  { tool: 'perl', pattern: / at \S+\.p[lm] line \d+\.?$/, weight: 'crash', take: 'last' },
  {
    tool: 'shell',
    pattern:
      /^(?:\/\S+|[\w-]*sh)?:? ?(?:(?:line )?\d+: )?\S.{0,200}: (?:command not found|not found|No such file or directory|Permission denied|unbound variable|syntax error\b.*|Is a directory)$/,
    weight: 'crash',
    take: 'last',
  },
  { tool: 'windows', pattern: /is not recognized as (?:an internal|a name|the name)/, weight: 'crash' },
]
