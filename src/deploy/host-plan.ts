import { RemoteError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import type { HostState, KeptRelease } from './host/state.ts'
import type { HostOrder, Release, Strategy } from './order.ts'

/** What a host needs to serve a release. */
export type HostPlan =
  /** It does already, and was found well. */
  | { readonly kind: 'unchanged'; readonly release: string }
  /** It does already, but nobody made sure that it is well. */
  | { readonly kind: 'settle' }
  /** It has the release, complete. */
  | { readonly kind: 'switch' }
  /** The release has to be sent; what a kept one shares with it need not. */
  | { readonly kind: 'transfer'; readonly bases: readonly KeptRelease[] }

/** Decides what a host needs. Throws a RemoteError for what stands in the way, with the words for whoever mends it. */
export function planHost(state: HostState, host: HostOrder, release: Release, strategy: Strategy): HostPlan {
  refuseUnusable(state, host, strategy)
  const digest = release.manifest.digest
  const kept = state.releases.find(({ name }) => name === release.name)
  if (kept && kept.digest !== digest) throw differs(host, release.name)
  const live = state.releases.find(({ name }) => name === state.liveRelease)
  if (live && isSame(live, release)) return live.isSettled ? { kind: 'unchanged', release: live.name } : { kind: 'settle' }
  refuseMissingShared(state, host, release, strategy)
  if (kept) return { kind: 'switch' }
  const lack = strategy.reuse === 'hard-link' && state.releases.length > 0 ? undefined : lackOfSpace(state, host, footprint(release))
  if (lack) throw lack
  return { kind: 'transfer', bases: basesFor(state, release) }
}

/** The same release: by name, or, when no name was asked for, by version and content. */
const isSame = (live: KeptRelease, release: Release): boolean =>
  live.digest === release.manifest.digest &&
  (live.name === release.name || (!release.isNamed && live.version === release.version && live.standing === 'verified'))

/** Kept releases to build on, the most promising first: same content, then live, then the newest. */
export function basesFor(state: HostState, release: Release): KeptRelease[] {
  const rank = (kept: KeptRelease) => (kept.digest === release.manifest.digest ? 0 : kept.name === state.liveRelease ? 1 : 2)
  return [...state.releases].sort((a, b) => rank(a) - rank(b) || (a.since < b.since ? 1 : -1))
}

/** Throws a RemoteError for a host that no release can go to: its system, its tools, its rights, what stands at the live path. */
export function refuseUnusable(state: HostState, host: HostOrder, strategy: Pick<Strategy, 'adopt'>): void {
  const [first] = obstacles(state, host, strategy)
  if (first) throw first
}

/** All that keeps any release from a host, the most basic first. */
export function obstacles(state: HostState, host: HostOrder, { adopt }: Pick<Strategy, 'adopt'>): readonly RemoteError[] {
  const folders = [
    [state.releasesFolder, host.releases],
    [state.liveFolder, host.live.replace(/\/[^/]*$/, '') || '/'],
  ] as const
  return [
    ...(/^(MINGW|MSYS|CYGWIN|Windows)/i.test(state.system) ? [windows(host)] : []),
    ...(state.missingTools.length > 0 ? [lackOfTools(state, host)] : []),
    ...folders.flatMap(([{ access, detail }, path]) => (access === 'writable' ? [] : [denied(host, path, state.user, detail)])),
    ...(state.live.kind === 'file' || (state.live.kind === 'folder' && !adopt) ? [liveInTheWay(state, host)] : []),
  ]
}

const windows = (host: HostOrder): RemoteError =>
  refusal('not-supported', host, text(`${host.name} runs Windows, which is not supported.`, `${host.name} 运行的是 Windows，不受支持。`))

function lackOfTools({ missingTools }: HostState, host: HostOrder): RemoteError {
  const tools = missingTools.map((tool) => printable(tool, 20)).join(', ')
  return refusal(
    'host-tools',
    host,
    text(`${host.name} lacks ${tools}.`, `${host.name} 缺少 ${tools}。`),
    text('Install coreutils, findutils, grep, sed and tar, or busybox.', '请安装 coreutils、findutils、grep、sed 和 tar，或 busybox。'),
  )
}

/** A name that may stand in a command which somebody copies: a host calls its user what it likes. */
const plainUser = (user: string): string => (/^[A-Za-z0-9_.-]{1,40}$/.test(user) ? user : '<user>')

const readOnly = text(
  'The file system is mounted read-only, or has become so after a fault: look at its log.',
  '文件系统以只读方式挂载，或因故障变为只读：请查看系统日志。',
)

const denied = (host: HostOrder, path: string, user: string, detail: string): RemoteError =>
  refusal(
    'host-permission',
    host,
    text(
      `${printable(user, 40)} may not write to ${path} on ${host.name}: ${printable(detail)}`,
      `${printable(user, 40)} 对 ${host.name} 上的 ${path} 没有写权限：${printable(detail)}`,
    ),
    /read-only file system/i.test(detail)
      ? readOnly
      : text(
          `Once, as root on the host: mkdir -p ${path} && chown ${plainUser(user)} ${path}`,
          `请在主机上以 root 执行一次：mkdir -p ${path} && chown ${plainUser(user)} ${path}`,
        ),
  )

const liveInTheWay = (state: HostState, host: HostOrder): RemoteError =>
  refusal(
    'live-is-directory',
    host,
    state.live.kind === 'folder'
      ? text(`${host.live} on ${host.name} is a real folder, not a link.`, `${host.name} 上的 ${host.live} 是真实目录，不是链接。`)
      : text(`${host.live} on ${host.name} is a file, not a link.`, `${host.name} 上的 ${host.live} 是文件，不是链接。`),
    state.live.kind === 'folder'
      ? text(
          'Nothing was deleted. To let it step aside once (it is renamed to <name>.before-<release>), set “adopt: true”; or move it yourself.',
          '没有删除任何内容。若要让它一次性让位（重命名为 <名称>.before-<版本>），请设置“adopt: true”；或自行移走。',
        )
      : text(
          'Nothing was deleted. Move the file away, or give “live” another path.',
          '没有删除任何内容。请移走该文件，或为“live”改用其他路径。',
        ),
  )

const differs = (host: HostOrder, name: string): RemoteError =>
  refusal(
    'release-differs',
    host,
    text(`${host.name} already has a release ${name} with other content.`, `${host.name} 上已有同名版本 ${name}，但内容不同。`),
    text('Give this content a name of its own: another “release” or “version”.', '请为这份内容另取名称：使用不同的“release”或“version”。'),
  )

function refuseMissingShared(state: HostState, host: HostOrder, release: Release, strategy: Strategy): void {
  const missing = strategy.shared.filter(
    (shared, index) => !state.shared[index] && !shared.makeFolder && !release.seeds.get(shared.path)?.length,
  )
  if (missing.length === 0) return
  const paths = missing.map(({ path }) => `${host.releases}/shared/${path}`).join(', ')
  throw refusal(
    'shared-missing',
    host,
    text(
      `${host.name} has no ${paths}, and the source has nothing to begin with.`,
      `${host.name} 上没有 ${paths}，源目录中也没有初始内容。`,
    ),
    text(
      'Make it on the host; or write the path with a slash at its end to have an empty folder made.',
      '请在主机上创建；或在路径末尾加斜杠以自动创建空目录。',
    ),
  )
}

const blockSize = 4096

/** Disk that a release takes, rounded up to blocks, and the inodes. A hard-linked base needs only what is new, which is not known yet. */
export const footprint = (release: { readonly manifest: Pick<Release['manifest'], 'entries'> }): { bytes: number; inodes: number } => ({
  bytes: release.manifest.entries.reduce(
    (sum, entry) => sum + (entry.kind === 'file' ? Math.ceil(entry.size / blockSize) * blockSize : blockSize),
    0,
  ),
  inodes: release.manifest.entries.length + 8,
})

/** Why a release that takes so much does not fit; undefined when it does, or when the host does not tell. */
export function lackOfSpace(state: HostState, host: HostOrder, need: { bytes: number; inodes: number }): RemoteError | undefined {
  const lacksBytes = state.freeBytes !== undefined && state.freeBytes < need.bytes
  const lacksInodes = state.freeInodes !== undefined && state.freeInodes < need.inodes
  if (!lacksBytes && !lacksInodes) return undefined
  const [needed, free] = lacksBytes
    ? [mebibytes(need.bytes), mebibytes(state.freeBytes ?? 0)]
    : [`${need.inodes} inodes`, `${state.freeInodes} inodes`]
  return refusal(
    'no-space',
    host,
    text(
      `${host.name} has ${free} free below ${host.releases}; the release needs ${needed}.`,
      `${host.name} 的 ${host.releases} 仅剩 ${free}；该版本需要 ${needed}。`,
    ),
    text(
      `Free some space, or keep fewer releases. Kept now: ${state.releases.map(({ name }) => name).join(', ') || 'none'}.`,
      `请释放空间，或减少保留的版本数。目前保留：${state.releases.map(({ name }) => name).join('、') || '无'}。`,
    ),
  )
}

const mebibytes = (bytes: number): string => `${(bytes / (1 << 20)).toFixed(1)} MiB`

const refusal = (code: RemoteError['code'], host: HostOrder, problem: Text, remedy?: Text): RemoteError =>
  new RemoteError({ code, party: host.name, problem, where: host.name, ...(remedy ? { remedy } : {}) })
