import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'

const root = new URL('../../', import.meta.url).pathname
const words = readFileSync(join(root, '.github/workflows/publish.yml'), 'utf8')

interface Step {
  readonly name?: string
  readonly run?: string
  readonly with?: { readonly 'subject-path'?: string }
}
const { jobs } = parse(words) as { readonly jobs: { readonly publish: { readonly steps: readonly Step[] } } }
const stepNamed = (name: string): Step => jobs.publish.steps.find((step) => step.name === name) ?? {}

/** What people run when they name one of our actions, or the reusable workflow; no other file is an action. */
const runs = ['action.yml', 'actions/*/action.yml', '.github/workflows/release.yml', 'dist/**/*']

describe('publish.yml', () => {
  it('attests everything that runs at people’s', () => {
    const patterns = (stepNamed('Attest what will run').with?.['subject-path'] ?? '').trim().split('\n')
    expect(patterns.toSorted()).toEqual(runs.toSorted())
    const homes = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
      (path) => !/(?:^|\/)(?:node_modules|build|test)\//.test(path),
    )
    const files = homes.filter((path) => /(?:^|\/)action\.ya?ml$/.test(path))
    expect(files.filter((path) => path !== 'action.yml' && !/^actions\/[^/]+\/action\.yml$/.test(path))).toEqual([])
  })

  it('verifies the same, as signed by itself', () => {
    const { run = '' } = stepNamed('Verify the attestations')
    expect(run).toContain('--signer-workflow "$GITHUB_REPOSITORY/.github/workflows/publish.yml"')
    expect(run).toContain(
      "printf '%s\\0' action.yml .github/workflows/release.yml; find actions -name action.yml -print0; find dist -type f -print0",
    )
  })
})
