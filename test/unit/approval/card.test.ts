import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { cardOf, mentionOf, missingPeople, reminderOf } from '../../../src/approval/card.ts'
import type { Changes } from '../../../src/approval/changes.ts'
import type { Person } from '../../../src/config/people.ts'
import { locales } from '../../../src/kit/text.ts'
import { chinese, context, ends, every, factOf, known, sectionOf, wordsOf } from './cards.ts'
import { act, deadline, gate, heard, minute, opened } from './requests.ts'

describe('the final card', () => {
  it.each([
    { status: 'approved', tone: 'good', en: 'Approved: Faster checkout to production', zh: '已批准：Faster checkout 发布到 production' },
    { status: 'rejected', tone: 'bad', en: 'Rejected: Faster checkout to production', zh: '已拒绝：Faster checkout 发布到 production' },
    { status: 'expired', tone: 'warning', en: 'Expired: Faster checkout to production', zh: '已过期：Faster checkout 发布到 production' },
    {
      status: 'cancelled',
      tone: 'neutral',
      en: 'Cancelled: Faster checkout to production',
      zh: '已取消：Faster checkout 发布到 production',
    },
    {
      status: 'superseded',
      tone: 'neutral',
      en: 'Superseded: Faster checkout to production',
      zh: '已被取代：Faster checkout 发布到 production',
    },
  ] as const)('of $status says so, and nothing on it is live', ({ status, tone, en, zh }) => {
    const card = cardOf(ends[status], context())
    expect(card).toMatchObject({ headline: en, tone })
    expect(cardOf(ends[status], chinese).headline).toBe(zh)
    expect(card).not.toHaveProperty('decision')
    expect(factOf(card, 'Time left')).toBeUndefined()
    expect(card.footer).toMatch(/^Request K7QF2M (was|has)/)
  })

  it('says who decided, when, after how long, and why', () => {
    const card = cardOf(ends.approved, context({ now: opened + 600 * minute }))
    expect(card.footer).toBe('Request K7QF2M was approved by alice, bob. The release goes on.')
    expect(factOf(card, 'Closed')?.value).toBe('Nov 23, 2026, 9:01 AM UTC (+60 s)')
    expect(sectionOf(card, 'Approvals')).toEqual(['✓ 2/2 of sre — alice, bob', '✓ bob approves: tested'])
    expect(sectionOf(cardOf(ends.rejected, context()), 'Approvals')).toContain('✗ alice rejects: not on a Friday')
  })

  it('does not change as time goes on', () => {
    for (const state of Object.values(ends)) expect(cardOf(state, context({ now: deadline * 2 }))).toEqual(cardOf(state, context()))
  })
})

describe('time', () => {
  it.each([
    { timeZone: 'UTC', locale: 'en', says: 'until Nov 23, 2026, 10:00 AM UTC (45 min at 9:15 AM)' },
    { timeZone: 'Asia/Shanghai', locale: 'zh-CN', says: '至 2026年11月23日 18:00 Asia/Shanghai（17:15 时为 45 分钟）' },
    { timeZone: 'America/New_York', locale: 'en', says: 'until Nov 23, 2026, 5:00 AM America/New_York (45 min at 4:15 AM)' },
    { timeZone: 'Asia/Kathmandu', locale: 'en', says: 'until Nov 23, 2026, 3:45 PM Asia/Kathmandu (45 min at 3:00 PM)' },
    {
      timeZone: 'Pacific/Kiritimati',
      locale: 'en',
      says: 'until Nov 24, 2026, 12:00 AM Pacific/Kiritimati (45 min at Nov 23, 2026, 11:15 PM)',
    },
  ] as const)('is told in $timeZone', ({ timeZone, locale, says }) => {
    const spaces = /[\u00a0\u202f]/g
    expect(
      cardOf(gate(), context({ timeZone, locale }))
        .facts.find(({ value }) => value.includes(timeZone))
        ?.value.replace(spaces, ' '),
    ).toBe(says)
  })

  it.each([
    { now: opened, says: '1 h' },
    { now: deadline - 90_000, says: '90 s' },
    { now: deadline, says: '0 s' },
    { now: deadline + minute, says: '0 s' },
  ])('left is $says', ({ now, says }) => {
    expect(factOf(cardOf(gate(), context({ now })), 'Time left')?.value).toMatch(new RegExp(`\\(${says} at .+\\)$`))
  })
})

