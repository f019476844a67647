import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { cancel, runAction, runPost, startAction } from '../../support/runner.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'

let folder: string

const manifest = `
name: tiny
inputs:
  my input: { default: 'x' }
  dashed-one: {}
  token: { default: '\${{ github.token }}' }
  number: { default: '\${{ github.run_number }}' }
runs: { using: node24, main: main.cjs, post: post.cjs }
`
const main = `
const { appendFileSync } = require('node:fs')
const env = process.env
console.log('::group::Work\\nthe token is ' + env.INPUT_TOKEN + '\\rsecond')
console.error('::warning title=T::careful')
appendFileSync(env.GITHUB_OUTPUT, 'inputs<<E\\n' + [env.INPUT_MY_INPUT, env['INPUT_DASHED-ONE'], env.INPUT_NUMBER].join('|') + '\\nE\\n')
appendFileSync(env.GITHUB_STATE, 'left=this\\n')
appendFileSync(env.GITHUB_STEP_SUMMARY, '# Done in ' + process.cwd() + process.version + env.HOME)
if (env.WAIT === 'politely') process.on('SIGINT', () => { console.log('bye'); process.exit(3) })
if (env.WAIT === 'stubbornly') process.on('SIGINT', () => {}).on('SIGTERM', () => process.exit(4))
if (env.WAIT) { console.log('waiting'); setTimeout(() => {}, 30000) }
`

beforeAll(async () => {
  folder = await temporaryFolder('action')
  mkdirSync(join(folder, 'workspace'))
  writeFileSync(join(folder, 'action.yml'), manifest)
  writeFileSync(join(folder, 'main.cjs'), main)
  writeFileSync(join(folder, 'post.cjs'), 'console.log(process.env.STATE_left, process.env.INPUT_NUMBER)')
})
afterAll(() => removeFolder(folder))

describe('a step of an action', () => {
  it('has its inputs, files and job, and nothing else', async () => {
    process.env.LEAK = 'yes'
    const result = await runAction('tiny', { folder, inputs: { 'dashed-one': 'y' }, workspace: join(folder, 'workspace') })
    expect(result.outputs).toEqual({ inputs: 'x|y|7' })
    expect(result.state).toEqual({ left: 'this' })
    expect(result.summary).toMatch(`# Done in ${folder}/workspace`)
    expect(result.log.split('\n').sort()).toEqual(['Warning: careful', 'second', 'the token is ***', '▸ Work'])
    expect(result.raw).toMatch(/the token is ghs_/)
    expect(result.annotations).toEqual([{ level: 'warning', title: 'T', message: 'careful' }])
    expect([result.code, result.signal]).toEqual([0, null])
    expect((await runPost(result)).log).toBe('this 7')
    expect(existsSync(join(folder, 'workspace'))).toBe(true)
  })

  it('is told of a signal at a line', async () => {
    const result = await runAction('tiny', { folder, env: { WAIT: 'politely' }, signalAt: { line: /^waiting$/, signal: 'SIGINT' } })
    expect([result.code, result.log.endsWith('bye')]).toEqual([3, true])
    const killed = await runAction('tiny', { folder, env: { WAIT: 'politely' }, signalAt: { line: /^waiting$/, signal: 'SIGKILL' } })
    expect([killed.code, killed.signal]).toEqual([null, 'SIGKILL'])
  })

  it('is cancelled as the runner cancels', async () => {
    const step = await startAction('tiny', { folder, env: { WAIT: 'stubbornly' } })
    await step.waitForLine(/^waiting$/)
    const result = await cancel(step)
    expect(result.code).toBe(4)
    expect(result.seconds).toBeGreaterThan(7.4)
  })

  it('does not outlive its time', async () => {
    await expect(runAction('tiny', { folder, env: { WAIT: 'politely' }, timeout: 300 })).rejects.toThrow('did not end in time')
  })

  it('says what came instead of an awaited line', async () => {
    const step = await startAction('tiny', { folder })
    await expect(step.waitForLine(/never/)).rejects.toThrow('second')
  })
})
