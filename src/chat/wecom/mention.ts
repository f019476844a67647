import type { Mention } from '../message.ts'

/** The id by which somebody is alerted, if it is one that is safe to write. Never everybody. */
export const idOf = ({ ids }: Mention): string | undefined =>
  ids.wecom && /^(?!@?all$)[\w.@-]{1,64}$/i.test(ids.wecom) ? ids.wecom : undefined
