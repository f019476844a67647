import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Locale } from '../../../../src/kit/text.ts'
import type { PlanNotice } from '../../../../src/plan/desk.ts'
import type { PlanEntry, RefusedEntry } from '../../../../src/plan/entry.ts'
import { type EntryRecord, entryStates, newRecord } from '../../../../src/plan/entry-record.ts'
import { planMessage } from '../../../../src/plan/page/plan-message.ts'
import { amendment, due, hour, entry as planned, why, record as written } from '../planning.ts'

const now = Date.UTC(2026, 11, 1, 8)
const entry: RefusedEntry = {
  ...{ id: 'shop-1.4.2', where: 'plan.yml:3:5', owner: 'alice', notify: [], due: undefined },
  refusal: { problem: { en: 'No such time.', 'zh-CN': '没有这样的时间。' } },
}

const headline = (kind: PlanNotice['kind'], locale: Locale): string =>
  planMessage(
    { kind, entry, record: newRecord(now), start: now + 3_600_000 },
    { project: 'shop', level: 'production', locale, now, mentions: [], issueUrl: '' },
  ).headline

describe('the headline of a notice of a plan', () => {
  const kinds = [...(Object.keys(entryStates) as (keyof typeof entryStates)[]), 'reminder'] as const // its own keys

  it.each(kinds)('of %s has no sign of its own: the chat puts one before it', (kind) => {
    expect(headline(kind, 'en')).toMatch(/^[A-Z][\w ']+: shop-1\.4\.2$/)
    expect(headline(kind, 'zh-CN')).toMatch(/^[\p{Script=Han}\d ]+：shop-1\.4\.2$/u)
  })
})

describe('a notice of a plan', () => {
  const about = (record: EntryRecord, more: Partial<PlanEntry> = {}, start?: number) =>
    planMessage(
      { kind: record.state, entry: planned({ id: 'shop', owner: 'alice', ...more }), record, start },
      { project: 'shop', level: 'production', locale: 'en', now, mentions: [], issueUrl: 'https://github.com/a/b/issues/1' },
    )
  const leave = { for: 'freeze', due, by: ['alice', 'bob'], reason: 'down' } as const

  it('says what, when, how late, by whom, and where to look', () => {
    const run = { id: 1, url: 'https://github.com/a/b/actions/runs/1' }
    const changed = amendment({ at: due + hour })
    const message = about(written('started', { late: 90_000, run, leave, amendment: changed, why }), { version: 'v2' }, due + 2 * hour)
    expect(message.headline).toContain('shop v2')
    expect(message.facts.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Environment: production',
      'Planned for: Dec 1, 2026, 9:00 AM (UTC)',
      'Starts: Dec 1, 2026, 10:00 AM (UTC)',
      'Late by: 90 s',
      'Changed by: alice',
      'Let through by: alice, bob',
      'Owner: alice',
    ])
    expect(message.links.map(({ url }) => url)).toEqual([run.url, 'https://github.com/a/b/issues/1'])
    expect(message.sections.map(({ lines }) => lines.map(({ words }) => words))).toEqual([['why']])
  })

  it('never says what the workflow is given', () => {
    expect(JSON.stringify(about(written('started'), { inputs: { token: 'hunter2' } }))).not.toContain('hunter2')
  })

  it('has no link that is none of the web, and stays short, whatever stands in the record', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (words, url) => {
        const long = words.repeat(50)
        const {
          headline: head,
          sections,
          links,
          footer,
          facts,
        } = about(written('refused', { why: { en: long, 'zh-CN': long }, run: { id: 1, url: `javascript:${url}` } }), {
          version: long,
          environment: long,
          owner: long,
        })
        expect(head.length).toBeLessThanOrEqual(200)
        expect(links).toHaveLength(1)
        for (const line of [
          head,
          footer,
          ...facts.map(({ value }) => value),
          ...sections.flatMap(({ lines }) => lines.map((one) => one.words)),
        ])
          expect([line.length <= 1000, /[\n\r\u0000-\u0008]/.test(line)]).toEqual([true, false])
      }),
    )
  })
})
