import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parse, parseAllDocuments } from 'yaml'
import { platformsOf } from '../../src/actions/approval-channels.ts'
import { approveInputs, approveOutputs } from '../../src/actions/approve-inputs.ts'
import { deployInputs, deployOutputs } from '../../src/actions/deploy-inputs.ts'
import { allChannels } from '../../src/actions/notice-places.ts'
import { notifyInputs, notifyOutputs } from '../../src/actions/notify-inputs.ts'
import { rollbackInputs, rollbackOutputs } from '../../src/actions/rollback-inputs.ts'
import { resolvePolicy } from '../../src/approval/resolve-policy.ts'
import { type Config, channelNamed, directoryOf } from '../../src/config/config.ts'
import { approvalSettings, deploySettings, environmentOf, notifySettings } from '../../src/config/environment.ts'
import { loadConfig } from '../../src/config/load.ts'
import { resolveServer } from '../../src/config/resolve-server.ts'
import { general } from '../../src/config/schema.ts'
import { secretsFrom } from '../../src/config/secrets.ts'
import { selectServers } from '../../src/config/select-servers.ts'
import { mappingAt } from '../../src/config/tree.ts'
import { readPins } from '../../src/ssh/pins.ts'
import { readPage } from '../support/markdown.ts'
import { actionFaults, workflowFaults } from '../support/workflow-faults.ts'

const root = new URL('../..', import.meta.url).pathname
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const filesBelow = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))

const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...['docs', 'actions', 'examples', '.github'].flatMap((folder) => filesBelow(folder, '.md')),
].map((path) => ({ name: path, ...readPage(read(path)) }))

const ownWorkflows = filesBelow('.github/workflows', '.yml')
const exampleConfigs = filesBelow('examples', 'sallyport.yml')
const examples = filesBelow('examples', '.yml').filter((name) => !exampleConfigs.includes(name))
/** The configuration beside a workflow: its own, or the one of those that only deploy. */
const configOf = (example: string): string =>
  exampleConfigs.find((name) => name === example.replace(/\.yml$/, '.sallyport.yml')) ?? 'examples/sallyport.yml'

const yamlBlocks = pages.flatMap(({ name, blocks }) =>
  blocks
    .filter(({ language }) => /^ya?ml$/.test(language))
    .map((block) => ({ name: `${name}:${block.line}`, words: block.words, value: parse(block.words) as unknown })),
)

type Mapping = Readonly<Record<string, unknown>>
const isMapping = (value: unknown): value is Mapping => typeof value === 'object' && value !== null && !Array.isArray(value)
const isWorkflow = (value: unknown): boolean => isMapping(value) && 'on' in value && 'jobs' in value

const sections = new Set([
  ...Object.keys(general),
  'people',
  'channels',
  'servers',
  'known-hosts',
  'hook-templates',
  'environments',
  'projects',
])
const isConfig = (value: unknown): boolean => isMapping(value) && Object.keys(value).every((key) => sections.has(key))

const workflows = [
  ...[...ownWorkflows, ...examples].map((name) => ({ name, words: read(name) })),
  ...yamlBlocks.filter(({ value }) => isWorkflow(value)),
]
const configs = [...exampleConfigs.map((name) => ({ name, words: read(name) })), ...yamlBlocks.filter(({ value }) => isConfig(value))]

/** What a variable of this name may hold. */
function sampleOf(name: string): string {
  if (name.startsWith('SMTP')) return 'smtp://user:password@mail.example.com:587'
  return /WEBHOOK|URL/.test(name) ? 'https://chat.example.com/hook/1' : 'something'
}

