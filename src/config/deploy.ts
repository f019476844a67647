import * as v from 'valibot'
import { healthCheckSchema } from './health-check.ts'
import { hooksSchema } from './hooks.ts'
import { list, listOfSome, optionally, section } from './section.ts'
import { about, choice, duration, flag, hostPath, innerPath, name, positive, say } from './values.ts'

const percentage = /^(?:100|[1-9]\d?)%$/
const share = (given: string) => ({ percent: Number.parseInt(given, 10) })

/** A number of hosts, a share of the fleet that is released when the wave is over, or a tag. */
export type WaveSetting = { readonly count: number } | { readonly percent: number } | { readonly tag: string }
/** How many hosts may fail. */
export type BudgetSetting = { readonly count: number } | { readonly percent: number }

const wave = v.pipe(
  v.union(
    [
      v.pipe(v.number(say('wave')), v.integer(say('wave')), v.minValue(1, say('wave'))),
      v.pipe(v.string(say('wave')), v.regex(/^(?:(?:100|[1-9]\d?)%|[A-Za-z0-9][A-Za-z0-9._-]{0,63})$/, say('wave'))),
    ],
    say('wave'),
  ),
  v.transform((given): WaveSetting => {
    if (typeof given === 'number') return { count: given }
    return percentage.test(given) ? share(given) : { tag: given }
  }),
)

const budget = v.pipe(
  v.union(
    [
      v.pipe(v.number(say('budget')), v.integer(say('budget')), v.minValue(0, say('budget'))),
      v.pipe(v.string(say('budget')), v.regex(/^(?:100|[1-9]?\d)%$/, say('budget'))),
    ],
    say('budget'),
  ),
  v.transform((given): BudgetSetting => (typeof given === 'number' ? { count: given } : share(given))),
)

const policies = {
  reuse: choice(['copy', 'hard-link']),
  onHostFailure: choice(['stop', 'continue', 'rollback']),
  rollback: choice(['fleet', 'wave', 'host', 'none']),
}

const entries = {
  servers: about(listOfSome(name), 'Names or tags of servers.', '服务器的名称或标签。'),
  releases: about(
    hostPath,
    'Folder of the releases; may hold {project}, {environment}, {server}.',
    '存放各版本的目录；可含 {project}、{environment}、{server}。',
  ),
  live: about(hostPath, 'The symbolic link that is served; may hold the same.', '对外提供服务的符号链接；可含同样的占位符。'),
  keep: v.optional(about(positive, 'How many good releases stay.', '保留的正常版本数。'), 5),
  shared: v.optional(about(list(innerPath), 'Paths that all releases share.', '各版本共享的路径。'), []),
  reuse: v.optional(about(policies.reuse, 'How unchanged files come from an earlier release.', '未变化的文件如何取自先前版本。'), 'copy'),
  waves: v.optional(
    about(listOfSome(wave), 'Waves in which hosts go live: counts, percentages or tags.', '主机分批上线：数量、百分比或标签。'),
    ['100%'],
  ),
  pause: v.optional(about(duration, 'Pause between waves.', '批次之间的停顿。'), '0s'),
  parallel: v.optional(about(positive, 'Hosts worked on at once.', '同时处理的主机数。'), 10),
  'on-host-failure': v.optional(
    about(policies.onHostFailure, 'When more hosts fail than may.', '失败主机超出允许数量时的处理。'),
    'rollback',
  ),
  'max-failed': v.optional(about(budget, 'How many hosts may fail: a number or a share.', '允许失败的主机数：数量或比例。'), 0),
  rollback: v.optional(about(policies.rollback, 'Which hosts go back after a failure.', '失败后哪些主机回退。'), 'fleet'),
  'requires-approval': v.optional(about(flag, 'Whether a valid approval receipt is needed.', '是否需要有效的审批回执。'), false),
  'lock-wait': v.optional(about(duration, 'How long to wait for another run’s lock.', '等待其他运行释放锁的时间。'), '0s'),
  timeout: v.optional(about(duration, 'Time for the whole deployment.', '整个部署的时限。'), '30m'),
  'health-check': v.exactOptional(about(healthCheckSchema, 'How a release proves that it works.', '如何确认版本正常。')),
  hooks: v.optional(about(hooksSchema, 'Scripts at the stages of a release.', '各发布阶段的脚本。'), {}),
}

const inside = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}/`)

/** The settings as a deployment needs them: `servers`, `releases` and `live` are there. */
export const deploySchema = v.pipe(
  section(entries),
  v.check(({ releases, live }) => !inside(releases, live) && !inside(live, releases), say('paths-apart')),
)

/** The settings as one place writes them: projects may add what an environment leaves open. */
export const writtenDeploySchema = section(optionally(entries))

/** How an environment is deployed, before templates of hooks are filled in. Durations in milliseconds. */
export type WrittenDeploySettings = v.InferOutput<typeof deploySchema>
