import * as v from 'valibot'
import { matchesProject } from './projects.ts'
import { list, named, oneOrMore, section } from './section.ts'
import { about, email, id, label, login, pattern, say, telegramUser } from './values.ts'

const role = about(
  oneOrMore(label),
  'A role of your own, or several: what groups are, seen from the person.',
  '自定义的一个或多个角色：等于从个人角度声明所属的组。',
)

const fullPerson = section({
  role: v.exactOptional(role),
  projects: v.exactOptional(
    about(list(pattern), 'Projects the person may act on, by name or pattern. Default: all.', '此人可操作的项目，名称或模式。默认：全部。'),
  ),
  github: v.exactOptional(about(login, 'GitHub login.', 'GitHub 登录名。')),
  telegram: v.exactOptional(about(telegramUser, 'Numeric user id in Telegram.', 'Telegram 数字用户 ID。')),
  feishu: v.exactOptional(about(id, 'Open id in Feishu (ou_…).', '飞书 open_id（ou_…）。')),
  dingtalk: v.exactOptional(about(id, 'User id in DingTalk.', '钉钉 userid。')),
  slack: v.exactOptional(about(id, 'Member id in Slack (U…).', 'Slack 成员 ID（U…）。')),
  wecom: v.exactOptional(about(id, 'User id in WeCom.', '企业微信 userid。')),
  discord: v.exactOptional(about(id, 'User id in Discord.', 'Discord 用户 ID。')),
  email: v.exactOptional(about(email, 'E-mail address.', '电子邮件地址。')),
})

/** Short form: the role; the name is then also the GitHub login. */
const person = v.union([label, fullPerson], say('person'))

export const peopleSchema = about(
  named(label, person),
  'People by name: { github: …, telegram: … }, or short “name: role”, where the name is also the GitHub login.',
  '人员，以名称为键：{ github: …, telegram: … }，或简写“名称: 角色”，此时名称即 GitHub 登录名。',
)

export const groupsSchema = about(
  named(label, list(label)),
  'Groups of people. Whoever has a role belongs to the group of that name.',
  '人员组。具有某角色的人属于同名的组。',
)

export const adminsSchema = about(list(label), 'People or groups who may do everything everywhere.', '在任何地方可做任何操作的人员或组。')

type Addresses = Omit<v.InferOutput<typeof fullPerson>, 'role' | 'projects'>

/** Someone of the configuration. Addresses are identifiers of the platforms, as text. */
export interface Person extends Addresses {
  readonly name: string
  readonly roles: readonly string[]
  /** Names or patterns of projects; empty: all. */
  readonly projects: readonly string[]
}

export const personFrom = (name: string, written: v.InferOutput<typeof person>): Person => {
  if (typeof written === 'string') return { name, roles: [written], projects: [], github: name }
  const { role: roles = [], projects = [], ...addresses } = written
  return { name, roles, projects, ...addresses }
}

/** Who is who: everything that decides about rights. */
export interface Directory {
  readonly people: readonly Person[]
  readonly groups: Readonly<Record<string, readonly string[]>>
  readonly admins: readonly string[]
}

/** The people that names of people, groups and roles stand for, in the order of the configuration, each once. */
export function membersOf(directory: Directory, names: readonly string[]): readonly Person[] {
  const wanted = new Set(names.flatMap((name) => [name, ...(Object.hasOwn(directory.groups, name) ? (directory.groups[name] ?? []) : [])]))
  return directory.people.filter((person) => wanted.has(person.name) || person.roles.some((role) => names.includes(role)))
}

/** Those of the named people who may act on a project, and the administrators, who inherit every right. */
export function entitled(directory: Directory, names: readonly string[], project: string): readonly Person[] {
  const admins = membersOf(directory, directory.admins)
  const chosen = membersOf(directory, names).filter(({ projects }) => projects.length === 0 || matchesProject(project, projects))
  return directory.people.filter((person) => admins.includes(person) || chosen.includes(person))
}
