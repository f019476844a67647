import type { Outcome } from '../kit/outcome.ts'
import type { Io } from '../kit/run.ts'
import { text } from '../kit/text.ts'
import { checkPlaces } from './check-places.ts'
import { deliveryOf } from './deliver-notice.ts'
import { keepForCompanion } from './fork-parcel.ts'
import { allChannels, placesOf } from './notice-places.ts'
import type { NotifyInputs } from './notify-inputs.ts'
import { notifyOutcome, type Told } from './notify-outcome.ts'
import { type NotifyOrder, readNotify } from './read-notify.ts'
import { subjectOf } from './run-subject.ts'
import { tellMessage } from './tell-message.ts'

/** Tells what the inputs say: everything is read first, and what is wrong with one channel keeps no other from hearing. */
export async function notify(io: Io, inputs: NotifyInputs): Promise<Outcome> {
  const order = await readNotify(io, inputs)
  if (allChannels(order.config).length === 0) io.log.warning(noChannels)
  const places = placesOf(order.config, io, order.github)
  try {
    if (inputs['dry-run']) return await checkPlaces(io, places, (deliver) => tellBy(io, order, deliver))
    const parcel = await keepForCompanion(io, order, places)
    return notifyOutcome(io, order, parcel ?? (await tellBy(io, order, deliveryOf(io, order, places))))
  } finally {
    await places.close()
  }
}

const noChannels = text(
  'The configuration has no channels: nobody can be told. Add “channels:” to it.',
  '配置中没有渠道：无法通知任何人。请在配置中添加“channels:”。',
)

async function tellBy(io: Io, order: NotifyOrder, deliver: ReturnType<typeof deliveryOf>): Promise<Told> {
  if (order.inputs['log-file']) return (await import('./tell-log.ts')).tellLog(io, order, deliver)
  if (order.event === 'message') return tellMessage(io, order, deliver)
  return (await import('./tell-run.ts')).tellRun(io, order, deliver, await subjectOf(io, order))
}