/** The environment with something in every variable that a text names. */
const filled = (words: string): NodeJS.ProcessEnv =>
  Object.fromEntries([...words.matchAll(/\$\{?([A-Z_][A-Z0-9_]*)/g)].map(([, name = '']) => [name, sampleOf(name)]))

const load = (file: string | undefined, inline: string, env: NodeJS.ProcessEnv): Promise<Config> =>
  loadConfig(
    { file: '.github/sallyport.yml', inline, ref: 'somewhere', workspace: root, readAt: async () => file },
    secretsFrom(env, () => {}),
  )

/** Everything that a deployment to an environment would read. Throws what the user would be told. */
function resolve(config: Config, project: string, environment: string): void {
  const settings = deploySettings(config, environmentOf(config, project, environment))
  for (const server of selectServers(config, settings.servers)) readPins(resolveServer(config, server))
}

/** Every channel that a message may go to. Throws what the user would be told. */
function resolveNotices(config: Config, project: string, environment: string | undefined): void {
  if (environment !== undefined) notifySettings(config, environmentOf(config, project, environment))
  for (const name of allChannels(config)) channelNamed(config, name)
}

/** Everything that a request for an environment would read. Throws what the user would be told, also where nobody could decide. */
function resolveApproval(config: Config, project: string, environment: string): void {
  const settings = approvalSettings(config, environmentOf(config, project, environment))
  const channels = settings.channels.flatMap((name) => channelNamed(config, name) ?? [])
  const platforms = platformsOf(channels)
  resolvePolicy(settings, directoryOf(config), {
    project,
    environment,
    requesters: [],
    authors: [],
    platforms: platforms.size > 0 ? platforms : new Set(['github']),
  })
}

const environmentsIn = (words: string): readonly (readonly [string, Mapping])[] =>
  Object.entries(((parse(words) as Mapping).environments ?? {}) as Mapping).flatMap(([name, written]) =>
    isMapping(written) ? [[name, written] as const] : [],
  )

interface Step {
  readonly where: string
  readonly action: string
  readonly with: Mapping
  readonly env: Mapping
}

const named = { approve: approveInputs, deploy: deployInputs, rollback: rollbackInputs, notify: notifyInputs } as const
const outputs = { approve: approveOutputs, deploy: deployOutputs, rollback: rollbackOutputs, notify: notifyOutputs } as const

/** The steps of a value that use our actions, wherever they stand, with all environment variables that reach them. */
function stepsIn(where: string, value: unknown, env: Mapping = {}): Step[] {
  if (Array.isArray(value)) return value.flatMap((item) => stepsIn(where, item, env))
  if (!isMapping(value)) return []
  const reach = isMapping(value.env) ? { ...env, ...value.env } : env
  const [, action] = /^sallyport\/sallyport\/actions\/([\w-]+)@/.exec(String(value.uses ?? '')) ?? []
  if (action) return [{ where, action, with: (value.with ?? {}) as Mapping, env: reach }]
  return Object.values(value).flatMap((child) => stepsIn(where, child, reach))
}

const steps = [
  ...examples.flatMap((name) => stepsIn(name, parse(read(name)))),
  ...yamlBlocks.flatMap(({ name, value }) => stepsIn(name, value)),
]

describe('YAML in the pages and examples', () => {
  it('is there', () => {
    expect([workflows.length > 8, configs.length > 3, steps.length > 8]).toEqual([true, true, true])
  })

  it.each(workflows)('$name is a workflow that actionlint and GitHub take', async ({ name, words }) => {
    expect(await workflowFaults(name.replace(/:(\d+)$/, '-$1.yml'), words)).toEqual([])
  })

  it.each(configs)('$name is a configuration that Sallyport takes', async ({ words }) => {
    const config = await load(words, '', filled(words))
    for (const [environment, written] of environmentsIn(words)) {
      if (isMapping(written.deploy) && 'servers' in written.deploy) resolve(config, 'shop', environment)
      if (isMapping(written.approval) && 'require' in written.approval && isMapping(parse(words).people))
        resolveApproval(config, 'shop', environment)
    }
  })

  it.each(steps.map((step) => ({ ...step, name: `${step.action} in ${step.where}` })))(
    '$name has inputs that exist',
    ({ action, with: given }) => {
      const known = named[action as keyof typeof named]
      expect(Object.keys(given).filter((key) => !(key in known))).toEqual([])
      expect(Object.entries(known).filter(([key, input]) => 'required' in input && !(key in given))).toEqual([])
    },
  )

  it.each(examples)('%s gives its step every secret that the configuration names', async (name) => {
    const file = read(configOf(name))
    for (const step of stepsIn(name, parse(read(name)))) {
      const env = Object.fromEntries(Object.keys(step.env).map((key) => [key, sampleOf(key)]))
      const config = await load(file, String(step.with.config ?? ''), env)
      const chosen = String(step.with.environment ?? '')
      const project = /\$\{\{/.test(String(step.with.project ?? '')) ? 'shop' : String(step.with.project ?? 'shop')
      const all = [...(mappingAt(config.tree, ['environments'])?.entries.keys() ?? [])]
      if (step.action === 'notify') {
        resolveNotices(config, project, chosen || undefined)
        continue
      }
      const check = step.action === 'approve' ? resolveApproval : resolve
      for (const environment of chosen.includes('${{') ? all : [chosen]) check(config, project, environment)
    }
  })
})

describe('the actions', () => {
  it.each(filesBelow('actions', 'action.yml'))('%s is one that GitHub takes', (name) => {
    expect(actionFaults(name, read(name))).toEqual([])
    const { description } = parse(read(name)) as { description: string }
    expect(description.length).toBeLessThan(125)
  })

  it.each(Object.keys(named))('%s explains every input and output', (action) => {
    for (const language of ['README.md', 'README.zh-CN.md']) {
      const words = read(`actions/${action}/${language}`)
      const keys = [...Object.keys(named[action as keyof typeof named]), ...Object.keys(outputs[action as keyof typeof outputs])]
      expect(keys.filter((key) => !words.includes(`\`${key}\``))).toEqual([])
    }
  })
})

describe('the pages', () => {
  it.each(pages)('$name links to what exists', ({ name, links }) => {
    const broken = links.filter((link) => !/^[a-z]+:/.test(link)).filter((link) => !leadsSomewhere(name, link))
    expect(broken).toEqual([])
  })

  function leadsSomewhere(from: string, link: string): boolean {
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? from : normalize(join(dirname(from), path))
    if (!existsSync(join(root, target))) return false
    return (
      anchor === undefined ||
      (pages.find(({ name }) => name === target.replace(/\/$/, ''))?.anchors.has(decodeURIComponent(anchor)) ?? false)
    )
  }

  it.each(pages.filter(({ name }) => existsSync(join(root, name.replace(/\.md$/, '.zh-CN.md')))))(
    '$name has the same shape in Chinese',
    ({ name, headings, blocks }) => {
      const other = readPage(read(name.replace(/\.md$/, '.zh-CN.md')))
      expect(other.headings.map(({ level }) => level)).toEqual(headings.map(({ level }) => level))
      expect(other.blocks.map(({ language }) => language)).toEqual(blocks.map(({ language }) => language))
      expect(other.headings.some(({ title }) => /\p{Script=Han}/u.test(title))).toBe(true)
    },
  )

  it.each(pages)('$name names only scripts and folders that exist', ({ name, prose, blocks }) => {
    const words = [prose, ...blocks.filter(({ language }) => /^(|sh|bash|console)$/.test(language)).map((block) => block.words)].join('\n')
    const paths = [...words.matchAll(/(?<![\w/.-])(?:\.\/)?((?:script|test|src|schema|bench|examples|\.ci|docs)\/[\w./-]*\w)/g)]
    const missing = paths.map(([, path = '']) => path).filter((path) => !existsSync(join(root, path)))
    expect({ name, missing }).toEqual({ name, missing: [] })
  })

  it.each(pages)('$name names only npm scripts that exist', ({ prose, blocks }) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Mapping }
    const words = [prose, ...blocks.map((block) => block.words)].join('\n')
    const called = [...words.matchAll(/\bnpm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, script = '']) => script)
    expect(called.filter((script) => !(script in scripts))).toEqual([])
  })

  it.each(['README.md', 'README.zh-CN.md'])('%s says what every dependency is for', (name) => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json')) as Record<string, Mapping>
    const packages = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
    expect(packages.filter((dependency) => !read(name).includes(`\`${dependency}\``))).toEqual([])
  })

  it('leads from the code to anchors that exist', () => {
    const sources = filesBelow('src', '.ts').map(read).join('\n')
    const references = [...sources.matchAll(/docs\/[\w.-]+\.md#[\w-]+/g)].map(([reference]) => reference)
    expect(references.length).toBeGreaterThan(0)
    expect(references.filter((reference) => !leadsSomewhere('README.md', reference))).toEqual([])
  })
})

describe('workflows', () => {
  it.each(ownWorkflows)('%s pins every foreign action by its commit', (name) => {
    const uses = [...read(name).matchAll(/uses: *(\S+)(.*)/g)].filter(([, action = '']) => !action.startsWith('./'))
    const loose = uses.filter(([, action = '', comment = '']) => !/@[0-9a-f]{40}$/.test(action) || !/^ # v\d+\.\d+\.\d+$/.test(comment))
    expect(loose.map(([line]) => line)).toEqual([])
  })

  it.each(ownWorkflows)('%s grants nothing by default, and keeps no credentials', (name) => {
    const [document] = parseAllDocuments(read(name))
    expect(document?.toJS()).toMatchObject({ permissions: {} })
    expect(read(name).match(/actions\/checkout@/g)?.length ?? 0).toBe(read(name).match(/persist-credentials: false/g)?.length ?? 0)
  })
})
