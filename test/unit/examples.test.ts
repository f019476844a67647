import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import type { Config } from '../../src/config/config.ts'
import { asksForApproval, environmentOf } from '../../src/config/environment.ts'
import { gatesIn, lookups, movable, stepsThatRun } from '../support/behind-gates.ts'
import { brokenPairs, commentsIn } from '../support/comments.ts'
import { load, resolve, resolveApproval, resolveNotices, sampleOf } from '../support/configuration-faults.ts'
import { evaluated } from '../support/expression.ts'
import { type OwnStep, ownStepFaults, ownSteps } from '../support/own-steps.ts'
import { callsIn, type ReusableWorkflow, reusable } from '../support/reusable-workflow.ts'
import { isMapping, type Mapping } from '../support/yaml-value.ts'

const root = new URL('../../', import.meta.url).pathname
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const files = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.yml'))
const configs = files.filter((name) => name.endsWith('sallyport.yml'))
const workflows = files.filter((name) => !configs.includes(name) && !name.endsWith('release-plan.yml'))

const exampleOf = (name: string) => {
  const words = read(`examples/${name}`)
  const value = parse(words) as Mapping
  return { words, value, jobs: Object.values(value.jobs as Readonly<Record<string, Mapping>>) }
}

/** What an input of the workflow may be, where a value is one; else the value itself. */
function choicesOf(value: unknown, workflow: Mapping): readonly string[] {
  const [, input] = /^\$\{\{ *inputs\.([\w-]+) *\}\}$/.exec(String(value ?? '')) ?? []
  if (input === undefined) return [String(value ?? '')]
  const dispatch = (workflow.on as Mapping).workflow_dispatch as Mapping
  return ((dispatch.inputs as Mapping)[input] as { readonly options: readonly string[] }).options
}

/** The configuration that a workflow says is its own; undefined where everything stands in the workflow. */
const configNamed = (words: string): string | undefined => /\bIts configuration: ((?:[\w-]+\.)?sallyport\.yml)/.exec(words)?.[1]

interface Use {
  readonly step: OwnStep
  readonly environment: string
  readonly project: string
}

const usesOf = (steps: readonly OwnStep[], workflow: Mapping): readonly Use[] =>
  steps.flatMap((step) =>
    choicesOf(step.with.environment, workflow).flatMap((environment) =>
      choicesOf(step.with.project ?? 'shop', workflow).map((project) => ({ step, environment, project })),
    ),
  )

const hostKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGOsg8MNqE0nqQ7wmLFXZAB9QdmCg8THvJOfKM2lix0P'
const knownHosts = `gate.example.com,inner.lan ${hostKey}`

/** Reads all that a step reads of its configuration, with the secrets that reach it. Throws what the user would be told. */
async function readAs({ step, environment, project }: Use, file: string | undefined): Promise<void> {
  const env = Object.fromEntries(Object.keys(step.env).map((name) => [name, name === 'KNOWN_HOSTS' ? knownHosts : sampleOf(name)]))
  const config = await load(file, String(step.with.config ?? ''), env)
  const isWhole = step.action === ''
  if (step.action === 'notify') return resolveNotices(config, project, environment || undefined)
  if (step.action === 'plan') return readAsPlan(step, config, project)
  const isAsked = step.action === 'approve' || (isWhole && asksForApproval(environmentOf(config, project, environment)))
  if (isAsked) resolveApproval(config, project, environment)
  if (step.action !== 'approve') resolve(config, project, environment)
  if (isWhole) resolveNotices(config, project, environment)
}

/** A plan that is looked at by the clock tells people; whoever only asks it something tells nobody, and needs none of their secrets. */
function readAsPlan({ with: given }: OwnStep, config: Config, project: string): void {
  if (given.task === 'tick') resolveNotices(config, project, undefined)
  if (typeof given.environment === 'string') environmentOf(config, project, given.environment)
}

