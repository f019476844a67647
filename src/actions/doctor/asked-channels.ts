import { decidesBy } from '../../chat/open-channel.ts'
import type { Channel as ChannelSettings } from '../../config/channels.ts'
import { type Config, channelNamed } from '../../config/config.ts'
import type { Person } from '../../config/people.ts'
import { textAt } from '../../config/tree.ts'
import { about, type Check } from '../../doctor/check.ts'
import { isKnownError } from '../../kit/errors.ts'
import type { Io } from '../../kit/run.ts'
import { joinText, type Text, text } from '../../kit/text.ts'
import { channelsFor, issueChannel, type OpenChannels, openChannels, platformsOf } from '../approval-channels.ts'
import { type ChannelCheck, checkChannels } from '../check-channels.ts'
import { refuseLostLinks } from '../personal-links.ts'
import type { Examination } from './examine.ts'
import { checkOfFault, isOfVariables } from './findings.ts'
import { quietIo } from './quiet-io.ts'

interface Sorted {
  readonly usable: readonly string[]
  /** Names, and what stands in the way. */
  readonly unusable: readonly { readonly name: string; readonly error: unknown }[]
}

function sorted(config: Config, names: readonly string[]): Sorted {
  const usable: string[] = []
  const unusable: { name: string; error: unknown }[] = []
  for (const name of new Set(names)) {
    try {
      if (channelNamed(config, name)) usable.push(name)
    } catch (error) {
      unusable.push({ name, error })
    }
  }
  return { usable, unusable }
}

/** By which addresses people could decide at a channel whose secret is missing: its kind tells. */
const wouldDecideBy = (config: Config, name: string) => {
  const [type, webhook] = ['type', 'webhook'].map((key) => textAt(config.tree, ['channels', name, key]))
  return decidesBy({ type, webhook } as ChannelSettings) // no more of it is looked at
}

/** The places to ask in, as a release has them: where none can decide, an issue is added. */
function askedIn(config: Config, names: readonly string[], io: Io): readonly ChannelSettings[] {
  const { usable, unusable } = sorted(config, names)
  const channels = channelsFor(config, usable, io)
  return unusable.some(({ name }) => wouldDecideBy(config, name)) ? channels.filter((channel) => channel !== issueChannel) : channels
}

/** By which addresses people could decide, secrets there or not. */
export function decidingPlatforms(config: Config, names: readonly string[]): ReadonlySet<string> {
  const { usable, unusable } = sorted(config, names)
  const own = unusable.flatMap(({ name }) => wouldDecideBy(config, name) ?? [])
  const chosen = usable.flatMap((name) => channelNamed(config, name) ?? [])
  const all = [...platformsOf(chosen), ...own]
  return new Set(all.length > 0 ? all : [issueChannel.type])
}

/** Whether people are asked in an issue of the repository. */
export const asksInIssue = ({ policy }: Examination, io: Io): boolean =>
  policy?.settings !== undefined &&
  askedIn(policy.config, policy.settings.channels, quietIo(io)).some((channel) => channel.type === 'github' && !('pullRequest' in channel))

/** Each place that people are asked in: reached, and whether all could be done there that a request needs. Nothing is sent. */
export async function askedChannelChecks(io: Io, { policy, github }: Examination, voters: readonly Person[]): Promise<readonly Check[]> {
  if (!policy?.settings) return []
  const quiet = quietIo(io)
  const { channels: names } = policy.settings
  const settings = askedIn(policy.config, names, quiet)
  const opened: OpenChannels[] = []
  const checkOne = async (channel: ChannelSettings): Promise<Check> => {
    try {
      const one = await openChannels([channel], quiet, voters, github)
      opened.push(one)
      const [result] = await checkChannels(one, quiet)
      return result ? checkFrom(result, channel) : about('channels', channel.name).unknown(text('It said nothing.', '没有应答。'))
    } catch (error) {
      return checkOfFault('channels', subjectOf(channel.name), error)
    }
  }
  try {
    const checks = await Promise.all(settings.map(checkOne))
    const unusable = sorted(policy.config, names).unusable.map(({ name, error }) => unusableCheck(name, subjectOf(name), error))
    return [...unusable, ...checks, ...linkChecks(io, settings, voters, opened)]
  } finally {
    await Promise.all(opened.map((channels) => channels.close()))
  }
}

const subjectOf = (name: string): Text => text(`${name} (asks)`, `${name}（征求审批）`)

/** A channel that cannot be opened; one that lacks a secret was not looked at, and the secret has a line of its own. */
export function unusableCheck(name: string, subject: Text, error: unknown): Check {
  if (!isKnownError(error) || !isOfVariables(error)) return checkOfFault('channels', subject, error)
  return about('channels', subject).unknown(
    text(`Not looked at: a secret of ${name} is missing.`, `未检查：${name} 的密钥缺失。`),
    text('Set it, and look again.', '请设置后重新检查。'),
  )
}

function checkFrom({ name, decides, findings, fault, error }: ChannelCheck, { type }: ChannelSettings): Check {
  const check = about('channels', subjectOf(name))
  if (error) return check.failedBy(error)
  if (fault) return check.failed('channel-failed', fault)
  const use = decides
    ? text(`${type}: people decide here, and the request is kept up to date.`, `${type}：可在此作决定，请求会随时更新。`)
    : text(`${type}: shows the request, with links to where it is decided.`, `${type}：显示请求，并附上作决定之处的链接。`)
  return check.ok(joinText([use, ...findings]))
}

/** Whether everybody gets their personal link to a web page, judged over all channels together. */
function linkChecks(
  io: Io,
  channels: readonly ChannelSettings[],
  voters: readonly Person[],
  opened: readonly OpenChannels[],
): readonly Check[] {
  const checks: Check[] = []
  const check = about('channels', text('personal links', '个人链接'))
  const all = { deciding: opened.flatMap(({ deciding }) => deciding), notifying: opened.flatMap(({ notifying }) => notifying) }
  const hearing = quietIo(io, (words) => checks.push(check.warning(typeof words === 'string' ? text(words, words) : words)))
  try {
    refuseLostLinks(hearing, { voters, channels }, all)
  } catch (error) {
    if (!isKnownError(error)) throw error
    checks.push(check.failedBy(error))
  }
  return checks
}
