import { describe, expect, it } from '@jest/globals'
import type { Message } from '../../../../src/chat/message.ts'
import { clockSpan } from '../../../../src/chat/web/clock-span.ts'
import { frameOf } from '../../../../src/chat/web/frame.ts'
import { noticePage, requestPage } from '../../../../src/chat/web/page.ts'
import { preview } from '../../../../src/chat/web/preview.ts'
import type { Scene, Visitor } from '../../../../src/chat/web/scene.ts'
import { notices } from '../../../../src/chat/web/words.ts'
import { type Locale, locales } from '../../../../src/kit/text.ts'
import { decidedCard, exampleCard } from './example-card.ts'

const now = Date.UTC(2026, 10, 28, 14, 5, 40)
const alice: Visitor = { kind: 'approver', name: 'alice', formToken: 'form-token', said: undefined, draft: '' }
const scene = (locale: Locale, card: Message = exampleCard(locale, now + 3_500_000)): Scene => ({
  card,
  version: 1,
  note: undefined,
  ended: card.decision ? undefined : now,
  now,
  locale,
})
const page = (locale: Locale, card?: Message, visitor: Visitor = alice) => requestPage(frameOf(scene(locale, card), visitor), locale)

describe('the page', () => {
  it.each(locales)('shows what is asked and what can be done about it (%s)', (locale) => {
    const body = page(locale)
    const { headline, facts, sections, links, footer } = exampleCard(locale, 0)
    const lasting = facts.filter((_, index) => index !== 5).flatMap(({ label, value }) => [label, value])
    const words = [headline, footer, ...lasting, ...sections.map(({ title }) => title), ...links.map(({ url }) => url)]
    expect(words.filter((word) => !body.includes(word))).toEqual([])
    expect(body).toContain('name="verdict" value="approve"')
    expect(body).toContain('name="verdict" value="reject"')
    expect(body).toContain(`<html lang="${locale}" data-tone="waiting" data-level="production" data-open="yes">`)
  })

  it('speaks the language of the run throughout', () => {
    const written = (body: string) => body.replace(/<(script|style)>[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, ' ')
    expect(written(page('en'))).not.toMatch(/\p{Script=Han}/u)
    for (const name of Object.keys(notices)) expect(noticePage(name as keyof typeof notices, 'en')).not.toMatch(/\p{Script=Han}/u)
    expect(written(page('zh-CN'))).not.toMatch(/Time left|Reason|decide|Live|Production/)
  })

  it('says once how much time is left: the clock does', () => {
    expect(page('en').match(/Time left/g)).toHaveLength(1)
    expect(page('zh-CN').match(/剩余时间/g)).toHaveLength(1)
  })

  it.each(locales)('has no button once it is decided, and says what became of it (%s)', (locale) => {
    const body = page(locale, decidedCard(locale))
    const { headline, footer } = decidedCard(locale)
    expect([body.includes('<button'), body.includes('<form'), body.includes('name="token"')]).toEqual([false, false, false])
    expect([body.includes(headline), body.includes(footer), body.includes('data-open="no"')]).toEqual([true, true, true])
  })

  it('has neither button nor token for those who look on', () => {
    const body = page('en', undefined, { kind: 'viewer' })
    expect([body.includes('<button'), body.includes('<form'), body.includes('form-token')]).toEqual([false, false, false])
  })

  it('keeps a reason that did not count in its field', () => {
    expect(page('en', undefined, { ...alice, draft: 'a </textarea><b>' })).toContain('\na &lt;/textarea&gt;&lt;b&gt;</textarea>')
  })

  it('loads nothing from anywhere', () => {
    const loads = /(?:src|srcset|action|poster|data)=|@import|url\(|<(?:link(?! rel="icon" id="icon" href="data:)|iframe|object|embed|base)/
    expect(page('en').replace(/<script>[\s\S]*?<\/script>/, '')).not.toMatch(loads)
  })

  it.each([
    { name: 'the end', left: -5, words: '0:00' },
    { name: 'the last second', left: 1, words: '0:01' },
    { name: 'minutes', left: 3_492_000, words: '58:12' },
    { name: 'hours', left: 3_909_000, words: '1:05:09' },
    { name: 'days', left: 2 * 86_400_000 + 11_109_000, words: '2 d 03:05:09' },
  ])('shows as time left: $name', ({ left, words }) => {
    expect(clockSpan(left)).toBe(words)
  })

  it.each(locales)('reads as text in a dry run (%s)', (locale) => {
    const text = preview({ card: exampleCard(locale, now), locale })
    const { headline, decision, facts } = exampleCard(locale, now)
    expect([headline, decision?.approve ?? '', facts[1]?.value ?? '', '12'].filter((words) => !text.includes(words))).toEqual([])
    expect(text).not.toContain('<')
  })
})
