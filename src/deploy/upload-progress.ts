import { formatBytes } from '../kit/bytes.ts'
import { text } from '../kit/text.ts'
import type { Deployment } from './deployment.ts'
import type { Member } from './member.ts'
import { filesIn } from './transfer.ts'

/** Milliseconds between two lines. */
const reportEvery = 2000

/**
 * A line in the log every two seconds while anything is being sent, by the clock and not by what leaves: the last megabytes are on
 * their way long after they were handed over. Returns how to stop.
 */
export function reportUpload(deployment: Deployment, members: readonly Member[]): () => void {
  const states = () => members.map((member) => deployment.timeline.stateOf('upload', member.order.name))
  const timer = setInterval(() => {
    if (states().includes('running')) deployment.log.info(progress(members, states()))
  }, reportEvery)
  timer.unref()
  return () => clearInterval(timer)
}

function progress(members: readonly Member[], states: readonly string[]) {
  const sent = formatBytes(members.reduce((sum, member) => sum + member.bytes, 0))
  const files = (some: readonly Member[]) => some.reduce((sum, { shipment }) => sum + (shipment ? filesIn(shipment) : 0), 0)
  const done = members.filter((_, index) => states[index] === 'succeeded')
  return text(
    `Uploading: ${sent} sent; ${files(done)} of ${files(members)} files, ${done.length} of ${members.length} hosts done.`,
    `正在上传：已发送 ${sent}；已完成 ${files(done)}/${files(members)} 个文件、${done.length}/${members.length} 台主机。`,
  )
}
