import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { repositoryRoot } from '../support/runner-context.ts'

const github = {
  'api.github.com': 'the API, unless GITHUB_API_URL says otherwise',
  'github.com': 'pages of a run; addresses in messages of libraries, which nobody calls',
}
const chats = {
  'api.telegram.org': 'the Bot API',
  't.me': 'links to messages',
  'open.feishu.cn': 'the API of Feishu',
  'open.larksuite.com': 'the API of Lark, in advice',
  'applink.$': 'links to chats of Feishu and Lark',
  'slack.com': 'the API of Slack',
  'hooks.slack.com': 'webhooks of Slack, in advice and to be recognised',
  'discord.com': 'webhooks of Discord, in advice and to be recognised',
  'oapi.dingtalk.com': 'webhooks of DingTalk, in advice and to be recognised',
  'qyapi.weixin.qq.com': 'webhooks of WeCom, in advice and to be recognised',
  'www.w3.org': 'the name of SVG, which nobody calls',
}
/** What the bundle of an action may name; of the others, everything. */
const declared: Readonly<Record<string, Readonly<Record<string, string>>>> = { deploy: github, rollback: github }

const dist = join(repositoryRoot, 'dist')
const actions = readdirSync(dist, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))

/** Hosts of all addresses in the JavaScript of an action; a part that is put in later counts as `$`. */
function hostsIn(action: string): ReadonlySet<string> {
  const files = readdirSync(join(dist, action)).filter((name) => name.endsWith('.js'))
  const words = files.map((name) => readFileSync(join(dist, action, name), 'utf8')).join('\n')
  return new Set(
    [...words.matchAll(/\b(?:https?|wss?|smtps?|ftp):\/\/([A-Za-z0-9-]+(?:\.(?:[A-Za-z0-9-]+|\$))+)/g)].map(([, host = '']) => host),
  )
}

/** Who reads a bundle wants to know where it goes (facts/approval.md 5.5). */
describe('the bundle', () => {
  it.each(actions)('of %s names no host that is not declared here', (action) => {
    const known = Object.keys(declared[action] ?? { ...github, ...chats })
    expect([...hostsIn(action)].filter((host) => !known.includes(host))).toEqual([])
  })

  it('of approve names every host that is', () => {
    expect([...hostsIn('approve')].toSorted()).toEqual(Object.keys({ ...github, ...chats }).toSorted())
  })
})
