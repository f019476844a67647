import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { repositoryRoot } from '../support/runner-context.ts'
import { allScenarios } from './scenarios/all.ts'

const files = readdirSync(join(repositoryRoot, 'examples')).filter((name) => name.endsWith('.yml'))
const examples = files.filter((name) => !name.endsWith('sallyport.yml'))
const configurations = files.filter((name) => name.endsWith('sallyport.yml'))

describe('every file in examples/', () => {
  it.each(examples)('%s is run, at least once with success', (name) => {
    expect(allScenarios.filter(({ example, ends }) => example === name && ends === 'well').map(({ shows }) => shows)).not.toEqual([])
  })

  it.each(configurations)('%s is what a run is configured with', (name) => {
    expect(allScenarios.filter(({ config }) => config === name).map(({ shows }) => shows)).not.toEqual([])
  })

  it('that is run is there', () => {
    expect(allScenarios.map(({ example }) => example).filter((name) => !examples.includes(name))).toEqual([])
  })
})
