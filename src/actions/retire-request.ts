import { cardOf } from '../approval/card.ts'
import { step } from '../approval/gate.ts'
import type { RequestRecord } from '../approval/keeper.ts'
import { within } from '../approval/speaker.ts'
import { decidesBy } from '../chat/open-channel.ts'
import type { Channel } from '../config/channels.ts'
import { type Config, channelNamed } from '../config/config.ts'
import { gitHubWith } from '../github/client.ts'
import { isKnownError, textOf } from '../kit/errors.ts'
import { readInputs } from '../kit/inputs.ts'
import type { Io } from '../kit/run.ts'
import { joinText, text } from '../kit/text.ts'
import { issueChannel, openChannels } from './approval-channels.ts'
import { approveInputs } from './approve-inputs.ts'
import { keptConfiguration } from './kept-configuration.ts'
import { loadProject } from './load-project.ts'

/** Milliseconds to bring messages to their end; the runner gives steps after a job five minutes in all. */
const limit = 60_000

/** Cancels the request that a killed step left, and brings its messages to their end. */
export async function retireRequest(io: Io, trace: RequestRecord): Promise<void> {
  const inputs = readInputs(approveInputs, io.env)
  io.log.mask(inputs.token)
  const github = { client: gitHubWith(inputs.token, io.env), repository: io.env.GITHUB_REPOSITORY ?? '' }
  const { config } = await loadProject(io, inputs, github.client, { kept: keptConfiguration(io) })
  const { state } = step(trace.state, { kind: 'cancel' }, io.clock.now())
  io.log.info(text(`Bringing request ${state.request.id} to its end.`, `正在结束请求 ${state.request.id}。`))
  await retireMessages(io, config, { ...trace, state }, github)
}

/**
 * Brings the messages of a request that nobody waits for any more to the form of its state. What a web page showed went with its process.
 * Never throws: what could not be reached is told.
 */
export async function retireMessages(
  io: Io,
  config: Config,
  { state, posted }: RequestRecord,
  github: Parameters<typeof openChannels>[3],
): Promise<void> {
  const changes = { kind: 'unknown', why: '' } as const
  const card = cardOf(state, { changes, locale: io.log.locale, timeZone: config.timeZone, now: io.clock.now() })
  const retire = async (channel: Channel, ref: string): Promise<void> => {
    const { deciding, close } = await openChannels([channel], io, [], github)
    for (const place of deciding)
      await place
        .adopt(ref, [])
        .then(() => place.update(card))
        .finally(close)
  }
  const work = Object.entries(posted).map(async ([name, { ref }]) => {
    const channel = settingsOf(name, config, io)
    if (!channel || decidesBy(channel) === 'web') return
    await retire(channel, ref).catch((error: unknown) => io.log.warning(textOf(error), name))
  })
  await within(limit, Promise.all(work), io.clock)
}

/** How a place is reached in which a request was posted; undefined, and said, where the configuration does not tell any more. */
function settingsOf(name: string, config: Config, io: Io): Channel | undefined {
  try {
    const found = channelNamed(config, name) ?? (name === issueChannel.name ? issueChannel : undefined)
    if (found && decidesBy(found) !== undefined) return found
    io.log.warning(joinText([noSuchChannel, staysLive]), name)
  } catch (error) {
    if (!isKnownError(error)) throw error
    io.log.warning(joinText([textOf(error), staysLive]), name)
  }
  return undefined
}

const noSuchChannel = text(
  'The configuration has no channel of this name any more in which people decide.',
  '配置中已没有这个可作决定的渠道。',
)
const staysLive = text(
  'The message that was posted there stays as it is; nobody listens to it.',
  '此前发布在那里的消息将保持原样，但已无人响应。',
)
