import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { flowDiagram } from '../../../src/deploy/diagram.ts'
import { hostStages, runnerStages, type StageRecord, startTimeline } from '../../../src/deploy/stages.ts'
import { deploySummary, hostTable, keptList } from '../../../src/deploy/summary.ts'
import { locales, verbatim } from '../../../src/kit/text.ts'
import { fault, report } from './reports.ts'

const hostile = [
  '<img src=x onerror=alert(1)>',
  '[x](javascript:1)',
  '@everyone',
  'a | b',
  '`x`',
  '**b**',
  '# title',
  'a\nb',
  '&lt;',
  '!x',
  '~~s~~',
]

describe('hostTable', () => {
  it.each(locales)('has a row of seven cells a host (%s)', (locale) => {
    const words = fc.oneof(fc.constantFrom(...hostile), fc.string({ maxLength: 20 }))
    const host = fc.record({ host: words, owner: words, from: words, to: words, words })
    fc.assert(
      fc.property(fc.array(host, { maxLength: 4 }), (hosts) => {
        const table = hostTable(
          hosts.map(({ words, ...facts }) => report({ ...facts, state: 'failed', fault: fault('hook-failed', words) })),
          locale,
        )
        const rows = table.split('\n')
        expect(rows).toHaveLength(hosts.length + 2)
        for (const row of rows) expect(row.split('|')).toHaveLength(9)
        expect(table.replace(/<\/?code>|<br>|\*\*(?=[^|]*\*\* \|)|\*\* \|/g, '')).not.toMatch(/[<>`@[\]]/)
      }),
    )
  })

  it('says what a host served, serves, and who is in charge when something is wrong', () => {
    const rows = hostTable(
      [report({ state: 'rolled-back', owner: 'bob', to: 'v1', bytes: 2048, fault: fault('hook-failed', 'It failed.\nmore') })],
      'en',
    )
    expect(rows.split('\n')[2]).toBe(
      '| **web1** | rolled back | <code>v1</code> | <code>v1</code> | 1.2 s | 2.0 KiB | It failed.<br>In charge: bob. |',
    )
  })
})

describe('keptList', () => {
  it('puts hosts with the same releases together, and is nothing without any', () => {
    const list = keptList(
      [report({ host: 'a', kept: ['v1', 'v2'] }), report({ host: 'b', kept: ['v1', 'v2'] }), report({ host: 'c', kept: ['v2'] })],
      'en',
    )
    expect(list.split('\n').slice(2)).toEqual(['- a, b: <code>v1</code> <code>v2</code>', '- c: <code>v2</code>'])
    expect(keptList([report()], 'zh-CN')).toBe('')
  })
})

describe('deploySummary', () => {
  it.each(hostile)('shows a title as it is: %s', (words) => {
    const [heading = ''] = deploySummary({ title: verbatim(words), hosts: [], diagram: '' }, 'en').split('\n')
    expect(heading.slice(3).replace(/&(?:#\d+|amp|lt|gt);/g, '')).not.toMatch(/[<>`@[\]*~|]/)
  })
})

describe('flowDiagram', () => {
  const records: StageRecord[] = [
    { stage: 'start', host: undefined, state: 'succeeded', milliseconds: 120 },
    { stage: 'before-download', host: undefined, state: 'skipped', milliseconds: 0 },
    { stage: 'release', host: 'web1', state: 'rolled-back', milliseconds: 20 },
    { stage: 'verify', host: 'web1', state: 'failed', milliseconds: 5000 },
  ]
  it.each(locales)('draws a node a stage with its state, a lane a host (%s)', (locale) => {
    const drawn = flowDiagram(records, ['web1', 'web2'], locale)
    expect(drawn.match(/:::\w+/g)).toHaveLength(runnerStages.length + 2 * hostStages.length)
    expect(drawn.match(/subgraph/g)).toHaveLength(2)
    expect(drawn).toContain('<br/>120 ms"]:::succeeded')
    expect(drawn).toContain(':::back')
    expect(drawn).toContain('<br/>5.0 s"]:::failed')
    const states = new Set([...drawn.matchAll(/:::(\w+)/g)].map(([, state]) => state))
    for (const state of states) expect(drawn).toContain(`classDef ${state} `)
  })

  it('is below what GitHub draws, however many hosts', () => {
    const hosts = Array.from({ length: 500 }, (_, index) => `${'x'.repeat(60)}${index}`)
    const drawn = flowDiagram(
      hosts.flatMap((host) => hostStages.map((stage) => ({ stage, host, state: 'succeeded' as const, milliseconds: 61_000 }))),
      hosts,
      'en',
    )
    expect(drawn.length).toBeLessThan(50_000)
    expect(drawn).toContain('and 470 more')
  })
})

describe('a timeline', () => {
  const clock = (step: number) => {
    let now = 0
    return { now: () => (now += step), sleep: async () => {} }
  }
  it('keeps state and duration of every stage of every host', async () => {
    const timeline = startTimeline(clock(10))
    expect(timeline.stateOf('upload', 'a')).toBe('waiting')
    await timeline.run('upload', 'a', async () => expect(timeline.stateOf('upload', 'a')).toBe('running'))
    await expect(timeline.run('upload', 'b', async () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    timeline.mark('verify', 'a', 'skipped')
    timeline.mark('upload', 'a', 'rolled-back')
    expect(timeline.records()).toEqual([
      { stage: 'upload', host: 'a', state: 'rolled-back', milliseconds: 10 },
      { stage: 'upload', host: 'b', state: 'failed', milliseconds: 10 },
      { stage: 'verify', host: 'a', state: 'skipped', milliseconds: 0 },
    ])
  })
})
