import { describe, expect, it } from '@jest/globals'
import { notifyOutcome, type Told } from '../../../src/actions/notify-outcome.ts'
import type { Io } from '../../../src/kit/run.ts'
import { text } from '../../../src/kit/text.ts'

function ended(told: Partial<Told>) {
  const pages: string[] = []
  const lines: string[] = []
  const io = {
    log: { locale: 'en', info: (words: { en: string }) => lines.push(words.en) },
    summary: (page: string) => pages.push(page),
    secrets: () => [],
  }
  const order = { inputs: { 'fail-on': 'never' } } as Parameters<typeof notifyOutcome>[1] // nothing else of it is looked at
  const outcome = notifyOutcome(io as unknown as Io, order, { targets: [], trace: 'SP-ABCDEFGH', ...told }) // nor of the world
  return { outcome, page: pages.join(), lines }
}
const delivered = { channel: 'ops', platform: 'telegram', shown: { state: 'delivered' } } as const

describe('the end of a notice', () => {
  it('that nobody was to hear of says so', () => {
    const { outcome, lines, page } = ended({})
    expect(outcome).toMatchObject({ outcome: 'skipped', reasonCode: 'nobody-to-tell' })
    expect(lines).toEqual([expect.stringContaining('No channel is to hear of this')])
    expect(page).toBe('')
  })

  it('says on the page of the run what could not be found out', () => {
    const notes = [text('Not known: its jobs. It lacks “actions: read”. See https://evil.test/', '…')]
    const { page } = ended({ targets: [delivered], notes })
    expect(page).toMatch(/\| ops \(telegram\) \| ✅ delivered \|.*\n\n- Not known: its jobs\. It lacks “actions: read”\./)
    expect(page).not.toContain('://')
  })

  it('has no table of channels where there are none', () => {
    expect(ended({ page: '### Log: 1 error' }).page).toMatch(/^### .*\n\n### Log: 1 error\n$/)
  })
})
