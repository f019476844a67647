import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { formatBytes } from '../kit/bytes.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { text } from '../kit/text.ts'
import { cloneSource, refuseSubmodules } from './clone.ts'
import type { Git } from './git.ts'
import { headOf } from './head.ts'
import type { HookScript } from './hooks.ts'
import { manifestOf } from './manifest.ts'
import { releaseName } from './names.ts'
import type { Release, RunFacts, Strategy } from './order.ts'
import { outputCut } from './run-hook.ts'
import { runOnRunner } from './runner-hook.ts'
import { withShared } from './shared.ts'
import { refuseEmpty, sourceFolder } from './source.ts'
import type { Timeline } from './stages.ts'
import { readTree } from './tree.ts'

/** Where a release comes from, and how it is called. */
export interface SourceOrder {
  /** Empty: the workspace. */
  readonly source: string
  /** URL to clone; empty: no clone. */
  readonly repository: string
  readonly ref: string
  /** Empty: the tag or branch, or the short commit. */
  readonly version: string
  /** Empty: `<version>-<run number>`. */
  readonly release: string
  readonly runNumber: string
}

export interface SourceContext {
  readonly workspace: string
  readonly temporary: string
  readonly env: NodeJS.ProcessEnv
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
  readonly timeline: Timeline
  readonly strategy: Strategy
  readonly run: RunFacts
  readonly git: Git
  /** Called when the tree is there: from now on hosts may be connected to beside the work on it. */
  readonly onDownloaded: () => void
}

/** The stages on the runner: hooks and download, then the tree is read and named. Nothing reaches a host. */
export async function prepareRelease(order: SourceOrder, context: SourceContext): Promise<Release> {
  const { timeline, workspace, log } = context
  await runnerHook(context, 'before-download', workspace, async () => ({}))
  const { root, head, name: called } = await timeline.run('download', undefined, () => download(order, context))
  const identify = async () => {
    const sha = await head()
    return { sha, version: order.version || called || sha.slice(0, 7) || 'release' }
  }
  await runnerHook(context, 'after-download', root, async () => {
    const { sha, version } = await identify()
    return { SALLYPORT_VERSION: version, SALLYPORT_SHA: sha }
  })
  context.onDownloaded()
  return timeline.run('package', undefined, async () => {
    await turn() // hosts are dialled before anything else is begun
    void head()
    const found = await readTree(root, context.signal)
    refuseEmpty(found, root)
    const { entries, seeds } = withShared(found, context.strategy.shared)
    const manifest = manifestOf(entries)
    const { sha, version } = await identify()
    const name = releaseName(order.release, version, order.runNumber)
    log.info(
      text(
        `Release ${name}: ${manifest.entries.length} entries, ${formatBytes(manifest.bytes)}, content ${manifest.digest.slice(0, 12)}.`,
        `版本 ${name}：${manifest.entries.length} 项，${formatBytes(manifest.bytes)}，内容 ${manifest.digest.slice(0, 12)}。`,
      ),
    )
    return { name, isNamed: order.release !== '', version, sha, root, manifest, seeds, time: Math.floor(context.clock.now() / 1000) }
  })
}

interface Download {
  readonly root: string
  /** The commit; empty when there is none. Of a workspace it is looked for once, from the first call on. */
  readonly head: () => Promise<string>
  /** What people call it: a tag or branch; empty when there is only a commit. */
  readonly name: string
}

async function download(order: SourceOrder, { workspace, temporary, git, env }: SourceContext): Promise<Download> {
  if (order.repository !== '') {
    const folder = await mkdtemp(join(temporary, 'sallyport-source-'))
    const { sha } = await cloneSource(git, order.repository, order.ref || 'HEAD', folder)
    const name = /^(HEAD|[0-9a-f]{40})$/i.test(order.ref) ? '' : order.ref
    const root = await sourceFolder(folder, order.source || '.', 'clone')
    await refuseSubmodules(git, root)
    return { root, head: async () => sha, name }
  }
  const root = await sourceFolder(workspace, order.source || '.', 'workspace')
  let head: Promise<string> | undefined
  const look = () =>
    headOf(git, root)
      .catch(() => '')
      .then((sha) => sha || (env.GITHUB_SHA ?? ''))
  return { root, head: () => (head ??= look()), name: env.GITHUB_REF_NAME ?? '' }
}

async function runnerHook(
  context: SourceContext,
  name: 'before-download' | 'after-download',
  folder: string,
  facts: () => Promise<Record<string, string>>,
): Promise<void> {
  const hook: HookScript | undefined = context.strategy.hooks[name]
  if (!hook) return context.timeline.mark(name, undefined, 'skipped')
  const { run, env, signal, clock, log, timeline } = context
  const onLines = (lines: string) => log.from('runner', lines)
  const variables = {
    SALLYPORT_PROJECT: run.project,
    SALLYPORT_ENVIRONMENT: run.environment,
    SALLYPORT_RUN_URL: run.url,
    ...(await facts()),
  }
  await log.group(text(`Hook ${name}`, `钩子 ${name}`), () =>
    timeline.run(name, undefined, () =>
      runOnRunner({ name, hook, folder, env, variables, signal, clock, onLines, onCut: () => log.info(outputCut) }),
    ),
  )
}
