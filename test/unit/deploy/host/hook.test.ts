import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { hookRequest } from '../../../../src/deploy/hooks.ts'
import { hookScript } from '../../../../src/deploy/host/scripts.ts'
import { removeFolder, temporaryFolder } from '../../../support/temporary.ts'
import { shells } from '../small-shells.ts'

let folder: string
beforeAll(async () => {
  folder = await temporaryFolder('hook')
})
afterAll(() => removeFolder(folder))

interface Given {
  readonly script: string
  readonly variables?: Readonly<Record<string, string>>
  readonly own?: Readonly<Record<string, string>>
  readonly folder?: string
  readonly pids?: string
}

/** Runs a hook as a host does; what it prints without the first line, which names its process. */
function runHook([command = 'sh', ...args]: readonly string[], given: Given) {
  const hook = { script: given.script, variables: given.own ?? {} }
  const input = hookRequest({ hook, variables: given.variables ?? {}, folder: given.folder ?? folder, pids: given.pids ?? '' })
  const env = { PATH: process.env.PATH, SHLVL: '1' }
  const { stdout, stderr, status } = spawnSync(command, [...args, '-c', hookScript, 'sallyport'], { input, env, encoding: 'utf8' })
  const [first = '', ...rest] = stdout.split('\n')
  return { pid: /^sallyport-pid (\d+)$/.exec(first)?.[1], output: rest.join('\n'), stderr, status }
}

describe.each(shells)('a hook in %s', (_, shell) => {
  it('sees its variables as they are, however hostile', () => {
    const value = fc.string({ unit: 'binary', maxLength: 15 }).map((words) => words.replaceAll('\0', ''))
    const hostile = fc.constantFrom(
      "'; reboot; '",
      '$(reboot)',
      '`reboot`',
      '.',
      '\n.\nreboot',
      '-n',
      '\\n',
      '%s',
      '"',
      ' ',
      '',
      'ends\n\n',
      '\u001b[2J',
      '🚀',
    )
    const variables = fc.dictionary(fc.stringMatching(/^[A-Z][A-Z0-9_]{2,8}$/), fc.oneof(value, hostile), { minKeys: 1, maxKeys: 8 })
    fc.assert(
      fc.property(variables, (given) => {
        const safe = Object.fromEntries(Object.entries(given).map(([name, words]) => [`V_${name}`, words]))
        const script = Object.keys(safe)
          .map((name) => `printf '%s\\0' "$${name}"`)
          .join('\n')
        expect(runHook(shell, { script, variables: safe }).output.split('\0').slice(0, -1)).toEqual(Object.values(safe))
      }),
      { numRuns: 15, endOnFailure: true },
    )
  })

  it.each(['value', 'name', 'line', 'script', 'decode', 'i'])('may have a variable called %s', (name) => {
    expect(runHook(shell, { script: 'env', own: { [name]: 'mine', LAST: 'x' } }).output).toContain(`${name}=mine\n`)
  })

  it('sees nothing of what started it', () => {
    const names = ['pids', 'folder', 'line', 'value', 'script', 'decoded']
    const script = `printf '<%s>' ${names.map((name) => `"\${sallyport_${name}-}"`).join(' ')}; command -v decode`
    expect(runHook(shell, { script }).output).toBe('<>'.repeat(names.length))
  })

  it.each([
    { name: 'succeeds', script: 'true', status: 0 },
    { name: 'fails', script: 'exit 7', status: 7 },
    { name: 'fails in its last command', script: 'false', status: 1 },
    { name: 'is no shell script', script: 'if then (', status: 2 },
    { name: 'is empty', script: '', status: 0 },
    { name: 'ends in a comment', script: 'true # done', status: 0 },
    { name: 'has quotes and lines', script: `printf '%s' "it's"\n# '\ntrue`, status: 0 },
    { name: 'fails on the way under set -e', script: 'set -e\nfalse\ntrue', status: 1 },
    { name: 'sends itself a signal', script: 'kill -9 $$', status: null },
  ])('that $name ends so', ({ script, status }) => {
    const ended = runHook(shell, { script })
    if (status === 2) expect(ended.status).toBeGreaterThan(0)
    else expect(ended.status).toBe(status)
  })

  it('is read whole before it starts, and has nothing to read itself', () => {
    expect(runHook(shell, { script: 'cat\necho after' }).output).toBe('after\n')
  })

  it('starts in its folder, writes down its process, and has none of its text in an argument list', () => {
    const inner = join(folder, "it's a folder")
    mkdirSync(inner, { recursive: true })
    const pids = join(folder, 'pids of the run')
    writeFileSync(pids, '')
    const { output, pid } = runHook(shell, { script: `pwd; cat /proc/$$/cmdline | grep -c 'secret words'`, folder: inner, pids })
    expect(output).toBe(`${inner}\n0\n`)
    expect(readFileSync(pids, 'utf8')).toBe(`${pid}\n`)
  })

  it('does not start where its folder is missing', () => {
    const { status, output } = runHook(shell, { script: `echo > ${folder}/started`, folder: join(folder, 'none') })
    expect(status).toBe(73)
    expect(output).toBe('')
    expect(existsSync(join(folder, 'started'))).toBe(false)
  })
})
