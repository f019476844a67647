import * as v from 'valibot'
import { list, listOfSome, section } from './section.ts'
import { about, choice, count, duration, factor, flag, label, name, positive } from './values.ts'

const requirement = section({
  count: v.optional(about(positive, 'How many different people.', '需要多少个不同的人。'), 1),
  from: about(listOfSome(label), 'People, groups or roles who may decide.', '可作决定的人员、组或角色。'),
})

const remind = section({
  every: v.optional(about(duration, 'Time to the first reminder.', '到第一次提醒的时间。'), '5m'),
  factor: v.optional(about(factor, 'Each further interval is so many times as long.', '之后每次间隔的倍数。'), 1.5),
  max: v.optional(about(count, 'How many reminders at most; 0: none.', '提醒次数上限；0 表示不提醒。'), 6),
})

export const approvalSchema = section({
  channels: v.optional(about(list(name), 'Channels to ask in. None: an issue of the repository.', '征求审批的渠道。不填：仓库议题。'), []),
  require: v.optional(
    about(list(requirement), 'All of these must be met. None: one administrator.', '必须全部满足的要求。不填：一名管理员。'),
    [],
  ),
  'reject-by': v.optional(about(positive, 'So many rejections end the request.', '达到此拒绝人数即结束。'), 1),
  'self-approval': v.optional(about(flag, 'Whether requester and re-runner may decide.', '发起人和重新运行者是否可作决定。'), false),
  exclude: v.optional(
    about(list(choice(['authors'])), 'Who else may not decide: authors of the commits.', '另外不可作决定的人：提交的作者。'),
    [],
  ),
  'on-newer': v.optional(
    about(
      choice(['supersede', 'queue', 'block']),
      'What a newer request for the same environment does.',
      '同一环境有更新的请求时如何处理。',
    ),
    'supersede',
  ),
  'carry-over': v.optional(
    about(
      duration,
      'Same commit, environment and policy approved within this time: decided already.',
      '此时间内相同提交、环境和策略已获批：视为已决定。',
    ),
    '0s',
  ),
  timeout: v.optional(about(duration, 'Time to decide.', '审批时限。'), '1h'),
  'on-timeout': v.optional(about(choice(['reject', 'approve']), 'What happens at the end of that time.', '超时后的处理。'), 'reject'),
  remind: v.optional(about(remind, 'Reminders of those whose vote is missing.', '对尚未表态者的提醒。'), {}),
  reason: v.optional(
    about(choice(['optional', 'on-reject', 'always']), 'Whether a reason must be given.', '是否必须说明理由。'),
    'optional',
  ),
})

/** How a release of an environment is approved; durations in milliseconds. */
export type ApprovalSettings = v.InferOutput<typeof approvalSchema>
