import type { HostState } from '../../deploy/host/state.ts'
import { lackOfSpace, obstacles } from '../../deploy/host-plan.ts'
import { lockedError } from '../../deploy/lock-words.ts'
import type { HostOrder, RunFacts, Strategy } from '../../deploy/order.ts'
import type { SharedPath } from '../../deploy/shared.ts'
import { about, type Check } from '../../doctor/check.ts'
import { formatBytes } from '../../kit/bytes.ts'
import { printable } from '../../kit/printable.ts'
import { joinText, type Text, text } from '../../kit/text.ts'

/** What a release will take on a host; undefined: its source is not there yet. */
export type Need = { readonly bytes: number; readonly inodes: number } | undefined

interface Circumstances extends Pick<Strategy, 'adopt' | 'reuse'> {
  readonly shared: readonly SharedPath[]
  readonly need: Need
  readonly run: Pick<RunFacts, 'run' | 'repository'>
}

/** What a look at a host says: that it was reached, and everything on it that stands in the way of a release. */
export function hostWords(state: HostState, order: HostOrder, given: Circumstances): readonly Check[] {
  const check = about('hosts', order.name)
  return [
    check.ok(reached(state)),
    ...obstacles(state, order, given).map(check.failedBy),
    ...spaceChecks(state, order, given),
    ...(state.lock ? [lockCheck(order.name, state.lock, given.run)] : []),
    ...sharedChecks(state, order, given.shared),
    ...(state.live.kind === 'folder' && given.adopt ? [check.warning(stepsAside(order.live))] : []),
    ...(state.tools.has('awk') ? [] : [check.warning(...withoutAwk)]),
    ...(state.tools.has('gzip') || state.tools.has('zstd') ? [] : [check.warning(...withoutPacking)]),
  ]
}

function reached(state: HostState): Text {
  const [user, system] = [printable(state.user, 40), printable(state.system, 20)]
  const free = [
    ...(state.freeBytes === undefined ? [] : [text(`${formatBytes(state.freeBytes)} free`, `剩余 ${formatBytes(state.freeBytes)}`)]),
    ...(state.freeInodes === undefined ? [] : [text(`${state.freeInodes} inodes`, `${state.freeInodes} 个 inode`)]),
  ]
  const kept = state.releases.length
  const parts = [
    text(`Logged in as ${user}, host key as pinned (${system})`, `以 ${user} 登录成功，主机公钥与固定的一致（${system}）`),
    ...free,
    text(`serves ${served(state).en}`, `当前为${served(state)['zh-CN']}`),
    text(`${kept} release(s) kept`, `保留 ${kept} 个版本`),
  ]
  return joinText([joinText(parts, text('; ', '；')), text('.', '。')], '')
}

function served({ live, liveRelease }: HostState): Text {
  if (live.kind === 'none') return text('nothing yet', '空（尚无版本）')
  if (live.kind !== 'link') return text('a real folder or file', '真实目录或文件')
  const target = printable(liveRelease ?? live.target, 100)
  return liveRelease === undefined ? text(`${target}, which is none of ours`, ` ${target}（并非由本工具发布）`) : text(target, ` ${target}`)
}

/** Less cannot hold any release, in bytes; below the second it is time to look. */
const least = { bytes: 1 << 20, inodes: 64 }
const little = { bytes: 100 << 20, inodes: 2000 }

function spaceChecks(state: HostState, order: HostOrder, { need, reuse }: Circumstances): readonly Check[] {
  const check = about('hosts', order.name)
  const sharesFiles = reuse === 'hard-link' && state.releases.length > 0 // how much is new is not known yet
  const lack = lackOfSpace(state, order, need && !sharesFiles ? need : least)
  if (lack) return [check.failedBy(lack)]
  const bytes = state.freeBytes ?? Number.POSITIVE_INFINITY
  const inodes = state.freeInodes || Number.POSITIVE_INFINITY // some file systems count none
  if (need || (bytes >= little.bytes && inodes >= little.inodes)) return []
  return [
    check.warning(
      text(`Little space is left below ${order.releases}.`, `${order.releases} 剩余空间不多。`),
      text('Free some space or inodes, or keep fewer releases.', '请释放空间或 inode，或减少保留的版本数。'),
    ),
  ]
}

/** A lock may be gone until the release comes. */
function lockCheck(name: string, lock: NonNullable<HostState['lock']>, run: Circumstances['run']): Check {
  const { problem, remedy } = lockedError(name, lock, run)
  return about('hosts', name).warning(problem, remedy)
}

function sharedChecks(state: HostState, order: HostOrder, shared: readonly SharedPath[]): readonly Check[] {
  const missing = shared.filter(({ makeFolder }, index) => !state.shared[index] && !makeFolder)
  if (missing.length === 0) return []
  const paths = missing.map(({ path }) => `${order.releases}/shared/${path}`).join(', ')
  return [
    about('hosts', order.name).warning(
      text(`Shared, and not there yet: ${paths}.`, `尚不存在的共享路径：${paths}。`),
      text('Make it on the host, unless the source brings something to begin with.', '请在主机上创建，除非源目录中带有初始内容。'),
    ),
  ]
}

const stepsAside = (live: string): Text =>
  text(`${live} is a real folder, and will step aside (“adopt: true”).`, `${live} 是真实目录，届时将让位（“adopt: true”）。`)

const withoutAwk: [Text, Text] = [
  text('There is no awk: every release is sent as a whole.', '没有 awk：每次都会发送整个版本。'),
  text('Install awk, or busybox.', '请安装 awk 或 busybox。'),
]
const withoutPacking: [Text, Text] = [
  text('There is neither gzip nor zstd: releases are sent without being compressed.', '没有 gzip 和 zstd：发送时不压缩。'),
  text('Install gzip or zstd.', '请安装 gzip 或 zstd。'),
]
