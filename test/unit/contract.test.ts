import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseAction } from '@actions/workflow-parser/actions/action-parser'
import { NoOperationTraceWriter } from '@actions/workflow-parser/templates/trace-writer'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { contracts, generatedFiles } from '../../script/lib/contract.ts'
import { generated as embeddedScripts } from '../../script/lib/embed-scripts.ts'
import { reasonCodes } from '../../src/kit/reason-codes.ts'
import { bundleBytes, reachableFiles } from '../support/bundle-size.ts'

const root = new URL('../../', import.meta.url).pathname
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** A copy of the public contract: names that workflows outside of the project rely on. Adding is free, taking away is not. */
const everyInput = ['config-file', 'config', 'config-ref', 'environment', 'project', 'token', 'locale', 'dry-run']
const everyOutput = ['outcome', 'reason-code', 'result']
const promised = {
  release: {
    inputs: [
      ...['approval', 'version', 'commit', 'title', 'description', 'timeout', 'on-timeout', 'requested-by', 'source', 'repository'],
      ...['ref', 'release', 'servers', 'force-unlock', 'adopt', 'channels', 'test-reports'],
    ],
    outputs: [
      ...['approval-id', 'approved-by', 'rejected-by', 'reason', 'waited-seconds', 'receipt', 'release', 'previous', 'hosts'],
      ...['failed-hosts', 'rolled-back', 'delivered', 'undelivered', 'deliveries', 'message-ids', 'edge'],
    ],
  },
  approve: {
    inputs: ['version', 'commit', 'title', 'description', 'timeout', 'on-timeout', 'fail-on', 'requested-by'],
    outputs: ['approval-id', 'approved-by', 'rejected-by', 'reason', 'waited-seconds', 'receipt'],
  },
  deploy: {
    inputs: ['version', 'source', 'repository', 'ref', 'release', 'servers', 'receipt', 'force-unlock', 'adopt'],
    outputs: ['release', 'previous', 'hosts', 'failed-hosts', 'rolled-back'],
  },
  rollback: {
    inputs: ['release', 'servers', 'list'],
    outputs: ['release', 'previous', 'hosts', 'failed-hosts', 'rolled-back', 'releases'],
  },
  notify: {
    inputs: [
      ...['event', 'status', 'level', 'title', 'message', 'channels', 'version', 'mode', 'message-ids'],
      ...['log-file', 'log-pattern', 'test-reports', 'fail-on'],
    ],
    outputs: ['delivered', 'undelivered', 'deliveries', 'message-ids', 'edge'],
  },
  plan: {
    inputs: ['plan-file', 'bitable', 'horizon', 'hold', 'at', 'workflow'],
    outputs: ['due', 'dispatched', 'next', 'late-seconds'],
  },
} as const

interface ActionFile {
  readonly name: string
  readonly description: string
  readonly branding: { readonly icon: string; readonly color: string }
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly required?: boolean; readonly default?: unknown }>>
  readonly outputs: Readonly<Record<string, { readonly description: string }>>
  readonly runs: { readonly using: string; readonly main: string; readonly post?: string }
}

const colors = ['white', 'black', 'yellow', 'blue', 'green', 'orange', 'red', 'purple', 'gray-dark']

it('a branch cannot change who approves it, unless the workflow wants that', () => {
  expect((parse(read('actions/approve/action.yml')) as ActionFile).inputs['config-ref']?.default).toBe('default-branch')
})

/** The folder of `action.yml`, from the root. */
const homeOf = (name: string): string => (name === 'release' ? '.' : `actions/${name}`)

describe.each(Object.keys(promised) as (keyof typeof promised)[])('action.yml of %s', (name) => {
  const words = read(`${homeOf(name)}/action.yml`)
  const action = parse(words) as ActionFile
  const contract = contracts.find(({ folder }) => folder === name)

  it('has the inputs and outputs that were promised', () => {
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining([...everyInput, ...promised[name].inputs]))
    expect(Object.keys(action.outputs)).toEqual(expect.arrayContaining([...everyOutput, ...promised[name].outputs]))
  })

  it('says what the code reads and puts out', () => {
    expect(Object.keys(action.inputs)).toEqual(Object.keys(contract?.inputs ?? {}))
    expect(Object.keys(action.outputs)).toEqual(Object.keys(contract?.outputs ?? {}))
    for (const [input, spec] of Object.entries(contract?.inputs ?? {})) {
      expect(action.inputs[input]).toEqual({
        description: spec.description.en,
        required: spec.required ?? false,
        ...(spec.default === undefined ? {} : { default: spec.default }),
      })
    }
  })

  it('can stand in the marketplace', () => {
    expect(action.description.length).toBeLessThan(125)
    expect(colors).toContain(action.branding.color)
    expect(action.branding.icon).toMatch(/^[a-z]+(?:-[a-z]+)*$/)
  })

  it('runs files that are there', () => {
    expect(action.runs.using).toBe('node24')
    for (const file of [action.runs.main, action.runs.post ?? action.runs.main])
      expect(existsSync(join(root, homeOf(name), file))).toBe(true)
  })

  it('is accepted by GitHub’s own parser', () => {
    const { value, context } = parseAction({ name: 'action.yml', content: words }, new NoOperationTraceWriter())
    expect(context.errors.getErrors().map(({ message }) => message)).toEqual([])
    expect(value).toBeDefined()
  })

  it('reads each input that has one name in the environment', () => {
    const variables = Object.keys(action.inputs).map((input) => input.replaceAll(' ', '_').toUpperCase())
    expect(new Set(variables).size).toBe(variables.length)
  })
})

