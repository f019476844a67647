import type { Message } from '../../../../src/chat/message.ts'

/** A request as the gate shows it, and what is changed about it. */
export const requestCard = (changes: Partial<Message> = {}): Message => ({
  headline: 'Release shop v1.4.2 to production?',
  tone: 'waiting',
  level: 'production',
  facts: [
    { label: 'Environment', value: 'production ⚠' },
    { label: 'Commit', value: 'a84d88e7554f', url: 'https://github.com/acme/shop/commit/a84d88e7554f' },
  ],
  sections: [
    { title: 'Approvals', lines: [{ words: '○ 0/1 of managers' }] },
    { title: 'Changes', lines: [{ words: 'a84d88e Fix the cart — alice', url: 'https://github.com/acme/shop/commit/a84d88e' }], more: 3 },
  ],
  links: [{ label: 'Run', url: 'https://github.com/acme/shop/actions/runs/1' }],
  decision: { id: 'K7QF2M', approve: 'Approve', reject: 'Reject', hint: 'A rejection needs a reason.', deadline: 1_800_000_000_000 },
  mentions: [],
  footer: 'Request K7QF2M',
  ...changes,
})

/** The same request when all is decided. */
export const finalCard = (changes: Partial<Message> = {}): Message => {
  const { decision: _over, ...rest } = requestCard({ headline: 'Approved: shop v1.4.2 to production', tone: 'good', footer: 'By alice.' })
  return { ...rest, ...changes }
}
