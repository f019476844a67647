import { spawnSync } from 'node:child_process'

export type ShellName = 'sh' | 'bash'

/** What bash and shellcheck find wrong with a script. */
export function shellFaults(words: string, shell: ShellName): string[] {
  const runs = [
    spawnSync('bash', ['-n'], { input: words, encoding: 'utf8' }),
    spawnSync('shellcheck', [`--shell=${shell}`, '--severity=style', '--format=gcc', '-'], { input: words, encoding: 'utf8' }),
  ]
  return runs.filter(({ status }) => status !== 0).flatMap(({ stdout, stderr }) => `${stdout}${stderr}`.trim().split('\n'))
}