it('GitHub’s parser finds what is wrong', () => {
  const wrong = 'name: x\ndescription: y\nruns: { using: node99, main: index.js }\n'
  const { context } = parseAction({ name: 'action.yml', content: wrong }, new NoOperationTraceWriter())
  expect(context.errors.getErrors()).not.toEqual([])
})

describe('what is generated', () => {
  const files = [...generatedFiles()]
  it.each(files)('%s says the same as the code', (path, words) => {
    expect(read(path)).toBe(words)
  })

  it('covers every action and both languages of its page', () => {
    const paths = files.map(([path]) => path)
    for (const name of readdirSync(join(root, 'actions')))
      expect(paths).toEqual(
        expect.arrayContaining([`actions/${name}/action.yml`, `actions/${name}/README.md`, `actions/${name}/README.zh-CN.md`]),
      )
    expect(paths).toEqual(
      expect.arrayContaining([
        'action.yml',
        'docs/release.md',
        'docs/release.zh-CN.md',
        'docs/reason-codes.md',
        'docs/reason-codes.zh-CN.md',
      ]),
    )
  })

  it('the scripts for hosts are those beside them', () => {
    expect(read('src/deploy/host/scripts.ts')).toBe(embeddedScripts())
  })
})

describe('reason codes', () => {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const code = sources.filter((name) => !name.endsWith('reason-codes.ts')).map((name) => read(`src/${name}`))

  it.each(Object.keys(reasonCodes))('%s is used', (name) => {
    expect(code.some((words) => words.includes(`'${name}'`))).toBe(true)
  })

  it('are all of the list', () => {
    // Others have codes as well, that of a mail server or a system call: ours are words in lower case.
    const used = code.flatMap((words) =>
      [...words.matchAll(/\b(?:code|reasonCode): '([a-z]+(?:-[a-z]+)*)'/g)].map(([, name]) => name ?? ''),
    )
    expect(used.length).toBeGreaterThan(40)
    expect(used.filter((name) => !(name in reasonCodes))).toEqual([])
  })

  it.each(Object.entries(reasonCodes))('%s is explained in both languages', (name, words) => {
    expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/)
    expect(words.en).toMatch(/^[A-Z].*\.$/)
    expect(words['zh-CN']).toMatch(/\p{Script=Han}.*。$/u)
  })
})

describe('dist', () => {
  const files = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(root, 'dist', name)).isFile(),
  )

  it('has no binary and no archive', () => {
    expect(files.filter((name) => !/\.(?:js|txt|json)$/.test(name))).toEqual([])
  })

  it.each(files.filter((name) => name.endsWith('.js')))('%s names no folder of the machine that built it', (name) => {
    const words = read(`dist/${name}`)
    expect(words).not.toContain(root)
    expect(words).not.toMatch(/["'`]\/(?:work|root|home|Users|github\/workspace)\//)
  })

  it.each(Object.keys(promised).filter((name) => name !== 'release'))('%s takes at most a megabyte', (name) => {
    expect(reachableFiles(name).length).toBeGreaterThan(5)
    expect(bundleBytes(name)).toBeLessThanOrEqual(1e6)
  })

  it('the whole takes little more than its parts: the doctor', () => {
    const parts = new Set(['approve', 'deploy', 'notify', 'rollback'].flatMap(reachableFiles))
    const own = reachableFiles('release').filter((file) => !parts.has(file))
    expect(own.reduce((sum, file) => sum + statSync(join(root, 'dist/shared', file)).size, 0)).toBeLessThanOrEqual(150_000)
  })

  it('takes at most three megabytes in all', () => {
    expect(files.reduce((sum, file) => sum + statSync(join(root, 'dist', file)).size, 0)).toBeLessThanOrEqual(3e6)
  })

  it('holds no file that no action loads', () => {
    const loaded = new Set(Object.keys(promised).flatMap(reachableFiles))
    expect(files.filter((file) => /^shared\/.*\.js$/.test(file) && !loaded.has(file.slice('shared/'.length)))).toEqual([])
  })

  it('holds an action for every action.yml, and no other', () => {
    const folders = readdirSync(join(root, 'dist'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(folders.map(({ name }) => name).sort()).toEqual([...readdirSync(join(root, 'actions')), 'release', 'shared'].sort())
  })
})
