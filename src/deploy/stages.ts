import type { Clock } from '../kit/clock.ts'
import { type Text, text } from '../kit/text.ts'

/** The stages of a deployment. Up to `package` they happen on the runner, from `upload` on for each host. */
export const runnerStages = ['start', 'before-download', 'download', 'after-download', 'package'] as const
export const hostStages = ['upload', 'before-release', 'release', 'after-release', 'verify'] as const
export type Stage = (typeof runnerStages)[number] | (typeof hostStages)[number]

export const stageNames: Readonly<Record<Stage, Text>> = {
  start: text('start', '开始'),
  'before-download': text('before download', '下载前'),
  download: text('download', '下载'),
  'after-download': text('after download', '下载后'),
  package: text('package', '打包'),
  upload: text('upload', '上传'),
  'before-release': text('before release', '发布前'),
  release: text('release', '发布'),
  'after-release': text('after release', '发布后'),
  verify: text('verify', '验证'),
}

export type StageState = 'waiting' | 'running' | 'succeeded' | 'failed' | 'skipped' | 'rolled-back'

export interface StageRecord {
  readonly stage: Stage
  /** Undefined for what happens on the runner. */
  readonly host: string | undefined
  readonly state: StageState
  readonly milliseconds: number
}

/** Keeps the state and the duration of every stage, of the runner and of each host. */
export interface Timeline {
  /** Carries out a stage: running, then succeeded or failed. */
  run<T>(stage: Stage, host: string | undefined, task: () => Promise<T>): Promise<T>
  mark(stage: Stage, host: string | undefined, state: StageState): void
  stateOf(stage: Stage, host: string | undefined): StageState
  records(): readonly StageRecord[]
}

export function startTimeline(clock: Clock): Timeline {
  const records = new Map<string, StageRecord>()
  const key = (stage: Stage, host: string | undefined) => `${stage} ${host ?? ''}`
  const put = (stage: Stage, host: string | undefined, state: StageState, milliseconds: number) => {
    records.set(key(stage, host), { stage, host, state, milliseconds })
  }
  return {
    run: async (stage, host, task) => {
      const started = clock.now()
      put(stage, host, 'running', 0)
      try {
        const result = await task()
        put(stage, host, 'succeeded', clock.now() - started)
        return result
      } catch (error) {
        put(stage, host, 'failed', clock.now() - started)
        throw error
      }
    },
    mark: (stage, host, state) => put(stage, host, state, records.get(key(stage, host))?.milliseconds ?? 0),
    stateOf: (stage, host) => records.get(key(stage, host))?.state ?? 'waiting',
    records: () => [...records.values()],
  }
}
