import type { CardContext } from '../../../src/approval/card.ts'
import type { Changes } from '../../../src/approval/changes.ts'
import type { GateState, Status } from '../../../src/approval/gate.ts'
import type { Message } from '../../../src/chat/message.ts'
import { act, cancel, deadline, gate, heard, minute, opened, stateAfter, time } from './requests.ts'

export const commit = (index: number) => ({
  commit: `${index}`.padStart(40, 'c'),
  subject: `Change number ${index}`,
  author: `Author ${index}`,
  url: `https://github.com/acme/shop/commit/${index}`,
})
/** So many commits told, of perhaps more. */
export const known = (count: number, total = count): Changes => ({
  kind: 'known',
  since: 'v1.4.1',
  commits: Array.from({ length: count }, (_, index) => commit(index)),
  total,
  behind: 0,
  compareUrl: 'https://github.com/acme/shop/compare/v1.4.1...v1.4.2',
})
export const context = (over: Partial<CardContext> = {}): CardContext => ({
  changes: known(2),
  locale: 'en',
  timeZone: 'UTC',
  now: opened + 15 * minute,
  ...over,
})
export const chinese = context({ locale: 'zh-CN', timeZone: 'Asia/Shanghai' })

/** All that a message says, addresses aside. */
export const wordsOf = ({ headline, facts, sections, links, footer, decision }: Message): readonly string[] => [
  headline,
  ...facts.flatMap(({ label, value }) => [label, value]),
  ...sections.flatMap(({ title, lines }) => [title, ...lines.map(({ words }) => words)]),
  ...links.map(({ label }) => label),
  footer,
  ...(decision ? [decision.approve, decision.reject, decision.hint] : []),
]
export const factOf = ({ facts }: Message, label: string) => facts.find((fact) => fact.label === label)
export const sectionOf = ({ sections }: Message, title: string) =>
  sections.find((section) => section.title.startsWith(title))?.lines.map(({ words }) => words)

/** A request in each of its final states. */
export const ends: Readonly<Record<Exclude<Status, 'pending'>, GateState>> = {
  approved: heard(gate(), act('alice', 'approve'), act('bob', 'approve', { reason: 'tested' })),
  rejected: heard(gate(), act('alice', 'reject', { reason: 'not on a Friday' })),
  expired: stateAfter(gate(), time, deadline),
  cancelled: stateAfter(gate(), cancel, opened + minute),
  superseded: stateAfter(gate(), { kind: 'supersede', by: 'NEWER2' }, opened + minute),
}
export const every: readonly GateState[] = [gate(), heard(gate(), act('alice', 'approve')), ...Object.values(ends)]
