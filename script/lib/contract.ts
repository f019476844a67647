/**
 * Writes what must say the same as the code: `action.yml` of every action, the tables of its README, `docs/reason-codes.md`.
 * `--check` only compares.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import { approveInputs, approveOutputs } from '../../src/actions/approve-inputs.ts'
import { deployInputs, deployOutputs } from '../../src/actions/deploy-inputs.ts'
import { notifyInputs, notifyOutputs } from '../../src/actions/notify-inputs.ts'
import { planInputs, planOutputs } from '../../src/actions/plan-inputs.ts'
import { releaseInputs, releaseOutputs } from '../../src/actions/release-inputs.ts'
import { rollbackInputs, rollbackOutputs } from '../../src/actions/rollback-inputs.ts'
import type { InputSpecs } from '../../src/kit/inputs.ts'
import { reasonCodes } from '../../src/kit/reason-codes.ts'
import type { Locale, Text } from '../../src/kit/text.ts'

interface ActionContract {
  /** Of the bundle in `dist/`. */
  readonly folder: string
  /** Where `action.yml` lies; default: `actions/<folder>`. Empty: the root. */
  readonly home?: string
  /** Its page, without `.md` and `.zh-CN.md`; default: `README` beside `action.yml`. */
  readonly page?: string
  readonly name: string
  readonly description: string
  readonly icon: string
  readonly color: string
  /** It leaves nothing that would have to be cleared up after the job. */
  readonly isSelfContained?: true
  readonly inputs: InputSpecs
  readonly outputs: Readonly<Record<string, Text>>
}

export const contracts: readonly ActionContract[] = [
  {
    folder: 'release',
    home: '',
    page: 'docs/release',
    name: 'Sallyport',
    description: 'Releases as one step: asks in a chat, deploys over SSH with rollback, tells everyone how it went.',
    icon: 'shield',
    color: 'blue',
    inputs: releaseInputs,
    outputs: releaseOutputs,
  },
  {
    folder: 'approve',
    name: 'Sallyport approve',
    description:
      'Asks people in a chat or on GitHub whether a release may go out, and waits for their decision. No click is lost or crossed.',
    icon: 'check-circle',
    color: 'blue',
    inputs: approveInputs,
    outputs: approveOutputs,
  },
  {
    folder: 'deploy',
    name: 'Sallyport deploy',
    description: 'Releases to servers over SSH: atomic switch, waves, health checks, automatic rollback. Nothing to install there.',
    icon: 'upload-cloud',
    color: 'green',
    inputs: deployInputs,
    outputs: deployOutputs,
  },
  {
    folder: 'rollback',
    name: 'Sallyport rollback',
    description: 'Goes back to an earlier release on servers that Sallyport deploys to, or lists the releases there.',
    icon: 'rotate-ccw',
    color: 'orange',
    inputs: rollbackInputs,
    outputs: rollbackOutputs,
  },
  {
    folder: 'notify',
    name: 'Sallyport notify',
    description: 'Tells people in their chats how a run went and why it failed: one message a run, known to have arrived.',
    icon: 'bell',
    color: 'purple',
    isSelfContained: true,
    inputs: notifyInputs,
    outputs: notifyOutputs,
  },
  {
    folder: 'plan',
    name: 'Sallyport plan',
    description: 'Starts planned releases on time, exactly once, from a file or a Feishu table; obeys freezes, holidays and late changes.',
    icon: 'calendar',
    color: 'orange',
    isSelfContained: true,
    inputs: planInputs,
    outputs: planOutputs,
  },
]

const homeOf = ({ folder, home = `actions/${folder}` }: ActionContract): string => (home ? `${home}/` : '')
const pageOf = (contract: ActionContract): string => contract.page ?? `${homeOf(contract)}README`