describe.each(workflows)('%s', (name) => {
  const { words, value, jobs } = exampleOf(name)
  const steps = ownSteps(name, value)
  const calls = callsIn(value)
  const config = configNamed(words)

  it('uses Sallyport, with inputs and outputs that there are', async () => {
    expect(steps.length + calls.length).toBeGreaterThan(0)
    const alone = steps.map((step) => ({ ...step, with: { ...step.with, config: '${{ see below }}' } })) // it is read with its file
    expect(await ownStepFaults(alone, words)).toEqual([])
    expect(calls.flatMap(({ faults }) => faults)).toEqual([])
  })

  it('names a configuration that is there, or needs none', () => {
    const own = name.replace(/\.yml$/, '.sallyport.yml')
    expect(configs.includes(own) ? config : undefined).toBe(configs.includes(own) ? own : undefined)
    if (config) expect(configs).toContain(config)
    else expect(steps.filter((step) => typeof step.with.config !== 'string')).toEqual([])
  })

  it('gives every step the secrets that its configuration names, whatever is chosen', async () => {
    const file = config && read(`examples/${config}`)
    const called = calls.map(({ environment, secrets }) => ({
      ...{ where: name, action: '', id: undefined, with: { environment } },
      env: Object.fromEntries(secrets.map((secret) => [secret, ''])),
    }))
    for (const use of usesOf([...steps, ...called], value)) await readAs(use, file)
  })

  it('grants nothing by default, and gives a reason for each right', () => {
    expect(value.permissions).toEqual({})
    expect(jobs.filter(({ permissions }) => permissions === undefined)).toEqual([])
    const rights = words.split('\n').filter((line) => /^\s+[\w-]+: (?:read|write)\b/.test(line))
    expect(rights.filter((line) => !/ # \S/.test(line))).toEqual([])
    expect(words.match(/actions\/checkout@/g)?.length ?? 0).toBe(words.match(/persist-credentials: false/g)?.length ?? 0)
  })

  it('has a time limit for every job, and the newest major of actions that others made', () => {
    expect(jobs.filter((job) => 'steps' in job && job['timeout-minutes'] === undefined)).toEqual([])
    const foreign = [...words.matchAll(/\buses: (\S+)/g)]
      .map(([, action = '']) => action)
      .filter((action) => !action.startsWith('sallyport/'))
    const taken = ['actions/checkout@v6', 'actions/setup-node@v6', 'actions/upload-artifact@v5', 'actions/download-artifact@v6']
    expect(foreign.filter((action) => !taken.includes(action))).toEqual([])
  })

  it('pastes nothing into a script', () => {
    const scripts = jobs.flatMap(({ steps: own }) => (Array.isArray(own) ? own : [])).map((step: Mapping) => String(step.run ?? ''))
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([])
  })

  it('lets no tag that moves change what was approved', () => {
    const named = value.jobs as Readonly<Record<string, Mapping>>
    expect(movable(named)).toEqual([])
    if (gatesIn(named).length > 0) expect(lookups(named)).toHaveLength(1)
  })

  it('does not hold up people in a queue, unless it says why', async () => {
    if (name === 'canary.yml') return expect(words).toMatch(/Here a queue is right, people or not/)
    const file = config && read(`examples/${config}`)
    for (const job of jobs.filter((one) => value.concurrency !== undefined || one.concurrency !== undefined))
      for (const { step, environment, project } of usesOf(ownSteps(name, job), value)) {
        const loaded = await load(file, String(step.with.config ?? ''), {})
        const asks = step.action === '' && asksForApproval(environmentOf(loaded, project, environment))
        expect({ job: job.name, asks: asks || step.action === 'approve' }).toMatchObject({ asks: false })
      }
  })

  it('describes its inputs in both languages', () => {
    const dispatch = (value.on as Mapping).workflow_dispatch
    const inputs = isMapping(dispatch) && isMapping(dispatch.inputs) ? Object.values(dispatch.inputs) : []
    const described = (inputs as readonly { readonly description: string }[]).map(({ description }) => description)
    expect(described.filter((text) => !/^[^\p{Script=Han}]*\w.* \/ .*\p{Script=Han}/u.test(text))).toEqual([])
  })
})

describe('a tag that moves between the jobs of an example', () => {
  const commit = '${{ needs.approve.outputs.commit }}'
  const jobsOf = (name: string, from = '', to = '') => {
    const { words } = exampleOf(name)
    expect(words).toContain(from)
    return (parse(words.replace(from, to)) as { readonly jobs: Readonly<Record<string, Mapping>> }).jobs
  }

  it('is looked for where there are gates', () => {
    expect(workflows.filter((name) => movable(jobsOf(name)).length + gatesIn(jobsOf(name)).length > 0)).toEqual(
      expect.arrayContaining(['approve-then-deploy.yml', 'canary.yml']),
    )
  })

  it.each([
    ['a name behind the gate', 'approve-then-deploy.yml', commit, '${{ inputs.version }}'],
    ['a name in case there is no commit', 'approve-then-deploy.yml', commit, '${{ needs.approve.outputs.commit || inputs.version }}'],
    ['a commit that the gate does not hand on', 'approve-then-deploy.yml', 'commit: ${{ steps.gate.outputs.commit }}', 'other: x'],
    ['what was built, whatever was approved', 'canary.yml', commit, '${{ needs.build.outputs.commit }}'],
  ])('%s is found', (_, name, from, to) => {
    expect(movable(jobsOf(name, from, to))).toHaveLength(1)
  })

  it('a second look at the name is found', () => {
    const asked = 'commit: ${{ needs.build.outputs.commit }}'
    expect(lookups(jobsOf('canary.yml', asked, 'title: Canary'))).toEqual([
      'build: ${{ inputs.version }}',
      'approve: ${{ inputs.version }}',
    ])
    const built = 'ref: ${{ needs.build.outputs.commit }}'
    expect(lookups(jobsOf('canary.yml', built, 'ref: ${{ inputs.version }}'))).toHaveLength(2)
  })
})

describe('every comment of the examples', () => {
  it.each(files)('%s says it in English, and below that in Chinese', (name) => {
    const comments = commentsIn(read(`examples/${name}`))
    expect(comments.length).toBeGreaterThan(0)
    expect(brokenPairs(comments)).toEqual([])
  })

  it('a lack of either is found', () => {
    const found = (words: string) => brokenPairs(commentsIn(words)).length
    expect(found('# Only English.\na: 1\n')).toBe(1)
    expect(found('# 只有中文。\na: 1\n')).toBe(1)
    expect(found('# 先中文。\n# Then English.\na: 1\n')).toBe(1)
    expect(found('a: 1 # one\n')).toBe(1)
    expect(found('# One.\n# 一。\na: "# 1" # one · 一\n')).toBe(0)
  })
})

describe('the reusable workflow', () => {
  const { words, inputs, secrets, jobs } = reusable

  it('hands its own actions inputs that they have', async () => {
    expect(await ownStepFaults(ownSteps('release.yml', parse(words)), words)).toEqual([])
  })

  it('describes inputs and outputs in both languages', () => {
    const described = [...Object.values(inputs), ...Object.values(reusable.outputs)].map(({ description }) => description)
    expect(described.filter((text) => !/\w.* \/ .*\p{Script=Han}/u.test(text))).toEqual([])
  })

  it('needs one secret alone', () => {
    expect(Object.keys(secrets).filter((name) => secrets[name]?.required)).toEqual(['SALLYPORT_SIGNING_KEY'])
  })

  it('gives the job that asks no environment, no queue, and no secret of the deployment', () => {
    const asking = jobs.approve as ReusableWorkflow['jobs'][string]
    expect([asking.environment, asking.concurrency]).toEqual([undefined, undefined])
    expect(JSON.stringify(asking)).not.toMatch(/DEPLOY_|GATE_KEY/)
    expect(JSON.stringify(jobs.tell)).not.toMatch(/DEPLOY_|GATE_KEY|SIGNING/)
    expect(JSON.stringify(jobs.deploy)).not.toMatch(/TOKEN|WEBHOOK|SMTP/)
  })

  it('lets no tag that moves change what was approved', () => {
    expect(gatesIn(jobs)).toEqual(['approve'])
    expect(movable(jobs)).toEqual([])
    const { check: _, ...ofRelease } = jobs
    expect(lookups(ofRelease)).toEqual(['approve: ${{ inputs.version }}'])
  })

  it('checks out what people approved, and a name only where nobody is asked', () => {
    const { steps } = jobs.deploy as { readonly steps: readonly { readonly with: { readonly ref: string } }[] }
    const refOf = (approval: boolean, commit: string) =>
      evaluated(steps[0]?.with.ref ?? '', { inputs: { approval, version: 'v1.4.2' }, needs: { approve: { outputs: { commit } } } })
    expect([refOf(true, 'c0ffee'), refOf(true, ''), refOf(false, '')]).toEqual(['c0ffee', '', 'v1.4.2'])
  })

  it('runs nothing of a version that nobody was asked about beside the secrets of the environment, and reads no settings of it', () => {
    const beside = Object.entries(jobs).filter(([, job]) => job.environment !== undefined)
    expect(beside.map(([key]) => key)).toEqual(['check', 'deploy'])
    for (const [, job] of beside.filter(([key]) => key !== 'deploy')) {
      expect(stepsThatRun(job)).toEqual([])
      expect(ownSteps('release.yml', job).map((step) => step.with['config-ref'])).toEqual(['default-branch'])
    }
    expect([jobs.check?.if, jobs.approve?.if]).toEqual(['inputs.dry-run', '${{ !inputs.dry-run }}'])
    expect(jobs.deploy).toMatchObject({ needs: 'approve' })
  })

  it.each([
    ['a release', ['', ''], ['released', 'released'], ['approved', 'approved'], ['released', 'released']],
    ['a rejection', ['', ''], ['', ''], ['rejected', 'rejected'], ['rejected', 'rejected']],
    ['a build that fails, once it is approved', ['', ''], ['', ''], ['approved', 'approved'], ['failed', '']],
    ['the same, where the approval was carried over', ['', ''], ['', ''], ['approved', 'approved-before'], ['failed', '']],
    ['a build that fails where nobody was asked', ['', ''], ['', ''], ['', ''], ['failed', '']],
    [
      'a host that fails',
      ['', ''],
      ['rolled-back', 'health-check-failed'],
      ['approved', 'approved'],
      ['rolled-back', 'health-check-failed'],
    ],
    ['a look', ['ready', 'dry-run'], ['', ''], ['', ''], ['ready', 'dry-run']],
  ])('says how %s ended', (_, check, deploy, approve, expected) => {
    const outputsOf = ([outcome = '', code = '']: readonly string[]) => ({ outputs: { outcome, 'reason-code': code } })
    const contexts = { jobs: { check: outputsOf(check), deploy: outputsOf(deploy), approve: outputsOf(approve) } }
    const { outcome, 'reason-code': code } = reusable.outputs
    expect([outcome, code].map((output) => evaluated(output?.value ?? '', contexts))).toEqual(expected)
  })

  it('says that its actions stay those of v1, whatever commit it is called by', () => {
    expect(words).toMatch(/^# [^\n]*\n(?:# .*\n)*# whoever calls this file by a commit fixes the file, and not the actions/)
    expect(ownSteps('release.yml', parse(words)).length).toBe([...words.matchAll(/uses: sallyport\/\S+@v1$/gm)].length)
  })

  it('leaves its jobs their keys as names, by which an older runner finds its own', () => {
    expect(Object.values(jobs).filter(({ name }) => name !== undefined)).toEqual([])
  })

  it('runs what it is given as a variable', () => {
    const scripts = [...words.matchAll(/^ +(?:- )?run: (.*)$/gm)].map(([, script]) => script)
    expect(new Set(scripts)).toEqual(new Set(['bash -eo pipefail -c "$BUILD"']))
  })
})

describe.each(['README.md', 'README.zh-CN.md'])('examples/%s', (page) => {
  const rows = read(`examples/${page}`)
    .split('\n')
    .filter((line) => line.startsWith('| ['))

  it.each(workflows)('has a line for %s, with its configuration and secrets', (name) => {
    const { words } = exampleOf(name)
    const [row = '', ...others] = rows.filter((line) => line.startsWith(`| [${name}](${name}) `))
    expect(others).toEqual([])
    const config = configNamed(words)
    if (config) expect(row).toContain(`[${config}](${config})`)
    const secrets = [...words.matchAll(/\bsecrets\.(\w+)/g)].map(([, secret = '']) => secret)
    const told = [...(row.split('|').at(4) ?? '').matchAll(/`(\w+)`/g)].map(([, secret = '']) => secret)
    expect(told.toSorted()).toEqual([...new Set(secrets)].toSorted())
  })
})
