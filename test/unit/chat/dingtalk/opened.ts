import { openDingtalk } from '../../../../src/chat/dingtalk/dingtalk.ts'
import type { DingtalkFormat } from '../../../../src/chat/dingtalk/render.ts'
import { type FakeDingtalk, fakeDingtalk, type Robot } from '../../../fakes/dingtalk.ts'
import { virtualClock } from '../../../support/virtual-clock.ts'
import { noticeContext } from '../notice-context.ts'

export const token = 'f00dfeedf00dfeedf00dfeedf00dfeed'
export const secret = 'SEC0123456789abcdef0123456789abcdef'

export interface Settings {
  readonly secret?: string
  readonly token?: string
  readonly format?: DingtalkFormat | undefined
}

/** A robot on a fake DingTalk, and the channel that posts to it, on one clock. */
export async function opened(robot: Partial<Robot> = {}, settings: Settings = {}, options = {}) {
  const clock = virtualClock()
  const fake: FakeDingtalk = await fakeDingtalk({ token, now: clock.now, ...robot })
  const context = noticeContext({ clock, ...options })
  const webhook = `https://oapi.dingtalk.com/robot/send?access_token=${settings.token ?? token}`
  const channel = openDingtalk(
    {
      type: 'dingtalk',
      name: 'ding',
      webhook,
      api: fake.url,
      ...(settings.secret ? { secret: settings.secret } : {}),
      ...(settings.format ? { format: settings.format } : {}),
    },
    context,
  )
  return { fake, channel, context, clock }
}