export function actionYaml(contract: ActionContract): string {
  const { folder, name, description, icon, color, inputs, outputs, isSelfContained } = contract
  const dist = `${homeOf(contract).replaceAll(/[^/]+\//g, '../')}dist/${folder}`
  const document = {
    name,
    description,
    author: 'The Sallyport authors',
    branding: { icon, color },
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([key, input]) => [
        key,
        {
          description: input.description.en,
          required: input.required ?? false,
          ...(input.default === undefined ? {} : { default: input.default }),
        },
      ]),
    ),
    outputs: Object.fromEntries(Object.entries(outputs).map(([key, words]) => [key, { description: words.en }])),
    runs: {
      using: 'node24',
      main: `${dist}/index.js`,
      ...(isSelfContained ? {} : { post: `${dist}/post.js`, 'post-if': 'always()' }),
    },
  }
  return `# Made by script/lib/contract.ts from src/actions/${folder}-inputs.ts. Do not edit.\n${stringify(document, { lineWidth: 0 })}`
}

const heads: Record<Locale, { inputs: string; outputs: string; required: string; fallback: string }> = {
  en: { inputs: '| Input | Default | What it says |', outputs: '| Output | What it says |', required: 'required', fallback: '–' },
  'zh-CN': { inputs: '| 输入 | 默认值 | 说明 |', outputs: '| 输出 | 说明 |', required: '必填', fallback: '–' },
}

export function tables({ inputs, outputs }: ActionContract, locale: Locale): string {
  const head = heads[locale]
  const inputRows = Object.entries(inputs).map(([key, input]) => {
    const value = input.required ? head.required : input.default ? `\`${input.default}\`` : head.fallback
    return `| \`${key}\` | ${value} | ${input.description[locale]} |`
  })
  const outputRows = Object.entries(outputs).map(([key, words]) => `| \`${key}\` | ${words[locale]} |`)
  return [head.inputs, '| --- | --- | --- |', ...inputRows, '', head.outputs, '| --- | --- |', ...outputRows].join('\n')
}

export const reasonTable = (locale: Locale): string =>
  [
    locale === 'en' ? '| Code | Meaning |' : '| 代码 | 含义 |',
    '| --- | --- |',
    ...Object.entries(reasonCodes).map(([code, words]) => `| \`${code}\` | ${words[locale]} |`),
  ].join('\n')

/** Puts generated text between `<!-- name -->` and `<!-- /name -->`. */
export function fill(page: string, name: string, words: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const from = page.indexOf(open)
  const to = page.indexOf(close)
  if (from < 0 || to < from) throw new Error(`no place for ${name}`)
  return `${page.slice(0, from + open.length)}\n${words}\n${page.slice(to)}`
}

const root = new URL('../..', import.meta.url).pathname

/** Every generated file with what it must say. Pages that do not exist yet are left out. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  const page = (path: string, change: (words: string) => string) => {
    if (existsSync(`${root}${path}`)) files.set(path, change(files.get(path) ?? readFileSync(`${root}${path}`, 'utf8')))
  }
  for (const contract of contracts) {
    files.set(`${homeOf(contract)}action.yml`, actionYaml(contract))
    page(`${pageOf(contract)}.md`, (words) => fill(words, 'contract', tables(contract, 'en')))
    page(`${pageOf(contract)}.zh-CN.md`, (words) => fill(words, 'contract', tables(contract, 'zh-CN')))
  }
  page('docs/reason-codes.md', (words) => fill(words, 'reason-codes', reasonTable('en')))
  page('docs/reason-codes.zh-CN.md', (words) => fill(words, 'reason-codes', reasonTable('zh-CN')))
  return files
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const stale = [...generatedFiles()].filter(
    ([path, words]) => !existsSync(`${root}${path}`) || readFileSync(`${root}${path}`, 'utf8') !== words,
  )
  if (process.argv.includes('--check')) {
    if (stale.length > 0) throw new Error(`stale, run npm run build: ${stale.map(([path]) => path).join(', ')}`)
  } else for (const [path, words] of stale) writeFileSync(`${root}${path}`, words)
}
