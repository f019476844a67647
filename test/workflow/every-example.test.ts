import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { repositoryRoot } from '../support/runner-context.ts'
import { allScenarios } from './scenarios/all.ts'

const files = readdirSync(join(repositoryRoot, 'examples')).filter((name) => name.endsWith('.yml'))
const configurations = files.filter((name) => name.endsWith('sallyport.yml'))
const plans = files.filter((name) => name.endsWith('release-plan.yml'))
const examples = files.filter((name) => !configurations.includes(name) && !plans.includes(name))

describe('every file in examples/', () => {
  it.each(examples)('%s is run, at least once with success', (name) => {
    expect(allScenarios.filter(({ example, ends }) => example === name && ends === 'well').map(({ shows }) => shows)).not.toEqual([])
  })

  it.each(configurations)('%s is what a run is configured with', (name) => {
    expect(allScenarios.filter(({ config }) => config === name).map(({ shows }) => shows)).not.toEqual([])
  })

  it.each(plans)('%s is what a run goes by', (name) => {
    expect(allScenarios.filter(({ plan }) => plan === name).map(({ shows }) => shows)).not.toEqual([])
  })

  it('that is run is there', () => {
    expect(allScenarios.map(({ example }) => example).filter((name) => !examples.includes(name))).toEqual([])
  })
})
