import * as v from 'valibot'
import type { Expectation } from '../../../config/expectations.ts'
import { list, named, oneOrMore, section } from '../../../config/section.ts'
import { about, choice, duration, flag, label, name, say, words } from '../../../config/values.ts'
import { closeRules, freezeRules, type OnLate } from '../../entry.ts'
import { isWantedRef, wantedRef } from './wanted-ref.ts'

/** Text, or a number as it was written: a version `1.10` is none of JavaScript's numbers. */
const written = (expectation: Expectation) => v.pipe(v.union([v.string(), v.number()], say(expectation)), v.transform(String))

const oneOrSome = <T extends string | number>(item: v.GenericSchema<unknown, T>, most: number, expectation: Expectation) =>
  v.pipe(
    v.union([item, v.pipe(list(item), v.maxLength(most, say(expectation)))], say(expectation)),
    v.transform((given): readonly T[] => (typeof given === 'object' ? given : [given])),
  )

/** Looked up where it is used: by then the words on it name the one that was meant. */
export const zone = words
export const timeWords = v.pipe(written('text'), v.nonEmpty(say('text')))

export const entryId = v.pipe(written('name'), name)

const version = v.pipe(written('version'), v.regex(/^[^\x00-\x1f\x7f]{0,255}$/, say('version')))
const ref = v.pipe(written('ref'), v.check(isWantedRef, say('ref')), v.transform(wantedRef))

const inputName = v.pipe(v.string(say('input-name')), v.regex(/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/, say('input-name')))
const inputValue = v.pipe(v.union([v.string(), v.number(), v.boolean()], say('input-value')), v.transform(String))

const workflow = v.pipe(
  v.string(say('workflow')),
  v.regex(/^(?:\.github\/workflows\/)?[^/\\\x00-\x1f\x7f]{1,128}\.ya?ml$/, say('workflow')),
  v.transform((given) => given.replace(/^\.github\/workflows\//, '')),
)

const onLate = v.pipe(
  v.union([choice(['skip', 'ask']), duration], say('on-late')),
  v.transform((given): OnLate => (typeof given === 'number' ? { kind: 'run-within', milliseconds: given } : { kind: given })),
)

const reminders = v.pipe(
  oneOrSome(duration, 10, 'reminders'),
  v.transform((given): readonly number[] => [...new Set(given)].sort((a, b) => b - a)),
)

/** What an entry may say, and the plan for every entry that does not. */
const common = {
  workflow: v.exactOptional(
    about(
      workflow,
      'File of the workflow to start: release.yml. It must have “on: workflow_dispatch”.',
      '要启动的工作流文件：release.yml，须含“on: workflow_dispatch”。',
    ),
  ),
  ref: v.exactOptional(
    about(
      ref,
      'What is released: a branch, tag or commit, “latest green” (newest commit of the default branch whose checks are green) or “latest green of <branch>”.',
      '发布内容：分支、标签或提交，“latest green”（默认分支上检查全部通过的最新提交），或“latest green of <分支>”。',
    ),
  ),
  environment: v.exactOptional(
    about(name, 'Environment of the configuration that the release goes to.', '发布到的环境（配置中的环境名）。'),
  ),
  'on-late': v.exactOptional(
    about(
      onLate,
      'When it could not be started in time: start it within this duration all the same, skip it, or ask. Default: 1h.',
      '未能准时启动时：在该时长内仍然启动、skip（跳过）或 ask（询问）。默认：1h。',
    ),
  ),
  'on-freeze': v.exactOptional(
    about(
      choice(freezeRules),
      'When its time falls into a freeze: postpone it to the next opening, skip it, or ask. Default: postpone.',
      '时间落入冻结期时：postpone（推迟到下次开放）、skip（跳过）或 ask（询问）。默认：postpone。',
    ),
  ),
  'on-close': v.exactOptional(
    about(
      choice(closeRules),
      'When the calendar closes while its run is at work: let it finish, or cancel it. Default: finish.',
      '运行期间日历关闭时：finish（继续完成）或 cancel（取消运行）。默认：finish。',
    ),
  ),
  reminders: v.exactOptional(
    about(reminders, 'How long before its time people are reminded. Default: 24h, 1h, 10m.', '提前多久提醒。默认：24h、1h、10m。'),
  ),
  owner: v.exactOptional(about(label, 'Whose release it is: a name of “people” in the configuration.', '负责人：配置中“people”的名称。')),
  notify: v.exactOptional(
    about(oneOrMore(name), 'Channels that hear of it. Default: those of the environment.', '通知的渠道。默认：该环境的渠道。'),
  ),
}

export const defaultsSchema = section(common)

/** One planned release, as it is written. */
export const entrySchema = section({
  id: about(
    entryId,
    'Name of the entry, once in the plan and never used again: each id is started once.',
    '条目名称，在计划中唯一且不再复用：每个 id 只启动一次。',
  ),
  at: about(
    timeWords,
    'When it starts: 2026-12-01 09:00, in the time zone of the entry or plan; or with an offset, 2026-12-01T09:00+08:00.',
    '启动时间：2026-12-01 09:00，按条目或计划的时区；或带偏移量，如 2026-12-01T09:00+08:00。',
  ),
  'time-zone': v.exactOptional(about(zone, 'IANA time zone of “at”. Default: the plan’s.', '“at”所用的 IANA 时区。默认：计划的时区。')),
  version: v.exactOptional(
    about(
      version,
      'What is released, for people and as the input “version” of the workflow.',
      '发布的版本，供人阅读，并作为工作流的输入“version”。',
    ),
  ),
  inputs: v.exactOptional(
    about(
      named(inputName, inputValue),
      'Inputs of the workflow. $NAME is not replaced: a plan is data.',
      '工作流的输入。不替换 $NAME：计划只是数据。',
    ),
  ),
  needs: v.exactOptional(
    about(oneOrSome(entryId, 100, 'needs'), 'Entries that must have succeeded before, by id.', '必须先成功的其他条目的 id。'),
  ),
  cancelled: v.exactOptional(about(flag, 'Taken back: it does not start.', '已取消：不会启动。')),
  skipped: v.exactOptional(about(flag, 'Left out on purpose: it does not start.', '有意跳过：不会启动。')),
  ...common,
})

export type WrittenEntry = v.InferOutput<typeof entrySchema>
export type WrittenDefaults = v.InferOutput<typeof defaultsSchema>
