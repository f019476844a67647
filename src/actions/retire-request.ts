import { cardOf } from '../approval/card.ts'
import { step } from '../approval/gate.ts'
import type { RequestRecord } from '../approval/keeper.ts'
import { within } from '../approval/speaker.ts'
import type { DecisionChannel } from '../chat/channel.ts'
import { decidesBy } from '../chat/open-channel.ts'
import type { Channel } from '../config/channels.ts'
import { approvalSettings, environmentOf } from '../config/environment.ts'
import { gitHubWith } from '../github/client.ts'
import { textOf } from '../kit/errors.ts'
import { readInputs } from '../kit/inputs.ts'
import type { Io } from '../kit/run.ts'
import { text } from '../kit/text.ts'
import { channelsFor, openChannels } from './approval-channels.ts'
import { approveInputs } from './approve-inputs.ts'
import { loadProject } from './load-project.ts'
import { readRequestTrace } from './request-trace.ts'

/** Milliseconds to bring messages to their end; the runner gives steps after a job five minutes in all. */
const limit = 60_000

/** The step after the job: brings messages to their end where the main step was killed before it could. */
export async function retireAfter(io: Io): Promise<undefined> {
  const trace = readRequestTrace(io)
  if (!trace) return
  const inputs = readInputs(approveInputs, io.env)
  io.log.mask(inputs.token)
  const github = { client: gitHubWith(inputs.token, io.env), repository: io.env.GITHUB_REPOSITORY ?? '' }
  const { config, project } = await loadProject(io, inputs, github.client)
  const settings = approvalSettings(config, environmentOf(config, project, inputs.environment))
  const { state } = step(trace.state, { kind: 'cancel' }, io.clock.now())
  io.log.info(text(`Bringing request ${state.request.id} to its end.`, `正在结束请求 ${state.request.id}。`))
  await retireMessages(io, channelsFor(config, settings.channels, io), { ...trace, state }, github, config.timeZone)
}

/**
 * Brings the messages of a request that nobody waits for any more to the form of its state. What a web page showed went with its process.
 * Never throws: what could not be reached is told.
 */
export async function retireMessages(
  io: Io,
  settings: readonly Channel[],
  { state, posted }: RequestRecord,
  github: Parameters<typeof openChannels>[3],
  timeZone: string,
): Promise<void> {
  const kept = settings.filter((channel) => posted[channel.name] && decidesBy(channel) !== 'web')
  const channels = await openChannels(kept, io, [], github)
  const changes = { kind: 'unknown', why: '' } as const
  const card = cardOf(state, { changes, locale: io.log.locale, timeZone, now: io.clock.now() })
  const retire = async (channel: DecisionChannel): Promise<void> => {
    try {
      await channel.adopt(posted[channel.name]?.ref ?? '', [])
      await channel.update(card)
    } catch (error) {
      io.log.warning(textOf(error), channel.name)
    }
  }
  await within(limit, Promise.all(channels.deciding.map(retire)), io.clock)
  await channels.close()
}
