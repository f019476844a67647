import type { NoticeChannel } from '../chat/channel.ts'
import type { Message } from '../chat/message.ts'
import type { Io } from '../kit/run.ts'
import { joinText, text } from '../kit/text.ts'

/** Sends a message to those who only get notices. What did not arrive is told, and stops nothing: the decision is made elsewhere. */
export async function sendNotices(io: Io, channels: readonly NoticeChannel[], message: Message): Promise<void> {
  await Promise.all(
    channels.map(async (channel) => {
      const delivery = await channel.send(message)
      if (delivery.state === 'delivered') return
      const state = text(`The notice was not delivered (${delivery.state}).`, `通知未送达（${delivery.state}）。`)
      io.log.warning(joinText([state, delivery.reason, ...(delivery.remedy ? [delivery.remedy] : [])]), channel.name)
    }),
  )
}
