import type { InputSpecs, Inputs } from '../kit/inputs.ts'
import { type Text, text } from '../kit/text.ts'
import { commonInputs } from './common-inputs.ts'
import { deployOutputs } from './deploy-inputs.ts'

export const rollbackInputs = {
  ...commonInputs,
  release: {
    kind: 'string',
    description: text(
      'Release to go back to. Default: the previous good one of each host.',
      '要回退到的版本。默认：各主机上一个正常版本。',
    ),
  },
  servers: {
    kind: 'list',
    description: text('Fewer servers than configured, by name or tag.', '只回退部分服务器（名称或标签）。'),
  },
  list: {
    kind: 'boolean',
    default: 'false',
    description: text('Only list the releases that each host has.', '只列出各主机上的版本。'),
  },
  'force-unlock': {
    kind: 'boolean',
    default: 'false',
    description: text(
      'Take the lock over whoever holds it. Only when you are sure that it is dead.',
      '强制接管锁。仅在确认持有者已失效时使用。',
    ),
  },
} as const satisfies InputSpecs

export type RollbackInputs = Inputs<typeof rollbackInputs>

export const rollbackOutputs = {
  ...deployOutputs,
  releases: text('With `list`: JSON, the releases of each host, newest first.', '配合 `list`：JSON，各主机的版本，最新在前。'),
} as const satisfies Readonly<Record<string, Text>>
