import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { blockFaults, type Kind, kindOf } from '../support/doc-blocks.ts'
import { readPage } from '../support/markdown.ts'
import { describeWith } from '../support/needs.ts'

const root = new URL('../../', import.meta.url).pathname
const pagesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: folder !== '.', encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.startsWith('adr/'))
    .map((name) => join(folder, name))
    .sort()

const pages = ['.', 'docs', 'actions', 'examples', 'bench', '.github'].flatMap(pagesIn)
const blocks = pages.flatMap((page) =>
  readPage(readFileSync(join(root, page), 'utf8')).blocks.map((block) => ({ name: `${page}:${block.line}`, block, kind: kindOf(block) })),
)
const countOf = (kind: Kind | undefined): number => blocks.filter((block) => block.kind === kind).length

describe('the blocks of code in the pages', () => {
  it('all have something that checks them, or say that they have not', () => {
    expect(blocks.filter(({ kind }) => kind === undefined).map(({ name }) => name)).toEqual([])
  })

  it('are of every kind, and few are unchecked', () => {
    const counts = {
      workflow: countOf('workflow') > 40,
      configuration: countOf('configuration') > 40,
      plan: countOf('plan') > 8,
      shell: countOf('shell') > 10,
    }
    expect(counts).toEqual({ workflow: true, configuration: true, plan: true, shell: true })
    expect(countOf('unchecked') / blocks.length).toBeLessThan(0.15)
  })
})

// GitHub's parser and actionlint for workflows, our own loader for configurations and plans, bash and shellcheck for scripts, those in workflows too.
describeWith(['bash', 'shellcheck'], 'what people copy from the pages works', () => {
  it.each(blocks.filter(({ kind }) => kind !== undefined && kind !== 'unchecked'))('$name, a $kind', async ({ name, block }) => {
    expect(await blockFaults(name, block)).toEqual([])
  })
})

interface Planted {
  readonly name: string
  readonly fence: string
  readonly words: string
  readonly fault: RegExp
}

const step = (rest: string): string => `- id: deploy\n  uses: sallyport/sallyport/actions/deploy@v1\n${rest}`
const job = (rest: string): string => `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${rest}`

