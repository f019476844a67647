import { type Text, text } from '../kit/text.ts'

/** What a value should be, for the sentence “Expected …, found …”. Schemas carry the key as their message. */
export const expectations = {
  text: text('text', '文本'),
  mapping: text('a mapping', '映射'),
  list: text('a list', '列表'),
  'list-not-empty': text('a list with at least one item', '至少一项的列表'),
  boolean: text('true or false', 'true 或 false'),
  name: text(
    'a name of letters, digits and . _ - that begins with a letter or digit, at most 64 long',
    '由字母、数字和 . _ - 组成、以字母或数字开头、不超过 64 个字符的名称',
  ),
  label: text('a name without spaces or control characters, at most 64 long', '不含空格和控制字符、不超过 64 个字符的名称'),
  pattern: text('a project’s name, or a pattern such as api-*', '项目名称，或 api-* 这样的模式'),
  id: text('an identifier: text or a whole number', '标识：文本或整数'),
  login: text('a GitHub login: letters, digits and dashes, without @ or address', 'GitHub 登录名：字母、数字和短横线，不含 @ 或网址'),
  'telegram-user': text(
    'the numeric id of a Telegram user (not @name); the bot tells it to whoever is not on the list',
    'Telegram 用户的数字 ID（不是 @用户名）；不在名单上的人点击后，机器人会告知其 ID',
  ),
  duration: text('a duration such as 90s, 5m, 1h30m or 2d', '时长，如 90s、5m、1h30m、2d'),
  count: text('a whole number from 0', '不小于 0 的整数'),
  'count-positive': text('a whole number from 1', '不小于 1 的整数'),
  factor: text('a number from 1 to 10', '1 到 10 的数'),
  port: text('a port from 1 to 65535', '1 到 65535 的端口'),
  'time-zone': text('a time zone of the IANA list, such as Asia/Shanghai', 'IANA 时区，如 Asia/Shanghai'),
  'host-name': text('a host name or IP address', '主机名或 IP 地址'),
  user: text('a user name without spaces that does not begin with -', '不含空格且不以 - 开头的用户名'),
  'http-url': text('an address that begins with http:// or https://', '以 http:// 或 https:// 开头的地址'),
  'proxy-url': text('the address of an HTTP proxy, beginning with http:// or https://', 'HTTP 代理地址，以 http:// 或 https:// 开头'),
  'smtp-url': text(
    'an address such as smtp://user:password@host:587 or smtps://…',
    'smtp://user:password@host:587 或 smtps://… 形式的地址',
  ),
  listen: text('an address and port such as 127.0.0.1:8787', '地址和端口，如 127.0.0.1:8787'),
  email: text('an e-mail address', '电子邮件地址'),
  'host-path': text(
    'an absolute path on the host such as /data/codes/{project} without “..”; only {project}, {environment} and {server} may stand in braces',
    '主机上的绝对路径，如 /data/codes/{project}，不含“..”；花括号中只能是 {project}、{environment} 或 {server}',
  ),
  'paths-apart': text('“releases” and “live” to lie apart, neither inside the other', '“releases”与“live”互不包含'),
  'inner-path': text('a relative path without “..” such as storage or config/.env', '不含“..”的相对路径，如 storage 或 config/.env'),
  variable: text('the name of an environment variable: letters, digits and _', '环境变量名：字母、数字和 _'),
  wave: text('a number of hosts from 1, a share from 1% to 100%, or a tag', '从 1 起的主机数、1% 到 100% 的比例，或标签'),
  budget: text('a number of hosts from 0, or a share such as 10%', '从 0 起的主机数，或 10% 这样的比例'),
  status: text('an HTTP status from 100 to 599', '100 到 599 的 HTTP 状态码'),
  hook: text('a script, or one of { run }, { file }, { use, with }', '脚本，或 { run }、{ file }、{ use, with } 之一'),
  'with-needs-use': text('“with” only beside “use”', '“with”只能与“use”一起使用'),
  person: text('a role, or a mapping of the person’s addresses', '角色，或此人各地址的映射'),
  'feishu-form': text(
    'either “webhook” (custom bot) or “app-id”, “app-secret” and “chat” (app)',
    '“webhook”（自定义机器人），或“app-id”“app-secret”“chat”（应用）二者之一',
  ),
  'slack-form': text('either “webhook”, or “token” and “chat”', '“webhook”，或“token”加“chat”，二者之一'),
  workflow: text('the name of a workflow’s file, such as release.yml', '工作流文件名，如 release.yml'),
  ref: text(
    'a branch, a tag, a commit, “latest green” or “latest green of <branch>”',
    '分支、标签、提交、“latest green”或“latest green of <分支>”',
  ),
  version: text('a version without control characters, at most 255 long', '不含控制字符、不超过 255 个字符的版本'),
  'input-name': text(
    'the name of a workflow’s input: letters, digits, _ and -, not beginning with a digit',
    '工作流输入的名称：字母、数字、_ 和 -，不以数字开头',
  ),
  'input-value': text('text, a number, true or false', '文本、数字、true 或 false'),
  'on-late': text('skip, ask, or a duration such as 1h', 'skip、ask，或 1h 这样的时长'),
  reminders: text('durations such as 24h, at most 10', '不超过 10 个时长，如 24h'),
  needs: text('ids of other entries, at most 100', '不超过 100 个其他条目的 id'),
  days: text(
    'workdays, every, or days of the week: mon, tue, wed, thu, fri, sat, sun',
    'workdays、every，或星期：mon、tue、wed、thu、fri、sat、sun',
  ),
  cron: text('a cron expression of five fields, such as 0 22 * * *', '五个字段的 cron 表达式，如 0 22 * * *'),
} as const satisfies Record<string, Text>

export type Expectation = keyof typeof expectations

export const isExpectation = (words: string): words is Expectation => Object.hasOwn(expectations, words)
