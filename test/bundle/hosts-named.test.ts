import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { reachableFiles } from '../support/bundle-size.ts'
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
const examples = { 'llm.example.com': 'an example in the description of a setting, which nobody calls' }
/** What an action may name, of all that it can load. Every action knows the configuration, and with it the examples in its descriptions. */
const declared: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  deploy: { ...github, ...examples },
  rollback: { ...github, ...examples },
  approve: { ...github, ...chats, ...examples },
  notify: { ...github, ...chats, ...examples },
  plan: { ...github, ...chats, ...examples },
}

const shared = join(repositoryRoot, 'dist/shared')
const actions = readdirSync(join(repositoryRoot, 'actions'))

/** Hosts of all addresses in the JavaScript that an action can load; a part that is put in later counts as `$`. */
function hostsIn(action: string): ReadonlySet<string> {
  const words = reachableFiles(action)
    .map((name) => readFileSync(join(shared, name), 'utf8'))
    .join('\n')
  return new Set(
    [...words.matchAll(/\b(?:https?|wss?|smtps?|ftp):\/\/([A-Za-z0-9-]+(?:\.(?:[A-Za-z0-9-]+|\$))+)/g)].map(([, host = '']) => host),
  )
}

/** Who reads a bundle wants to know where it goes (facts/approval.md 5.5). */
describe('the bundle', () => {
  it.each(actions)('of %s names no host that is not declared here', (action) => {
    const known = Object.keys(declared[action] ?? {})
    expect([...hostsIn(action)].filter((host) => !known.includes(host))).toEqual([])
  })

  it('of approve names every host that is', () => {
    expect([...hostsIn('approve')].toSorted()).toEqual(Object.keys({ ...github, ...chats, ...examples }).toSorted())
  })
})
