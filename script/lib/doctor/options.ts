import { parseArgs } from 'node:util'
import { messageOf } from '../../../src/kit/errors.ts'
import { locales, text } from '../../../src/kit/text.ts'

export interface Options {
  readonly environment: string
  readonly config: string
  readonly project: string
  readonly servers: string
  readonly source: string
  /** Empty: the configuration's. */
  readonly locale: string
  readonly json: boolean
  readonly help: boolean
}

export const help = text(
  `script/doctor --environment NAME [--config FILE] [--project NAME] [--servers A,B] [--source FOLDER] [--locale en|zh-CN] [--json]

Checks everything that a release of an environment will need: configuration, secrets, approvers, channels, hosts, permissions, the
environment at GitHub. Prints a table with what to do. Nobody is told anything, and nothing is changed anywhere.

Call it in the project that is released. Secrets come from environment variables of the names that the configuration says; GITHUB_TOKEN lets
it ask GitHub about the repository of the remote “origin” (or GITHUB_REPOSITORY=owner/name).

  --environment  which environment of the configuration
  --config       configuration file (.github/sallyport.yml)
  --project      name of the project, if not the configuration's
  --servers      fewer servers than configured, by name or tag
  --source       folder to release, to see whether it fits
  --locale       language: en or zh-CN; default: the configuration's
  --json         the checks as JSON, and nothing else
  --help         this text

Exit code: 0 when a release could begin, 1 when not, 2 for a wrong option.`,
  `script/doctor --environment 名称 [--config 文件] [--project 名称] [--servers A,B] [--source 目录] [--locale en|zh-CN] [--json]

检查某个环境的发布所需的一切：配置、密钥、审批人、渠道、主机、权限、GitHub 上的环境。以表格列出状况及处理办法。
不会通知任何人，也不做任何改动。

请在要发布的项目中运行。密钥取自配置中所写名称的环境变量；设置 GITHUB_TOKEN 后会查询远程“origin”对应的仓库
（或以 GITHUB_REPOSITORY=owner/name 指定）。

  --environment  配置中的哪个环境
  --config       配置文件（.github/sallyport.yml）
  --project      项目名称（与配置不同时）
  --servers      只检查部分服务器（名称或标签）
  --source       要发布的目录，用于判断空间是否足够
  --locale       语言：en 或 zh-CN；默认取自配置
  --json         只输出 JSON 格式的检查结果
  --help         显示本说明

退出码：可以发布为 0，否则为 1，选项有误为 2。`,
)

/** Reads the command line. What is wrong with it comes back in words for whoever typed it. */
export function readOptions(argv: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({ args: [...argv], options: known })
    if (!['', ...locales].includes(values.locale)) return `--locale: expected ${locales.join(' or ')}, found “${values.locale}”`
    if (values.environment === '' && !values.help) return '--environment: which one of the configuration?'
    return values
  } catch (error) {
    return messageOf(error)
  }
}

const known = {
  environment: { type: 'string', short: 'e', default: '' },
  config: { type: 'string', default: '.github/sallyport.yml' },
  project: { type: 'string', default: '' },
  servers: { type: 'string', default: '' },
  source: { type: 'string', default: '' },
  locale: { type: 'string', default: '' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const
