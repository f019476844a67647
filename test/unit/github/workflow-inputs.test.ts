import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Workflow, WorkflowInput } from '../../../src/github/workflow.ts'
import { checkInputs } from '../../../src/github/workflow-inputs.ts'
import { refusedInputs } from '../../fakes/github/workflow-words.ts'

const input = (more: Partial<WorkflowInput> = {}): WorkflowInput => ({
  type: 'string',
  required: false,
  default: undefined,
  options: [],
  ...more,
})
const workflow = (inputs: Record<string, WorkflowInput>, takesDispatch = true): Workflow => ({
  path: '.github/workflows/release.yml',
  takesDispatch,
  inputs: new Map(Object.entries(inputs)),
  runName: '',
})
const release = workflow({
  version: input({ required: true }),
  level: input({ required: true, default: '1' }),
  blank: input({ required: true, default: '' }),
  region: input({ type: 'choice', options: ['cn', 'eu'] }),
  'dry-run': input({ type: 'boolean' }),
  count: input({ type: 'number' }),
})
const good = { version: 'v1', blank: 'x' }
const problems = (given: Record<string, string>, of = release) => checkInputs(of, given).map(({ en }) => en)

describe('the inputs of a workflow', () => {
  it.each([
    { name: 'what is required', given: good },
    { name: 'everything', given: { ...good, level: '2', region: 'cn', 'dry-run': 'true', count: '-1.5e3' } },
    { name: 'empty words where they are not required', given: { ...good, level: 'x' } },
  ])('may be $name', ({ given }) => {
    expect(problems(given)).toEqual([])
  })

  it.each([
    { name: 'an unknown one', given: { ...good, versoin: '' }, told: ['no input “versoin”; did you mean “version”?'] },
    { name: 'one like no other', given: { ...good, zzzzzzzzzz: '' }, told: ['no input “zzzzzzzzzz”.'] },
    { name: 'a part of every object', given: { ...good, constructor: 'x' }, told: ['no input “constructor”'] },
    { name: 'none', given: {}, told: ['requires the input “version”', 'requires the input “blank”'] },
    { name: 'an empty one', given: { ...good, version: '' }, told: ['requires the input “version”'] },
    { name: 'no option', given: { ...good, region: 'us' }, told: ['“region” must be one of “cn”, “eu”; it is “us”'] },
    { name: 'an empty option', given: { ...good, region: '' }, told: ['“region” must be one of'] },
    { name: 'neither yes nor no', given: { ...good, 'dry-run': 'TRUE' }, told: ['“dry-run” must be “true” or “false”; it is “TRUE”'] },
    { name: 'no number', given: { ...good, count: '1o' }, told: ['“count” must be a number; it is “1o”'] },
    { name: 'an empty number', given: { ...good, count: ' ' }, told: ['“count” must be a number'] },
    { name: 'a number without end', given: { ...good, count: 'Infinity' }, told: ['“count” must be a number'] },
    {
      name: 'words that are a command',
      given: { ...good, region: '\n::add-mask::x' },
      told: ['it is “⏎: :add-mask::x”'],
    },
  ])('may not be $name', ({ given, told }) => {
    expect(problems(given)).toEqual(told.map((words) => expect.stringContaining(words)))
  })

  it('are 25 at most, and 65535 characters', () => {
    const of = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`i${n}`, input()]))
    const give = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`i${n}`, '']))
    expect(problems(give(25), workflow(of(25)))).toEqual([])
    expect(problems(give(26), workflow(of(26)))).toEqual([expect.stringContaining('26 inputs')])
    const fits = 65_535 - '{"i0":""}'.length
    expect(problems({ i0: 'x'.repeat(fits) }, workflow(of(1)))).toEqual([])
    expect(problems({ i0: 'x'.repeat(fits + 1) }, workflow(of(1)))).toEqual([expect.stringContaining('65536 characters')])
  })

  it('do not matter where it cannot be started by hand', () => {
    expect(problems({ x: '' }, workflow({}, false))).toEqual([expect.stringContaining('no “on: workflow_dispatch”')])
  })

  it('that pass are taken by GitHub', () => {
    const inputs = fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.record({
        type: fc.constantFrom('string', 'boolean', 'choice', 'number'),
        required: fc.boolean(),
        default: fc.constantFrom(undefined, '', 'x'),
        options: fc.constant(['x', 'y']),
      }),
    )
    const given = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('', 'x', 'true', '1'))
    fc.assert(
      fc.property(inputs, given, (known, values) => {
        const refused = refusedInputs(known, values)
        if (refused !== undefined) expect(problems(values, workflow(known))).not.toEqual([])
      }),
    )
  })
})
