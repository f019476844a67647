import { type Text, text } from '../../../src/kit/text.ts'
import type { Version } from './shop.ts'

/** One run of an action, and what must come of it on every host. */
export interface Step {
  readonly title: Text
  readonly action: 'deploy' | 'rollback'
  readonly inputs: Readonly<Record<string, string>>
  /** Whether it must be approved first: the deployment refuses to run without the receipt. */
  readonly isGuarded?: true
  /** Whether people are told in their chats how it went. */
  readonly isTold?: true
  readonly expected: Expectation
}

export interface Expectation {
  readonly outcome: 'released' | 'rolled-back'
  readonly reasonCode: 'released' | 'health-check-failed'
  readonly serves: Version
  readonly release: string
  /** Fewest and most bytes that go to a host. */
  readonly sent: readonly [fewest: number, most: number]
}

const everything = [1 << 20, 2 << 20] as const
const aLittle = [1, 32 << 10] as const
const nothing = [0, 0] as const

/** The story that the demo tells. `shop` is where its repository lies. */
export const stepsWith = (shop: string): readonly Step[] => [
  {
    title: text(
      'v1 is approved on a page, then goes out: from the workspace to three empty hosts, web1 first',
      '先在页面上审批 v1，再发布：从工作区发布到三台空主机，先 web1',
    ),
    action: 'deploy',
    inputs: { version: 'v1', source: 'public' },
    isGuarded: true,
    isTold: true,
    expected: { outcome: 'released', reasonCode: 'released', serves: 'v1', release: 'v1-1', sent: everything },
  },
  {
    title: text('v2 goes out: cloned by its tag, only what changed is sent', '发布 v2：按标签克隆，只发送变化的部分'),
    action: 'deploy',
    inputs: { repository: shop, ref: 'v2', source: 'public' },
    expected: { outcome: 'released', reasonCode: 'released', serves: 'v2', release: 'v2-2', sent: aLittle },
  },
  {
    title: text(
      'v3 misses a setting on web2 and web3: wave 2 fails, all three go back',
      '发布 v3：web2 和 web3 缺少它需要的设置；第二批失败，三台主机全部回退',
    ),
    action: 'deploy',
    inputs: { repository: shop, ref: 'v3', source: 'public' },
    isTold: true,
    expected: { outcome: 'rolled-back', reasonCode: 'health-check-failed', serves: 'v2', release: 'v2-2', sent: aLittle },
  },
  {
    title: text('Back to v1 by hand: the release is still there', '手动回退到 v1：该版本仍在主机上'),
    action: 'rollback',
    inputs: { release: 'v1-1' },
    expected: { outcome: 'released', reasonCode: 'released', serves: 'v1', release: 'v1-1', sent: nothing },
  },
  {
    title: text('v2 once more: every host has it, nothing is sent', '再次发布 v2：各主机已有该版本，无需发送'),
    action: 'deploy',
    inputs: { repository: shop, ref: 'v2', source: 'public', release: 'v2-2' },
    expected: { outcome: 'released', reasonCode: 'released', serves: 'v2', release: 'v2-2', sent: nothing },
  },
]
