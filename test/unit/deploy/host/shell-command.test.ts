import { spawn } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { agentScript, hookScript } from '../../../../src/deploy/host/scripts.ts'
import { loading } from '../../../../src/deploy/host/shell-command.ts'
import { findCommand } from '../../../support/find-command.ts'
import { removeFolder, temporaryFolder } from '../../../support/temporary.ts'

/** Shells that a user may log in to, and that run what they are told by `-c`. */
const logins = [['sh'], ['dash'], ['bash'], ['busybox', 'ash'], ['fish'], ['tcsh']].filter(([command]) => findCommand(command ?? ''))

let folder: string
beforeAll(async () => {
  folder = await temporaryFolder('login')
  for (const name of ['without dd', 'with an old dd']) {
    mkdirSync(join(folder, name))
    for (const command of ['sh', 'cat']) symlinkSync(findCommand(command) ?? '', join(folder, name, command))
  }
  writeFileSync(join(folder, 'with an old dd/dd'), '#!/bin/sh\necho "dd: unknown operand iflag" >&2\nexit 1\n', { mode: 0o755 })
})
afterAll(() => removeFolder(folder))

const tools = [
  { name: 'its own tools', path: () => process.env.PATH },
  { name: 'no dd', path: () => join(folder, 'without dd') },
  { name: 'a dd that does not know how', path: () => join(folder, 'with an old dd') },
]
const cases = logins.flatMap(([command = '', ...args]) =>
  tools.map(({ name, path }) => ({ name: `${command} with ${name}`, shell: findCommand(command) ?? '', args, path })),
)

const script = `printf '%s|' "it's" '$HOME' "\\\\" \`echo x\` '!!' 部署 "$0"
# a comment
IFS= read -r first
printf '%s|' "$first" "$(cat)"`

it.each(cases)('a script arrives unchanged and reads what follows: $name', async ({ shell, args, path }) => {
  const { command, input } = loading(script)
  const child = spawn(shell, [...args, '-c', command], { env: { PATH: path(), HOME: folder }, stdio: ['pipe', 'pipe', 'inherit'] })
  const said = text(child.stdout)
  const all = Buffer.from(`${input}first line\nand\n#\nmore`)
  for (const [from, to] of [[0, 1], [1, 40], [40, input.length - 3], [input.length - 3]]) {
    child.stdin.write(all.subarray(from, to))
    await delay(10) // arrives in pieces
  }
  child.stdin.end()
  expect(await said).toBe("it's|$HOME|\\|x|!!|部署|sallyport|first line|and\n#\nmore|")
})

it.each([agentScript, hookScript])('the command line is short, plain and one line', (given) => {
  const { command } = loading(given)
  expect(command.length).toBeLessThan(300)
  expect(command.slice("exec sh -c '".length, -"' sallyport".length)).not.toMatch(/['!\n]|\\\\|\\'/)
})

it.each([agentScript, hookScript])('no script holds the mark that ends it', (given) => {
  expect(given.split('\n')).not.toContain('#')
})
