/**
 * Writes `src/deploy/host/scripts.ts` from the shell scripts beside it, without comments and indentation: they travel to each
 * host. The agent is joined from its parts, as it travels as a whole. `--check` only compares.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const folder = new URL('../../src/deploy/host/', import.meta.url)
const target = new URL('scripts.ts', folder)

/** The agent's parts in the order of a reader. What is carried out at once needs the first before it, and the last is the loop. */
const agentParts = [
  'basics',
  'tools',
  'look',
  'releases',
  'manifest',
  'lock',
  'journal',
  'copy',
  'spare',
  'receive',
  'seal',
  'verify',
  'hooked',
  'switch',
  'clear-up',
  'loop',
] as const

/** Where each script lies, by its name. */
export const scripts: Readonly<Record<string, readonly string[]>> = {
  agent: agentParts.map((part) => `agent/${part}.sh`),
  hook: ['hook.sh'],
}

/** Heredocs and multi-line strings that must keep their indentation do not occur in these scripts. */
const lean = (script: string): string =>
  script
    .split('\n')
    .map((line) => line.replace(/^\s+/, '').replace(/\s+# .*[^'")}]$/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'))
    .join('\n')

export const generated = (): string => {
  const lines = Object.entries(scripts).map(([name, files]) => {
    const script = files.map((file) => lean(readFileSync(new URL(file, folder), 'utf8'))).join('\n')
    return `export const ${name}Script = ${JSON.stringify(script)}\n`
  })
  return `// Made by script/lib/embed-scripts.ts from the .sh files beside it and in agent/. Do not edit.\n${lines.join('')}`
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const current = generated()
  if (!process.argv.includes('--check')) writeFileSync(target, current)
  else if (readFileSync(target, 'utf8') !== current) throw new Error('src/deploy/host/scripts.ts is stale: run npm run build')
}
