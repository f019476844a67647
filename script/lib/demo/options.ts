import { parseArgs } from 'node:util'
import { messageOf } from '../../../src/kit/errors.ts'
import { nearest } from '../../../src/kit/nearest.ts'
import { type Locale, locales, text } from '../../../src/kit/text.ts'

export interface Options {
  /** Goes on by itself from step to step. */
  readonly yes: boolean
  /** Leaves the temporary folder to look at. */
  readonly keep: boolean
  readonly help: boolean
  readonly locale: Locale
}

export const help = text(
  `script/demo [--yes] [--keep] [--locale en|zh-CN]

Starts three SSH hosts in a temporary folder and runs the bundled actions against them: an approval on a web page, two releases, a
broken one that is rolled back by itself, a rollback by hand. People are told of a good and a bad one, in an inbox that shows messages as
seven platforms would. Needs Node 20 and git; no root, no SSH server, no network once the packages are installed.

  --yes      do not wait: approve by HTTP, and go on between the steps
  --keep     leave hosts, releases, job summaries and messages to look at
  --locale   language: en or zh-CN
  --help     this text

Exit code: 0 when every step did what it says, 1 when not, 2 for a wrong option.`,
  `script/demo [--yes] [--keep] [--locale en|zh-CN]

在临时目录中启动三台 SSH 主机，并对它们运行打包好的动作：一次网页审批、发布两个版本、一次自动回退的失败发布、一次手动回退。
一次成功和一次失败的发布会发出通知，收件箱按七个平台的样式显示这些消息。
需要 Node 20 和 git；不需要 root、SSH 服务器，安装好依赖包后也不需要网络。

  --yes      不等待：通过 HTTP 自动审批，步骤之间不等待回车
  --keep     保留主机、版本、作业摘要和消息以供查看
  --locale   语言：en 或 zh-CN
  --help     显示本说明

退出码：每一步都如所述为 0，否则为 1，选项有误为 2。`,
)

/** Reads the command line. What is wrong with it comes back in words for whoever typed it. */
export function readOptions(argv: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({ args: [...argv], options: known })
    const locale = locales.find((name) => name === values.locale)
    return locale ? { ...values, locale } : `--locale: expected ${locales.join(' or ')}, found “${values.locale}”${guessed(values.locale)}`
  } catch (error) {
    return messageOf(error)
  }
}

const known = {
  yes: { type: 'boolean', short: 'y', default: false },
  keep: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  locale: { type: 'string', default: 'en' },
} as const

function guessed(locale: string): string {
  const [guess] = nearest(locale, locales)
  return guess ? `; did you mean ${guess}?` : ''
}
