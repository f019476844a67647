import * as v from 'valibot'
import { list, oneOrMore, section } from '../../../config/section.ts'
import { about, choice, duration, innerPath, name, say, words } from '../../../config/values.ts'
import { holidayLands, weekdays } from '../../calendar/rules.ts'
import { zone } from './entry-schema.ts'

const cron = v.pipe(v.string(say('cron')), v.regex(/^\s*(?:[\dA-Za-z*,/#L?-]+\s+){4}[\dA-Za-z*,/#L?-]+\s*$/, say('cron')))

/** A window or a freeze, as it is written; which kind it is shows in its keys. */
const ruleSchema = section({
  name: about(
    v.pipe(words, v.maxLength(200, say('text'))),
    'What people are told where this rule decides.',
    '由该规则决定时告知人们的名称。',
  ),
  days: v.exactOptional(
    about(
      v.union([choice(['workdays', 'every', ...weekdays]), v.array(choice(weekdays))], say('days')),
      'Days of the week: mon, tue, … or several; workdays (Monday to Friday) or every. Default: every.',
      '星期：mon、tue……或其列表；workdays（周一至周五）或 every（每天）。默认：every。',
    ),
  ),
  from: v.exactOptional(
    about(
      words,
      'Beginning: a time of day (09:00) for certain days; or a date (2026-12-20) or time (2026-12-05 20:00) for one stretch.',
      '开始：每天的时刻（09:00）；或一段时间的日期（2026-12-20）或时间（2026-12-05 20:00）。',
    ),
  ),
  to: v.exactOptional(
    about(
      words,
      'End, of the same kind as “from”. A time is exclusive, a date is the last whole day. A time of day before “from” is on the next day.',
      '结束，与“from”同类。时刻不包含在内，日期为最后一整天。早于“from”的时刻指次日。',
    ),
  ),
  holidays: v.exactOptional(
    about(
      choice(holidayLands),
      'Public holidays of a country, by themselves; with “days”, those days without the holidays (workdays: and with make-up workdays).',
      '某国的法定节假日；与“days”同用时，指这些日子中除去节假日（workdays 还包括调休上班日）。',
    ),
  ),
  cron: v.exactOptional(
    about(cron, 'Opens whenever this cron expression fires; with “for”.', '每当此 cron 表达式触发时开始；须与“for”同用。'),
  ),
  for: v.exactOptional(about(duration, 'How long it lasts after “cron” fired.', '“cron”触发后的持续时长。')),
  calendar: v.exactOptional(
    about(
      innerPath,
      'An iCalendar file (.ics) of the repository: each of its events.',
      '仓库中的 iCalendar 文件（.ics）：其中的每个日程。',
    ),
  ),
  environments: v.exactOptional(about(oneOrMore(name), 'Environments it holds for. Default: all.', '适用的环境。默认：全部。')),
})

export type WrittenRule = v.InferOutput<typeof ruleSchema>

export const calendarSchema = section({
  'time-zone': v.exactOptional(
    about(zone, 'IANA time zone of the rules. Default: the plan’s.', '规则所用的 IANA 时区。默认：计划的时区。'),
  ),
  allow: v.exactOptional(
    about(list(ruleSchema), 'Windows: with any, releases start only inside one of them.', '窗口：只要写有窗口，发布就只能在其中启动。'),
  ),
  deny: v.exactOptional(
    about(list(ruleSchema), 'Freezes: inside of one no release starts. They win.', '冻结期：其间不启动任何发布，优先于窗口。'),
  ),
})
