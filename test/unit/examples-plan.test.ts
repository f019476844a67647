import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { allChannels } from '../../src/actions/notice-places.ts'
import { directoryOf } from '../../src/config/config.ts'
import { environmentOf } from '../../src/config/environment.ts'
import type { Workflow } from '../../src/github/workflow.ts'
import { checkInputs } from '../../src/github/workflow-inputs.ts'
import { parseWorkflow } from '../../src/github/workflow-yaml.ts'
import { givenInputs, showsEntry } from '../../src/plan/github/given-inputs.ts'
import { readPlanFile } from '../../src/plan/source/file/read-plan-file.ts'
import { load } from '../support/configuration-faults.ts'
import { ownSteps } from '../support/own-steps.ts'
import { planFaults } from '../support/plan-faults.ts'

const root = new URL('../../', import.meta.url).pathname
const read = (path: string): string => readFileSync(join(root, 'examples', path), 'utf8')
const files = readdirSync(join(root, 'examples'))
const plans = files.filter((name) => name.endsWith('release-plan.yml'))
const entriesOf = async (name: string) => (await readPlanFile(read(name), name, { zone: 'UTC', branch: 'main' })).entries

async function workflowOf(name: string): Promise<Workflow> {
  const found = await parseWorkflow(read(name), name)
  if (found.state !== 'found') throw new Error(found.problem.en)
  return found.workflow
}

const planSteps = (name: string) => ownSteps(name, parse(read(name))).filter(({ action }) => action === 'plan')

describe('the plan of the examples', () => {
  it('is there, and is one that Sallyport takes', async () => {
    expect(plans).toEqual(['release-plan.yml'])
    for (const name of plans) expect(await planFaults(read(name))).toEqual([])
  })

  it.each(plans)('%s starts workflows that are there, and take what they are given', async (name) => {
    for (const entry of await entriesOf(name)) {
      expect(files).toContain(entry.workflow)
      const workflow = await workflowOf(entry.workflow)
      const given = givenInputs(workflow, entry, { correlation: 'shop-1-a1b2c3d4', commit: '', requestedBy: 'li-lei' })
      expect([workflow.takesDispatch, checkInputs(workflow, given), given.version]).toEqual([true, [], entry.version])
    }
  })

  it.each(plans)('%s names people, environments and channels of the configuration that goes with it', async (name) => {
    const config = await load(read('sallyport.yml'), '', {})
    const { people, groups } = directoryOf(config)
    const known = ['', ...people.map((person) => person.name), ...Object.keys(groups)]
    for (const { owner, environment, notify } of await entriesOf(name)) {
      expect(known).toContain(owner)
      expect(notify.filter((channel) => !allChannels(config).includes(channel))).toEqual([])
      environmentOf(config, 'shop', environment)
    }
  })
})

describe('a workflow that a plan starts', () => {
  it.each(['planned-release.yml', 'release-feishu.yml'])(
    '%s names its entry, and asks first of all whether the plan still says so',
    async (name) => {
      expect(showsEntry(await workflowOf(name))).toBe(true)
      const { jobs } = parse(read(name)) as { readonly jobs: { readonly release: { readonly steps: readonly unknown[] } } }
      expect(jobs.release.steps[0]).toMatchObject({ if: "inputs.plan-entry != ''", with: { confirm: '${{ inputs.plan-entry }}' } })
      expect(planSteps(name)).toHaveLength(1)
    },
  )

  it('reads the same row of the same table as the plan', () => {
    const [first, second] = ['plan-feishu.yml', 'release-feishu.yml'].map(
      (name) => parse(String(planSteps(name)[0]?.with.bitable)) as unknown,
    )
    expect(first).toMatchObject({ channel: 'feishu', defaults: { workflow: 'release-feishu.yml' } })
    expect(second).toEqual(first)
  })

  it.each([
    ['plan.yml', 'planned-release.yml'],
    ['plan-feishu.yml', 'release-feishu.yml'],
  ])('wakes %s when it ends', (name, started) => {
    const { on } = parse(read(name)) as { readonly on: { readonly workflow_run: { readonly workflows: readonly string[] } } }
    expect(on.workflow_run.workflows).toEqual([(parse(read(started)) as { readonly name: string }).name])
  })
})