describe('a reminder', () => {
  const person = (name: string): Person => ({ name, roles: ['sre'], projects: ['shop'], telegram: `tg-${name}`, github: `gh-${name}` })
  const everyone = ['alice', 'bob', 'carol', 'zoe'].map(person)

  it('mentions those whose vote is missing, by their addresses, and nobody else', () => {
    const state = heard(gate(), act('bob', 'approve'))
    expect(missingPeople(state, everyone).map(({ name }) => name)).toEqual(['alice', 'carol'])
    const note = reminderOf(state, missingPeople(state, everyone), context())
    expect(note.mentions).toEqual([
      { name: 'alice', ids: { telegram: 'tg-alice', github: 'gh-alice' } },
      { name: 'carol', ids: { telegram: 'tg-carol', github: 'gh-carol' } },
    ])
    expect(mentionOf(person('bob')).ids).not.toHaveProperty('roles')
  })

  it('is no card: there is nothing to press and nothing to read but what is needed', () => {
    const note = reminderOf(gate(), everyone, context())
    expect(note).not.toHaveProperty('decision')
    expect(note).toMatchObject({ facts: [], sections: [], footer: 'Request K7QF2M', level: 'production' })
    expect(note.links.map(({ label }) => label)).toEqual(['Run', 'Compare'])
  })

  it.each([
    { level: 'production', minutes: 29, says: 'Still waiting (31 min left): shop v1.4.2 → production', tone: 'waiting' },
    { level: 'production', minutes: 30, says: '⏰ 30 min left: shop v1.4.2 → production', tone: 'warning' },
    { level: 'test', minutes: 30, says: 'Still waiting (30 min left): shop v1.4.2 → production', tone: 'waiting' },
    { level: 'test', minutes: 48, says: '⏰ 12 min left: shop v1.4.2 → production', tone: 'warning' },
  ] as const)('for $level after $minutes of 60 minutes: $says', ({ level, minutes, says, tone }) => {
    const now = opened + minutes * minute
    expect(reminderOf(gate({}, { level }), everyone, context({ now }))).toMatchObject({ headline: says, tone })
  })

  it('says the same in Chinese', () => {
    expect(reminderOf(gate(), [], { ...chinese, now: opened + 29 * minute }).headline).toBe(
      '等待审批（剩余 31 分钟）：shop v1.4.2 → production',
    )
    expect(reminderOf(gate(), [], { ...chinese, now: opened + 30 * minute }).headline).toBe('⏰ 仅剩 30 分钟：shop v1.4.2 → production')
  })
})

describe('every card', () => {
  const allChanges: readonly Changes[] = [
    known(2),
    known(1, 300),
    { kind: 'first' },
    { kind: 'same', since: 'v1' },
    { kind: 'unknown', why: 'no rights' },
  ]
  const same = /^(?:production ⚠|shop|v1\.4\.2|a84d88e7554f|dave|refs\/tags\/v1\.4\.2|Release|ccccccc .*|)$/

  it('is complete in both languages, and different but for names', () => {
    for (const state of every)
      for (const changes of allChanges) {
        const [en, zh] = [wordsOf(cardOf(state, context({ changes }))), wordsOf(cardOf(state, { ...chinese, changes }))]
        expect(zh).toHaveLength(en.length)
        for (const [index, words] of en.entries()) {
          expect(`${words} ${zh[index]}`).not.toMatch(/undefined|NaN|\[object|Invalid/)
          if (!same.test(words)) expect(zh[index]).not.toBe(words)
          if (!same.test(words) && !/^[✓○✗]/.test(words)) expect(zh[index]).toMatch(/[\u4e00-\u9fff]/)
        }
      }
  })

  it('keeps words from outside as data: each on its own line, whatever they hold', () => {
    const bait = 'ok\n✓ 2/2 of sre — alice, bob\u2028::error::x\r\n\u202egnp.exe ##[endgroup]<b>`${{ secrets.X }}`'
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.constant(bait),
      fc.string({ unit: 'grapheme', maxLength: 400 }),
    )
    fc.assert(
      fc.property(hostile, fc.constantFrom(...locales), (words, locale) => {
        const request = {
          title: words,
          description: words,
          version: words,
          ref: words,
          workflow: words,
          runNumber: words,
          event: words,
          project: words,
          requestedBy: [words],
        }
        const changes: Changes = {
          kind: 'known',
          since: words,
          total: 1,
          behind: 1,
          compareUrl: '',
          commits: [{ commit: 'abc', subject: words, author: words, url: '' }],
        }
        const state = heard(
          gate({ rejectBy: 2 }, request),
          act('alice', 'approve', { reason: words }),
          act('bob', 'reject', { reason: words }),
        )
        for (const message of [cardOf(state, context({ locale, changes })), reminderOf(state, [], context({ locale, changes }))]) {
          for (const line of wordsOf(message))
            expect(line).not.toMatch(/[\n\r\u2028\u2029\u202a-\u202e\u2066-\u2069\u0000-\u0008\u001b]|##\[/)
          expect(message.headline.length).toBeLessThan(200)
        }
        const approvals = cardOf(state, context({ locale, changes })).sections.find(({ title }) => /Approvals|审批进度/.test(title))
        expect(approvals?.lines.length).toBeLessThanOrEqual(3)
        expect(approvals?.lines.filter(({ words }) => words.startsWith('○'))).toHaveLength(1)
      }),
    )
  })

  it.each([
    { name: 'a title', over: { title: 'x'.repeat(5000) }, limit: 200 },
    { name: 'a title of families', over: { title: '👨‍👩‍👧‍👦'.repeat(500) }, limit: 200 },
  ])('bounds $name', ({ over, limit }) => {
    const { headline } = cardOf(gate({}, over), context())
    expect(headline.length).toBeLessThanOrEqual(limit)
    expect(headline).toMatch(/… to production\?$/)
    expect(headline.isWellFormed()).toBe(true)
  })

  it('bounds reasons, subjects and names', () => {
    const long = 'x'.repeat(5000)
    const changes: Changes = {
      kind: 'known',
      since: 'v1',
      total: 1,
      behind: 1,
      compareUrl: '',
      commits: [{ commit: 'abc', subject: long, author: long, url: '' }],
    }
    const card = cardOf(heard(gate(), act('alice', 'approve', { reason: long })), context({ changes }))
    for (const { lines } of card.sections) for (const { words } of lines) expect(words.length).toBeLessThan(330)
  })
})
