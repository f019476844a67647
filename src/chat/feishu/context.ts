import type { ChannelContext } from '../channel.ts'

/** What the channels of Feishu have of the world. */
export type FeishuContext = Omit<ChannelContext, 'github'>
