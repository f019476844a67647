/**
 * Writes `src/deploy/host/scripts.ts` from the shell scripts beside it, without comments and indentation: they travel to each
 * host. `--check` only compares.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const folder = new URL('../../src/deploy/host/', import.meta.url)
const target = new URL('scripts.ts', folder)
const names = ['agent', 'hook'] as const

/** Heredocs and multi-line strings that must keep their indentation do not occur in these scripts. */
const lean = (script: string): string =>
  script
    .split('\n')
    .map((line) => line.replace(/^\s+/, '').replace(/\s+# .*[^'")}]$/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'))
    .join('\n')

export const generated = (): string => {
  const parts = names.map(
    (name) => `export const ${name}Script = ${JSON.stringify(lean(readFileSync(new URL(`${name}.sh`, folder), 'utf8')))}\n`,
  )
  return `// Made by script/lib/embed-scripts.ts from the .sh files beside it. Do not edit.\n${parts.join('')}`
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const current = generated()
  if (!process.argv.includes('--check')) writeFileSync(target, current)
  else if (readFileSync(target, 'utf8') !== current) throw new Error('src/deploy/host/scripts.ts is stale: run npm run build')
}