const planted: readonly Planted[] = [
  { name: 'a key that no workflow has', fence: 'yaml', words: job('      - usess: actions/checkout@v6\n'), fault: /usess/ },
  {
    name: 'a permission that does not exist',
    fence: 'yaml',
    words: `permissions: { issue: write }\n${job('      - run: true\n')}`,
    fault: /issue/,
  },
  { name: 'a needed job that is not there', fence: 'yaml', words: job('      - run: true\n    needs: b\n'), fault: /needs|needed|depend/ },
  { name: 'an expression that GitHub cannot read', fence: 'yaml', words: "- run: echo '${{ github.ref_nme }}'\n", fault: /ref_nme/ },
  {
    name: 'an input that the action does not have',
    fence: 'yaml',
    words: step('  with: { environment: a, verson: b }\n'),
    fault: /no input verson/,
  },
  {
    name: 'a required input that is missing',
    fence: 'yaml',
    words: step('  with: { version: b }\n'),
    fault: /needs the input environment/,
  },
  {
    name: 'an input that the whole does not have',
    fence: 'yaml',
    words: '- uses: sallyport/sallyport@v1\n  with: { environment: a, receipt: b }\n',
    fault: /no input receipt/,
  },
  {
    name: 'an action that there is not',
    fence: 'yaml',
    words: '- uses: sallyport/sallyport/actions/depoly@v1\n',
    fault: /no action sallyport\/depoly/,
  },
  {
    name: 'an output that the action does not have',
    fence: 'yaml',
    words: `${step('  with: { environment: a }\n')}- run: echo "$A"\n  env: { A: '\${{ steps.deploy.outputs.relase }}' }\n`,
    fault: /no output relase/,
  },
  {
    name: 'a mistake in configuration within a step',
    fence: 'yaml',
    words:
      "- uses: sallyport/sallyport/actions/notify@v1\n  with:\n    config: |\n      channels: { a: { type: slak, webhook: 'https://a.example' } }\n",
    fault: /slak/,
  },
  {
    name: 'a secret that does not reach the step',
    fence: 'yaml',
    words:
      '- uses: sallyport/sallyport/actions/notify@v1\n  with:\n    config: |\n      channels: { a: { type: slack, webhook: $HOOK } }\n',
    fault: /HOOK/,
  },
  { name: 'a script in a step that is no shell', fence: 'yaml', words: '- run: if true; echo\n', fault: /syntax error/ },
  { name: 'a script in a step that does not quote', fence: 'yaml', words: '- run: rm $A\n', fault: /SC2086/ },
  {
    name: 'a key that the configuration does not have',
    fence: 'yaml',
    words: 'environments:\n  a: { deploy: { wave: [1] } }\n',
    fault: /waves/,
  },
  {
    name: 'a part of the configuration that there is not',
    fence: 'yaml',
    words: 'chanels:\n  a: { type: github }\n',
    fault: /nothing checks/,
  },
  {
    name: 'a secret that is written out',
    fence: 'yaml',
    words: 'channels:\n  a: { type: slack, token: xoxb-1, chat: C1 }\n',
    fault: /must not stand in the file/,
  },
  {
    name: 'a host key that is none',
    fence: 'yaml',
    words:
      'servers:\n  a: { host: a, user: b, key: $K, host-key: ssh-ed25519 AAAA }\nenvironments:\n  a: { deploy: { servers: [a], releases: /a, live: /b } }\n',
    fault: /host key of a cannot be read/,
  },
  {
    name: 'a policy that nobody can satisfy',
    fence: 'yaml',
    words: 'people:\n  a: { github: a }\nenvironments:\n  a: { approval: { require: [{ count: 2, from: [a] }] } }\n',
    fault: /2 of a are needed, 1 can decide/,
  },
  { name: 'a key that no plan has', fence: 'yaml', words: 'defaults: { workflw: a.yml }\n', fault: /workflow/ },
  {
    name: 'an entry of a plan at a time that is none',
    fence: 'yaml',
    words: 'entries:\n  - { id: a, at: 2026-02-30 09:00, workflow: a.yml }\n',
    fault: /2026-02-30/,
  },
  {
    name: 'a window of a plan that does not say when',
    fence: 'yaml',
    words: 'calendar:\n  allow: [{ name: a }]\n',
    fault: /when it holds/,
  },
  {
    name: 'a cron expression of a plan that fires never',
    fence: 'yaml',
    words: "calendar:\n  allow: [{ name: a, cron: '0 0 31 2 *', for: 1h }]\n",
    fault: /31 2/,
  },
  { name: 'a column that no plan has', fence: 'csv', words: 'id,at,wrkflow\na,2026-12-01 09:00,a.yml\n', fault: /workflow/ },
  {
    name: 'an event of a plan that is only tentative',
    fence: 'ics',
    words:
      'BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:a\nBEGIN:VEVENT\nUID:a\nDTSTART:20261201T090000\nSTATUS:TENTATIVE\nEND:VEVENT\nEND:VCALENDAR\n',
    fault: /tentative/,
  },
  {
    name: 'a table of a plan whose id is none',
    fence: 'yaml',
    words: "- uses: sallyport/sallyport/actions/plan@v1\n  with:\n    bitable: '{ channel: a, app-token: bascn1, table: tab1 }'\n",
    fault: /tbl/,
  },
  { name: 'what is no YAML', fence: 'yaml', words: 'a: [\n', fault: /./ },
  { name: 'YAML of another tool', fence: 'yaml', words: 'services:\n  web: { image: nginx }\n', fault: /nothing checks/ },
  { name: 'a shell script that does not end', fence: 'sh', words: 'if true; then\n', fault: /syntax error/ },
  { name: 'a word of bash in sh', fence: 'sh', words: '[[ -f a ]] && echo a\n', fault: /SC3010/ },
  { name: 'a variable that is not quoted', fence: 'bash', words: 'rm $A\n', fault: /SC2086/ },
  { name: 'what is no JSON', fence: 'json', words: '{ "a": 1, }\n', fault: /SyntaxError/ },
  { name: 'a diagram with a group that is not closed', fence: 'mermaid', words: 'flowchart LR\n  subgraph a\n  b\n', fault: /not closed/ },
  {
    name: 'a diagram with a state without a colour',
    fence: 'mermaid',
    words: 'flowchart LR\n  a["b"]:::done --> c\n',
    fault: /no classDef done/,
  },
  { name: 'a diagram with what is no statement', fence: 'mermaid', words: 'flowchart LR\n  a[b] -> c\n', fault: /no statement/ },
  { name: 'a language that nothing checks', fence: 'ruby', words: 'puts 1\n', fault: /nothing checks/ },
  { name: 'no language at all', fence: '', words: 'ls\n', fault: /nothing checks/ },
]

describeWith(['bash', 'shellcheck'], 'a planted mistake is found', () => {
  it.each(planted)('$name', async ({ name, fence, words, fault }) => {
    const { blocks: found } = readPage(`Text.\n\n\`\`\`${fence}\n${words}\`\`\`\n`)
    expect(found).toHaveLength(1)
    const faults = await Promise.all(found.map((block) => blockFaults(name, block)))
    expect(faults.flat().join('\n')).toMatch(fault)
  })

  it('a block that is never closed', async () => {
    const [block] = readPage('```yaml\non: push\n').blocks
    expect(block && (await blockFaults('a', block))).toEqual([expect.stringContaining('nothing checks')])
  })

  it('but a block that says that nothing can check it is left alone', async () => {
    const [block] = readPage('```ruby not-checked\nputs 1\n```\n').blocks
    expect(block && (await blockFaults('a', block))).toEqual([])
  })

  it('and a part is completed by what it speaks of', async () => {
    const part =
      'deploy:\n  needs: approve\n  steps:\n    - run: echo "$A"\n      env: { A: \'${{ needs.approve.outputs.receipt }}${{ inputs.version }}\' }\n'
    const [block] = readPage(`\`\`\`yaml\n${part}\`\`\`\n`).blocks
    expect(block && (await blockFaults('a', block))).toEqual([])
  })
})
