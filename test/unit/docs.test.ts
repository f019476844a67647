import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parse, parseAllDocuments } from 'yaml'
import { approveInputs, approveOutputs } from '../../src/actions/approve-inputs.ts'
import { deployInputs, deployOutputs } from '../../src/actions/deploy-inputs.ts'
import { notifyInputs, notifyOutputs } from '../../src/actions/notify-inputs.ts'
import { planInputs, planOutputs } from '../../src/actions/plan-inputs.ts'
import { rollbackInputs, rollbackOutputs } from '../../src/actions/rollback-inputs.ts'
import { configurationFaults } from '../support/configuration-faults.ts'
import { readPage } from '../support/markdown.ts'
import { actionFaults, workflowFaults } from '../support/workflow-faults.ts'
import type { Mapping } from '../support/yaml-value.ts'

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
const examplePlans = filesBelow('examples', 'release-plan.yml')
const examples = filesBelow('examples', '.yml').filter((name) => !exampleConfigs.includes(name) && !examplePlans.includes(name))

const workflows = [...ownWorkflows, ...examples].map((name) => ({ name, words: read(name) }))
const configs = exampleConfigs.map((name) => ({ name, words: read(name) }))

const named = { approve: approveInputs, deploy: deployInputs, rollback: rollbackInputs, notify: notifyInputs, plan: planInputs } as const
const outputs = {
  approve: approveOutputs,
  deploy: deployOutputs,
  rollback: rollbackOutputs,
  notify: notifyOutputs,
  plan: planOutputs,
} as const

describe('YAML in the examples', () => {
  it('is there', () => {
    expect([workflows.length > 8, configs.length > 3]).toEqual([true, true])
  })

  it.each(workflows)('$name is a workflow that actionlint and GitHub take', async ({ name, words }) => {
    expect(await workflowFaults(name, words)).toEqual([])
  })

  it.each(configs)('$name is a configuration that Sallyport takes', async ({ words }) => {
    expect(await configurationFaults(words)).toEqual([])
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

  it.each(['.md', '.zh-CN.md'])('docs/README%s leads to every page of its language', (ending) => {
    const isOf = (name: string) => (ending === '.md' ? !name.endsWith('.zh-CN.md') : name.endsWith(ending))
    const listed = pages.find(({ name }) => name === `docs/README${ending}`)?.links ?? []
    const guides = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md') && isOf(name) && !name.startsWith('README'))
    expect(guides.filter((name) => !listed.some((link) => link.split('#')[0] === name))).toEqual([])
  })

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
    const isOurs = (action: string): boolean => /^(?:\.\/|sallyport\/sallyport[/@])/.test(action)
    const uses = [...read(name).matchAll(/uses: *(\S+)(.*)/g)].filter(([, action = '']) => !isOurs(action))
    const loose = uses.filter(([, action = '', comment = '']) => !/@[0-9a-f]{40}$/.test(action) || !/^ # v\d+\.\d+\.\d+$/.test(comment))
    expect(loose.map(([line]) => line)).toEqual([])
  })

  it.each(ownWorkflows)('%s grants nothing by default, and keeps no credentials', (name) => {
    const [document] = parseAllDocuments(read(name))
    expect(document?.toJS()).toMatchObject({ permissions: {} })
    expect(read(name).match(/actions\/checkout@/g)?.length ?? 0).toBe(read(name).match(/persist-credentials: false/g)?.length ?? 0)
  })
})
