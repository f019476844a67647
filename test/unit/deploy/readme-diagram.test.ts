import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { flowDiagram } from '../../../src/deploy/diagram.ts'
import { hostStages, runnerStages, type Stage, type StageRecord, type StageState } from '../../../src/deploy/stages.ts'
import type { Locale } from '../../../src/kit/text.ts'
import { repositoryRoot } from '../../support/runner-context.ts'

const states: Readonly<Record<string, StageState>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  skipped: 'skipped',
  back: 'rolled-back',
}

/** Milliseconds that are shown as these words: `89 ms`, `1.0 s`. */
const millisecondsOf = (words = ''): number => Number.parseFloat(words || '0') * (words.endsWith(' ms') ? 1 : 1000)

/** What a chart was drawn from, read off its nodes. */
function recordsIn(chart: string): { readonly records: readonly StageRecord[]; readonly hosts: readonly string[] } {
  const hosts = [...chart.matchAll(/subgraph h\d+\["(\w+)"\]/g)].map(([, name = '']) => name)
  const nodes = chart.matchAll(/\b(?:h(\d+))?s(\d+)\["[^"<]+(?:<br\/>([^"]+))?"\]:::(\w+)/g)
  const records = [...nodes].map(([, lane, index, time, state = '']) => {
    const stages: readonly Stage[] = lane === undefined ? runnerStages : hostStages
    const host = lane === undefined ? undefined : hosts[Number(lane)]
    return { stage: stages[Number(index)] as Stage, host, state: states[state] as StageState, milliseconds: millisecondsOf(time) }
  })
  return { records, hosts }
}

it.each<{ page: string; locale: Locale }>([
  { page: 'README.md', locale: 'en' },
  { page: 'README.zh-CN.md', locale: 'zh-CN' },
])('the chart in $page is what a deployment draws', ({ page, locale }) => {
  const [chart = ''] = /```mermaid\n[\s\S]*?\n```/.exec(readFileSync(join(repositoryRoot, page), 'utf8')) ?? []
  const { records, hosts } = recordsIn(chart)
  expect(records.map(({ state }) => state)).toContain('rolled-back')
  expect(flowDiagram(records, hosts, locale)).toBe(chart)
})
