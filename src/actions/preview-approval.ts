import { cardOf } from '../approval/card.ts'
import { openGate } from '../approval/gate.ts'
import { policyLines } from '../approval/report.ts'
import { exclusionWords } from '../approval/resolve-policy.ts'
import { spanText } from '../kit/duration.ts'
import type { Outcome } from '../kit/outcome.ts'
import { markdown, printable } from '../kit/printable.ts'
import type { Io } from '../kit/run.ts'
import { type Text, text } from '../kit/text.ts'
import type { OpenChannels } from './approval-channels.ts'
import { checkChannels } from './check-channels.ts'
import type { ApprovalOrder } from './read-approval.ts'

/** A dry run: the policy as it would apply, who could decide, what each channel would show and whether it could. Nothing is posted. */
export async function previewApproval(io: Io, order: ApprovalOrder, channels: OpenChannels): Promise<Outcome> {
  const say = ({ [io.log.locale]: words }: Text) => words
  const state = openGate(order.request)
  const { requirements, excluded } = order.request.policy
  await io.log.group(text('Policy', '审批策略'), async () => {
    for (const { count, from, eligible } of requirements) {
      const [set, people] = [printable(from.join(', ') || 'admins'), printable(eligible.join(', '), 500)]
      io.log.info(text(`${count} of ${set}: ${people}`, `${set} 中的 ${count} 人：${people}`))
    }
    for (const { person, because } of excluded)
      io.log.info(
        text(`not ${printable(person)}: ${exclusionWords[because].en}`, `不含 ${printable(person)}：${exclusionWords[because]['zh-CN']}`),
      )
    const span = spanText(order.settings.timeout)
    io.log.info(text(`Time to decide: ${span.en}`, `审批时限：${span['zh-CN']}`))
  })
  const card = cardOf(state, { changes: await order.changes, locale: io.log.locale, timeZone: order.config.timeZone, now: io.clock.now() })
  const previews = [...channels.deciding, ...channels.notifying].map((channel) => ({ name: channel.name, words: channel.preview(card) }))
  for (const { name, words } of previews) await io.log.group(name, async () => io.log.info(words))
  const checks = await checkChannels(channels, io)
  const rows = checks.map(({ name, findings, fault }) => {
    const told = [...(fault ? [fault] : []), ...findings].map((words) => markdown(say(words), 400)).join('<br>')
    return `| ${markdown(name)} | ${fault ? '❌' : '✅'} | ${told} |`
  })
  const head = say(text('| Channel | Ready | What it says |', '| 渠道 | 可用 | 说明 |'))
  const title = say(text('Dry run: nobody was asked', '试运行：没有通知任何人'))
  io.summary([`### ${title}`, '', ...policyLines(state, io.log.locale), '', head, '| --- | --- | --- |', ...rows, ''].join('\n'))
  const isReady = checks.some(({ decides, fault }) => decides && fault === undefined)
  if (!isReady) io.log.error(text('In none of these channels could people decide now.', '目前没有任何渠道可供作出决定。'))
  const { policy: _, ...asked } = order.request
  return {
    outcome: 'pending',
    reasonCode: 'dry-run',
    succeeded: isReady && !checks.some(({ isMistake }) => isMistake),
    result: {
      request: asked,
      policy: order.request.policy,
      channels: checks.map(({ name, fault }) => ({ name, ready: fault === undefined })),
    },
  }
}
