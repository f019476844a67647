import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'

const kit = (name: string) => new URL(`../../../src/kit/${name}.ts`, import.meta.url).href
const imports = ['run', 'errors', 'text', 'cancelled'].map((name) => `import * as ${name} from '${kit(name)}'`).join('\n')
const well = `{ outcome: 'released', reasonCode: 'released', succeeded: true, result: { release: 'v1' } }`

let folder: string
let file: string
let count = 0
beforeAll(async () => {
  folder = await temporaryFolder('run')
})
afterAll(() => removeFolder(folder))

interface Ended {
  readonly code: number | null
  readonly log: string
  readonly outputs: string
}

/** Starts an action in a process of its own. */
function start(action: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  file = join(folder, `output-${count++}`)
  writeFileSync(file, '')
  return spawn(process.execPath, ['--input-type=module', '-e', `${imports}\nrun.run(${action})`], {
    env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', GITHUB_OUTPUT: file, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function end(child: ChildProcess): Promise<Ended> {
  let log = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    log += chunk.toString()
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, log, outputs: readFileSync(file, 'utf8') }
}

describe('run', () => {
  const cases = [
    { name: 'an action that succeeds', action: `async () => (${well})`, code: 0, reason: 'released', says: /^$/ },
    {
      name: 'an action that ends badly',
      action: `async () => ({ ...${well}, reasonCode: 'hook-failed', succeeded: false })`,
      code: 1,
      reason: 'hook-failed',
      says: /^$/,
    },
    {
      name: 'a mistake of the user',
      action: `async () => { throw new errors.InputError({ code: 'invalid-input', problem: text.text('Wrong.', '错误。'), where: 'with: x' }) }`,
      code: 1,
      reason: 'invalid-input',
      says: /^::error::Wrong\.%0A {2}Where: with: x$/m,
    },
    {
      name: 'a remote fault with a hostile message',
      action: `async () => { throw new errors.RemoteError({ code: 'unreachable', party: 'x', problem: text.verbatim('a\\n::add-mask::b') }) }`,
      code: 1,
      reason: 'unreachable',
      says: /^::error::a%0A: :add-mask::b$/m,
    },
    {
      name: 'a fault of our own',
      action: `async () => { throw new TypeError('oops') }`,
      code: 1,
      reason: 'internal-error',
      says: /A fault in Sallyport itself[\s\S]*TypeError: oops\n {4}at /,
    },
    {
      name: 'something thrown that is no error',
      action: `async () => { throw 'oops' }`,
      code: 1,
      reason: 'internal-error',
      says: /\noops$/m,
    },
    {
      name: 'the end of the time',
      action: `async () => { throw new cancelled.TimeLimit('over') }`,
      code: 1,
      reason: 'timed-out',
      says: /^::error::The time limit was reached\.$/m,
    },
    {
      name: 'a rejection that nobody awaits',
      action: `() => { Promise.reject(new Error('stray')); return new Promise(() => setInterval(() => {}, 1000)) }`,
      code: 1,
      reason: 'internal-error',
      says: /Error: stray/,
    },
    {
      name: 'an exception outside of the action',
      action: `() => { setTimeout(() => { throw new Error('stray') }); return new Promise(() => setInterval(() => {}, 1000)) }`,
      code: 1,
      reason: 'internal-error',
      says: /Error: stray/,
    },
    {
      name: 'a timer left behind',
      action: `async () => { setInterval(() => {}, 1000); return ${well} }`,
      code: 0,
      reason: 'released',
      says: /^$/,
    },
  ]
  it.each(cases)('$name', async ({ action, code, reason, says }) => {
    const ended = await end(start(action))
    expect(ended.code).toBe(code)
    expect(ended.outputs).toMatch(new RegExp(`^reason-code<<(\\S+)\\n${reason}\\n\\1$`, 'm'))
    expect(ended.outputs.match(/^outcome<</gm)).toHaveLength(1)
    expect(ended.log).toMatch(says)
  })

  it.each([
    { name: 'summary', env: { GITHUB_STEP_SUMMARY: '/dev/full' }, outputs: /^released$/m },
    { name: 'outputs', env: { GITHUB_OUTPUT: '/dev/full' }, outputs: /^$/ },
    { name: 'summary and outputs', env: { GITHUB_STEP_SUMMARY: '/dev/full', GITHUB_OUTPUT: '/dev/full' }, outputs: /^$/ },
  ])('ends as it ended on a full disk, which is said once: $name', async ({ env, outputs }) => {
    const ended = await end(start(`async (io) => { io.summary('a'); io.summary('b'); return ${well} }`, env))
    expect(ended.code).toBe(0)
    expect(ended.outputs).toMatch(outputs)
    expect(ended.log.match(/^::/gm)).toEqual(['::'])
    expect(ended.log).toMatch(/^::warning::Outputs, the page of the run or what the step after the job needs are not complete: ENOSPC/m)
  })

  it('speaks the language of the input', async () => {
    const thrown = `async () => { throw new errors.InputError({ code: 'invalid-input', problem: text.text('Wrong.', '错误。') }) }`
    expect((await end(start(thrown, { INPUT_LOCALE: 'zh-CN' }))).log).toContain('::error::错误。')
    expect((await end(start(thrown, { INPUT_LOCALE: '../x' }))).log).toContain('::error::Wrong.')
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('%s aborts the action, which ends as cancelled', async (signal) => {
    const action = `(io) => { console.log('ready'); return new Promise((_, reject) => {
      const alive = setInterval(() => {}, 1000)
      io.signal.addEventListener('abort', () => { clearInterval(alive); reject(io.signal.reason) })
    }) }`
    const child = start(action)
    child.stdout?.once('data', () => child.kill(signal))
    const { code, log, outputs } = await end(child)
    expect(code).toBe(1)
    expect(log).toContain(`Received ${signal}`)
    expect(log).toContain('::error::The run was cancelled.')
    expect(outputs).toMatch(/^cancelled$/m)
  })

  it('writes the whole summary, and prints no output where there is no runner', async () => {
    const page = join(folder, 'summary')
    const { log, code } = await end(
      start(`async (io) => { io.summary('# one'); io.summary('# two'); return ${well} }`, { GITHUB_STEP_SUMMARY: page, GITHUB_OUTPUT: '' }),
    )
    expect(code).toBe(0)
    expect(readFileSync(page, 'utf8')).toBe('# one\n# two\n')
    expect(log).toBe('')
  })

  it('prints a long log to its end before it ends', async () => {
    const { log } = await end(start(`async (io) => { for (let i = 0; i < 20000; i++) io.log.info('line ' + i); return ${well} }`))
    expect(log.trimEnd().split('\n')).toHaveLength(20_000)
  })
})
