import * as v from 'valibot'
import { locales } from '../kit/text.ts'
import { approvalSchema } from './approval.ts'
import { channelsSchema } from './channels.ts'
import { writtenDeploySchema } from './deploy.ts'
import { levelSchema } from './environment.ts'
import { explainSchema } from './explain.ts'
import { templatesSchema } from './hooks.ts'
import { notifySchema, routesSchema } from './notify.ts'
import { adminsSchema, groupsSchema, peopleSchema } from './people.ts'
import { list, named, oneOrMore, section } from './section.ts'
import { serverSchema } from './servers.ts'
import { about, choice, name, pattern, timeZone, words } from './values.ts'

/** What an environment may say; used twice, so that the JSON schema defines it once. */
export const environmentSchema = section({
  level: v.exactOptional(
    about(levelSchema, 'How messages look and how urgent reminders are. Default: by name.', '消息样式和提醒的紧急程度。默认：由名称判断。'),
  ),
  approval: v.exactOptional(about(approvalSchema, 'Who decides about a release.', '谁来决定发布。')),
  deploy: v.exactOptional(about(writtenDeploySchema, 'Where a release goes, and how.', '发布到哪里、如何发布。')),
  notify: v.exactOptional(about(notifySchema, 'Who hears of it.', '通知谁。')),
})

const environments = named(name, environmentSchema)

const project = section({
  match: about(
    oneOrMore(pattern),
    'Names, aliases or patterns of projects; case and _ or - do not matter.',
    '项目的名称、别名或模式；不区分大小写和 _、-。',
  ),
  environments: about(environments, 'What differs for these projects.', '这些项目的不同之处。'),
})

/** The parts that are read at once: nothing in them depends on where a run goes. */
export const general = {
  locale: v.optional(about(choice(locales), 'Language of messages and logs.', '消息和日志的语言。'), 'en'),
  'time-zone': v.optional(
    about(timeZone, 'IANA time zone for messages; logs and journals are in UTC.', '消息所用的 IANA 时区；日志和记录使用 UTC。'),
    'UTC',
  ),
  project: v.exactOptional(about(name, 'Name of the project. Default: the repository’s.', '项目名称。默认：仓库名。')),
  groups: v.optional(groupsSchema, {}),
  admins: v.optional(adminsSchema, []),
  routes: v.optional(routesSchema, []),
}

/** The whole file. `schema/sallyport.schema.json` is generated from it. */
export const configSchema = section({
  ...general,
  people: v.exactOptional(peopleSchema),
  channels: v.exactOptional(channelsSchema),
  servers: v.exactOptional(about(named(name, serverSchema), 'Hosts, by name.', '主机，以名称为键。')),
  'known-hosts': v.exactOptional(
    about(
      words,
      'Pinned host keys in OpenSSH’s known_hosts format, for all servers.',
      '适用于所有服务器的固定公钥，OpenSSH known_hosts 格式。',
    ),
  ),
  'hook-templates': v.exactOptional(templatesSchema),
  environments: v.exactOptional(about(environments, 'Where releases go, by name.', '发布的目标环境，以名称为键。')),
  explain: v.exactOptional(
    about(
      explainSchema,
      'A language model of yours that explains failures in notices. What it is sent: the failing line and a few around it, without secrets.',
      '用于在通知中解释失败原因的、由您提供的语言模型。发送给它的内容：失败行及其前后数行，不含密钥。',
    ),
  ),
  projects: v.exactOptional(
    about(list(project), 'Overrides for some projects; the first that matches wins.', '针对部分项目的覆盖设置；第一个匹配的生效。'),
  ),
})

export const generalSchema = section(general)
