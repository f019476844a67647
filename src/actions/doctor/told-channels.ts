import { about, type Check } from '../../doctor/check.ts'
import type { Io } from '../../kit/run.ts'
import { joinText, type Text, text } from '../../kit/text.ts'
import { type Checked, checkPlace } from '../check-places.ts'
import type { Place } from '../notice-places.ts'
import { placesOf } from '../notice-places.ts'
import type { ReleaseInputs } from '../release-inputs.ts'
import { unusableCheck } from './asked-channels.ts'
import { type Examination, noticeChannels } from './examine.ts'
import { guarded } from './findings.ts'
import { quietIo } from './quiet-io.ts'

/** Each place that hears how releases go: reached, and whether messages can be brought up to date there. Nothing is sent. */
export async function toldChannelChecks(io: Io, inputs: ReleaseInputs, examination: Examination): Promise<readonly Check[]> {
  const { own, github } = examination
  if (!own) return []
  const quiet = quietIo(io)
  const names = noticeChannels(examination, inputs)
  if (names.length === 0) return [about('channels', text('notices', '通知')).ok(nobody)]
  const places = placesOf(own.config, quiet, github)
  const checkOne = async (name: string): Promise<readonly Check[]> => {
    const place = await places.named(name)
    return [checkFrom(await checkPlace(quiet, place), place)]
  }
  try {
    const checks = await Promise.all(names.map((name) => guarded('channels', subjectOf(name), () => checkOne(name))))
    return checks.flat()
  } finally {
    await places.close()
  }
}

const nobody = text(
  'Nobody is told how this release goes: the environment has no “notify:”.',
  '此次发布不通知任何人：该环境没有“notify:”。',
)

/** What an incoming webhook makes of an address or a signature it says to none but a message. */
const untried = text(
  'Whether its address and secret are right shows with the first message.',
  '地址和密钥是否正确，要到发送第一条消息时才能得知。',
)

const subjectOf = (name: string): Text => text(`${name} (tells)`, `${name}（通知）`)

function checkFrom({ name, findings, fault, error }: Checked, place: Place): Check {
  const check = about('channels', subjectOf(name))
  if (error) return unusableCheck(name, subjectOf(name), error)
  if (fault || !('channel' in place)) return check.failed('channel-failed', fault ?? text('It cannot be used.', '无法使用。'))
  const { platform, edit } = place.channel
  const use = edit
    ? text(`${platform}: one message a run, brought up to date.`, `${platform}：每次运行一条消息，随时更新。`)
    : text(`${platform}: sends only; the result alone is told.`, `${platform}：只能发送；仅通知最终结果。`)
  return check.ok(joinText([use, ...(edit || platform === 'email' ? [] : [untried]), ...findings]))
}
