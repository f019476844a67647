import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type GitHub, gitHubWith } from '../../../src/github/client.ts'
import { readWorkflow, workflowName } from '../../../src/github/workflow-file.ts'
import { serverError } from '../../fakes/github/answers.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { leapingClock } from './leaping-clock.ts'

const repository = 'acme/shop'
const path = '.github/workflows/release.yml'
let fake: FakeGithub
let github: GitHub
beforeEach(async () => {
  fake = await startGithub({ token: 't' })
  github = gitHubWith('t', { GITHUB_API_URL: fake.url }, { clock: leapingClock(), random: () => 0 })
})
afterEach(() => fake.close())

const read = (words: string, ref = 'main') => {
  fake.state.files[`main:${path}`] = words
  return readWorkflow(github, repository, 'release.yml', ref)
}

describe('the file of a workflow', () => {
  it('says which inputs it takes, and what its runs are called', async () => {
    const words = `name: Release
run-name: Release \${{ inputs.version }}
on:
  push:
  workflow_dispatch:
    inputs:
      version: { description: What, required: true }
      region: { type: choice, options: [cn, eu, 7, true, null], default: cn }
      dry-run: { type: boolean, default: false }
      count: { type: number, default: 1.50, required: 'true' }
      where: { type: environment }
      bare:
      odd: { type: colour, options: [red], required: yes }
jobs: { a: { runs-on: x } }
`
    expect(await read(words)).toEqual({
      state: 'found',
      workflow: {
        path,
        takesDispatch: true,
        runName: 'Release ${{ inputs.version }}',
        inputs: new Map([
          ['version', { type: 'string', required: true, default: undefined, options: [] }],
          ['region', { type: 'choice', required: false, default: 'cn', options: ['cn', 'eu', '7', 'true', ''] }],
          ['dry-run', { type: 'boolean', required: false, default: 'false', options: [] }],
          ['count', { type: 'number', required: true, default: '1.5', options: [] }],
          ['where', { type: 'environment', required: false, default: undefined, options: [] }],
          ['bare', { type: 'string', required: false, default: undefined, options: [] }],
          ['odd', { type: 'string', required: false, default: undefined, options: [] }],
        ]),
      },
    })
  })

  it.each([
    { name: 'a word', words: 'on: workflow_dispatch', takes: true },
    { name: 'another word', words: 'on: push', takes: false },
    { name: 'a list', words: 'on: [push, workflow_dispatch]', takes: true },
    { name: 'a list without', words: 'on: [push]', takes: false },
    { name: 'a map', words: 'on:\n  workflow_dispatch:', takes: true },
    { name: 'a map without', words: 'on:\n  push: { branches: [workflow_dispatch] }', takes: false },
    { name: 'in quotes', words: '"on": { workflow_dispatch: {} }', takes: true },
    { name: 'of YAML 1.1, a yes', words: '%YAML 1.1\n---\non: { workflow_dispatch: }', takes: true },
    { name: 'an alias', words: 'x: &a [workflow_dispatch]\non: *a', takes: true },
    { name: 'an alias to what stands in a job', words: 'jobs: { a: &a { workflow_dispatch: } }\non: *a', takes: true },
    { name: 'not there', words: 'jobs: {}', takes: false },
    { name: 'nothing', words: 'on:', takes: false },
  ])('triggers as $name', async ({ words, takes }) => {
    expect(await read(words)).toMatchObject({ state: 'found', workflow: { takesDispatch: takes } })
  })

  const bomb = ['a0: &a0 [x, x]', ...Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`)].join('\n')
  it.each([
    { name: 'broken', words: 'on: [push', why: /Flow sequence/ },
    { name: 'a list', words: '- on', why: /no mapping/ },
    { name: 'empty', words: '', why: /no mapping/ },
    { name: 'twice the same', words: 'on: push\non: push', why: /unique/ },
    { name: 'a bomb of aliases', words: `${bomb}\non: *a30`, why: /Excessive alias count/ },
    { name: 'too long', words: `#${' '.repeat(600_000)}`, why: /more than 524288/ },
    { name: 'too deep', words: `on: ${'['.repeat(20_000)}`, why: /release\.yml is not/ },
    { name: 'an alias to nothing', words: 'on: *a', why: /Unresolved alias/ },
  ])('is unreadable where it is $name', async ({ words, why }) => {
    expect(await read(words)).toMatchObject({ state: 'unreadable', problem: { en: expect.stringMatching(why) } })
  })

  it('a bomb in its jobs does no harm', async () => {
    const began = performance.now()
    expect(await read(`${bomb}\non: workflow_dispatch`)).toMatchObject({ state: 'found' })
    expect(performance.now() - began).toBeLessThan(2000)
  })

  it('is looked for where it is asked for', async () => {
    fake.state.files[`topic:${path}`] = 'on: push'
    expect(await read('on: workflow_dispatch', 'topic')).toMatchObject({ workflow: { takesDispatch: false } })
    expect(await read('on: workflow_dispatch', 'default-branch')).toMatchObject({ workflow: { takesDispatch: true } })
    expect(await read('on: push', 'no\n::such')).toMatchObject({ state: 'not-there', problem: { en: expect.not.stringContaining('\n') } })
  })

  it('is not asked for by what is no name', async () => {
    for (const file of ['../secrets.yml', 'a/b.yml', 'release', '', '.github/workflows/../x.yml', 'a\n.yml', '..\\a.yml']) {
      expect(await readWorkflow(github, repository, file, 'main')).toMatchObject({ state: 'not-there' })
    }
    expect(fake.requests).toEqual([])
    expect([workflowName(path), workflowName('a b.YAML')]).toEqual(['release.yml', 'a b.YAML'])
  })

  it('is not said to be missing where GitHub cannot be asked', async () => {
    fake.faults.outage = { does: serverError }
    await expect(read('on: push')).rejects.toMatchObject({ code: 'github-failed', retryable: true })
  })
})
