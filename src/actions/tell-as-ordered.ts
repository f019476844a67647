import type { Outcome } from '../kit/outcome.ts'
import type { Io } from '../kit/run.ts'
import { text } from '../kit/text.ts'
import { checkPlaces } from './check-places.ts'
import { deliveryOf } from './deliver-notice.ts'
import { keepForCompanion, strangerIn } from './fork-parcel.ts'
import { allChannels, placesOf } from './notice-places.ts'
import { notifyOutcome, type Told } from './notify-outcome.ts'
import type { NotifyOrder } from './read-notify.ts'
import { subjectOf } from './run-subject.ts'
import { tellMessage } from './tell-message.ts'

/** Tells what was ordered. What is wrong with one channel keeps no other from hearing. */
export async function tellAsOrdered(io: Io, given: NotifyOrder): Promise<Outcome> {
  if (allChannels(given.config).length === 0) io.log.warning(noChannels)
  const stranger = await strangerIn(io)
  const order = stranger ? withoutMemory(given) : given
  const places = placesOf(order.config, io, order.github)
  try {
    if (order.inputs['dry-run']) return await checkPlaces(io, places, (deliver) => tellBy(io, order, deliver))
    const parcel = stranger && (await keepForCompanion(io, order, places, stranger))
    return notifyOutcome(io, order, parcel ?? (await tellBy(io, order, deliveryOf(io, order, places))))
  } finally {
    await places.close()
  }
}

const noChannels = text(
  'The configuration has no channels: nobody can be told. Add “channels:” to it.',
  '配置中没有渠道：无法通知任何人。请在配置中添加“channels:”。',
)

/** Its token may write nothing: there is no place to keep where a message is, and no use in asking for one. */
const withoutMemory = (order: NotifyOrder): NotifyOrder => ({ ...order, inputs: { ...order.inputs, mode: 'new' } })

async function tellBy(io: Io, order: NotifyOrder, deliver: ReturnType<typeof deliveryOf>): Promise<Told> {
  if (order.inputs['log-file']) return (await import('./tell-log.ts')).tellLog(io, order, deliver)
  if (order.event === 'message') return tellMessage(io, order, deliver)
  return (await import('./tell-run.ts')).tellRun(io, order, deliver, await subjectOf(io, order))
}
