import { describe, expect, it } from '@jest/globals'
import { load, refusal } from './loading.ts'

const at = '.github/sallyport.yml'

/** Files with one mistake each, and what is said of it. */
const mistakes: readonly { name: string; file: string; says: string }[] = [
  {
    name: 'unknown key at the top',
    file: 'server:\n  web1: { host: a, user: b }\n',
    says: `Unknown key “server”.\n  Where: ${at}:1:1 (server)\n  What to do: Did you mean “servers”?`,
  },
  {
    name: 'unknown key far from all known ones',
    file: 'servers: { web1: { host: a, user: b, zzzzzzzzzz: 1 } }\n',
    says: `Unknown key “zzzzzzzzzz”.\n  Where: ${at}:1:38 (servers.web1.zzzzzzzzzz)\n  What to do: Known here: host, port, user, key, passphrase, password, agent, host-key, tags, owner, department, jump, ….`,
  },
  {
    name: 'name of Object.prototype as key',
    file: 'servers: { constructor: { host: a, user: b } }\n',
    says: `“constructor” cannot be a key.\n  Where: ${at}:1:12 (servers)`,
  },
  {
    name: 'missing key',
    file: 'servers:\n  web1:\n    user: b\n',
    says: `“host” is missing.\n  Where: ${at}:2:3 (servers.web1.host)`,
  },
  {
    name: 'key without a value counts as missing',
    file: 'servers:\n  web1:\n    host:\n    user: b\n',
    says: `“host” is missing.\n  Where: ${at}:3:5 (servers.web1.host)`,
  },
  {
    name: 'list where a mapping is expected',
    file: 'servers:\n  - web1\n',
    says: `Expected a mapping; found a list.\n  Where: ${at}:2:3 (servers)`,
  },
  {
    name: 'mapping where a list is expected',
    file: 'admins: { alice: yes }\n',
    says: `Expected a list; found a mapping with the keys alice.\n  Where: ${at}:1:9 (admins)`,
  },
  {
    name: 'a list as the whole file',
    file: '- a\n',
    says: `Expected a mapping of sections such as “servers:” and “environments:”.\n  Where: ${at}:1:1`,
  },
  {
    name: 'port out of range',
    file: 'servers: { web1: { host: a, user: b, port: 70000 } }\n',
    says: `Expected a port from 1 to 65535; found 70000.\n  Where: ${at}:1:44 (servers.web1.port)`,
  },
  {
    name: 'option instead of a host',
    file: 'servers: { web1: { host: "-oProxyCommand=x", user: b } }\n',
    says: `Expected a host name or IP address; found “-oProxyCommand=x”.\n  Where: ${at}:1:26 (servers.web1.host)`,
  },
  {
    name: 'server name that would be a path',
    file: 'servers: { ../etc: { host: a, user: b } }\n',
    says: `Expected a name of letters, digits and . _ - that begins with a letter or digit, at most 64 long; found “../etc”.\n  Where: ${at}:1:12 (servers.../etc)`,
  },
  {
    name: 'locale',
    file: 'locale: zh-cn\n',
    says: `Expected one of en, zh-CN; found “zh-cn”.\n  Where: ${at}:1:9 (locale)\n  What to do: Did you mean “zh-CN”?`,
  },
  {
    name: 'time zone',
    file: 'time-zone: Asia/Shangai\n',
    says: `Expected a time zone of the IANA list, such as Asia/Shanghai; found “Asia/Shangai”.\n  Where: ${at}:1:12 (time-zone)\n  What to do: Did you mean “Asia/Shanghai”?`,
  },
  {
    name: 'duration without a unit',
    file: 'environments: { test: { deploy: { timeout: 30 } } }\n',
    says: `Expected a duration such as 90s, 5m, 1h30m or 2d; found 30.\n  Where: ${at}:1:44 (environments.test.deploy.timeout)`,
  },
  {
    name: 'choice',
    file: 'environments: { test: { deploy: { rollback: fleets } } }\n',
    says: `Expected one of fleet, wave, host, none; found “fleets”.\n  Where: ${at}:1:45 (environments.test.deploy.rollback)\n  What to do: Did you mean “fleet”?`,
  },
  {
    name: 'wave of no host',
    file: 'environments:\n  test:\n    deploy:\n      waves: [1, 0%]\n',
    says: `Expected a number of hosts from 1, a share from 1% to 100%, or a tag; found “0%”.\n  Where: ${at}:4:18 (environments.test.deploy.waves[1])`,
  },
  {
    name: 'keep none',
    file: 'environments: { test: { deploy: { keep: 0 } } }\n',
    says: `Expected a whole number from 1; found 0.\n  Where: ${at}:1:41 (environments.test.deploy.keep)`,
  },
  {
    name: 'relative live path',
    file: 'environments: { test: { deploy: { live: www } } }\n',
    says: `Expected an absolute path on the host such as /data/codes/{project} without “..”; only {project}, {environment} and {server} may stand in braces; found “www”.\n  Where: ${at}:1:41 (environments.test.deploy.live)`,
  },
  {
    name: 'unknown placeholder',
    file: "environments: { test: { deploy: { live: '/data/{porject}' } } }\n",
    says: `Expected an absolute path on the host such as /data/codes/{project} without “..”; only {project}, {environment} and {server} may stand in braces; found “/data/{porject}”.\n  Where: ${at}:1:41 (environments.test.deploy.live)`,
  },
  {
    name: 'shared path that leaves the release',
    file: 'environments: { test: { deploy: { shared: [a/../../b] } } }\n',
    says: `Expected a relative path without “..” such as storage or config/.env; found “a/../../b”.\n  Where: ${at}:1:44 (environments.test.deploy.shared[0])`,
  },
  {
    name: 'health check both ways',
    file: "environments: { test: { deploy: { health-check: { url: 'http://a', run: b } } } }\n",
    says: `Expected exactly one of the keys url, run; found a mapping with the keys url, run.\n  Where: ${at}:1:49 (environments.test.deploy.health-check)`,
  },
  {
    name: 'hook of no shape',
    file: 'environments: { test: { deploy: { hooks: { after-release: [a] } } } }\n',
    says: `Expected a script, or one of { run }, { file }, { use, with }; found a list.\n  Where: ${at}:1:59 (environments.test.deploy.hooks.after-release)`,
  },
  {
    name: 'hook with an unknown key',
    file: 'environments: { test: { deploy: { hooks: { after-release: { rum: a } } } } }\n',
    says: `Unknown key “rum”.\n  Where: ${at}:1:61 (environments.test.deploy.hooks.after-release.rum)\n  What to do: Did you mean “run”?`,
  },
  {
    name: 'hook variables without a template',
    file: 'environments: { test: { deploy: { hooks: { after-release: { run: a, with: { A: 1 } } } } } }\n',
    says: `Expected “with” only beside “use”; found a mapping with the keys run, with.\n  Where: ${at}:1:59 (environments.test.deploy.hooks.after-release)`,
  },
  {
    name: 'hook variable that is no name',
    file: 'hook-templates: { r: echo }\nenvironments: { test: { deploy: { hooks: { after-release: { use: r, with: { A-B: 1 } } } } } }\n',
    says: `Expected the name of an environment variable: letters, digits and _; found “A-B”.\n  Where: ${at}:2:77 (environments.test.deploy.hooks.after-release.with.A-B)`,
  },
  {
    name: 'unknown template',
    file: 'hook-templates: { reload: echo }\nenvironments: { test: { deploy: { hooks: { after-release: { use: relaod } } } } }\n',
    says: `No hook template is called “relaod”.\n  Where: ${at}:2:66 (environments.test.deploy.hooks.after-release.use)\n  What to do: Did you mean “reload”?`,
  },
  {
    name: 'unknown server or tag',
    file: 'servers: { web1: { host: a, user: b, tags: [web] } }\nenvironments: { test: { deploy: { servers: [wbe] } } }\n',
    says: `No server or tag is called “wbe”.\n  Where: ${at}:2:45 (environments.test.deploy.servers[0])\n  What to do: Did you mean “web”?`,
  },
  {
    name: 'unknown tag as wave',
    file: 'servers: { web1: { host: a, user: b, tags: [canary] } }\nenvironments: { test: { deploy: { waves: [canari, 100%] } } }\n',
    says: `No tag is called “canari”.\n  Where: ${at}:2:43 (environments.test.deploy.waves[0])\n  What to do: Did you mean “canary”?`,
  },
  {
    name: 'unknown approver',
    file: 'people: { alice: boss }\nenvironments: { test: { approval: { require: [{ from: [bos] }] } } }\n',
    says: `No person, group or role is called “bos”.\n  Where: ${at}:2:56 (environments.test.approval.require[0].from[0])\n  What to do: Did you mean “boss”?`,
  },
  {
    name: 'unknown channel, none there',
    file: 'routes: [{ level: error, to: [ops] }]\n',
    says: `No channel is called “ops”.\n  Where: ${at}:1:31 (routes[0].to[0])\n  What to do: There are: none.`,
  },
  {
    name: 'override of an environment that does not exist',
    file: 'environments: { production: {} }\nprojects: [{ match: [a], environments: { prodution: {} } }]\n',
    says: `No environment is called “prodution”.\n  Where: ${at}:2:42 (projects[0].environments.prodution)\n  What to do: Did you mean “production”?`,
  },
  {
    name: 'server named like a tag',
    file: 'servers: { web: { host: a, user: b, tags: [web] } }\n',
    says: `“web” is both a server and a tag: rename one of them.\n  Where: ${at}:1:12 (servers.web)`,
  },
  {
    name: 'person named like a group',
    file: 'people: { sre: boss }\ngroups: { sre: [sre] }\n',
    says: `“sre” is both a person and a group or role: rename one of them.\n  Where: ${at}:1:11 (people.sre)`,
  },
  {
    name: 'reserved name',
    file: 'people: { owners: boss }\n',
    says: `“owners” is a word of “mention:” and cannot be a name.\n  Where: ${at}:1:11 (people.owners)`,
  },
  {
    name: 'jump hosts in a circle',
    file: 'servers: { a: { host: a, user: b, jump: a } }\n',
    says: `The jump hosts go in a circle: a → a.\n  Where: ${at}:1:35 (servers.a.jump)`,
  },
  {
    name: 'channel without a type',
    file: 'channels: { ops: { token: $T } }\n',
    says: `Expected one of telegram, feishu, dingtalk, wecom, slack, discord, email, webhook, github, web; found nothing.\n  Where: ${at}:1:13 (channels.ops.type)`,
  },
  {
    name: 'channel of an unknown type',
    file: 'channels: { ops: { type: telgram } }\n',
    says: `Expected one of telegram, feishu, dingtalk, wecom, slack, discord, email, webhook, github, web; found “telgram”.\n  Where: ${at}:1:26 (channels.ops.type)\n  What to do: Did you mean “telegram”?`,
  },
  {
    name: 'feishu, half an app',
    file: 'channels: { ops: { type: feishu, app-id: a } }\n',
    says: `Expected either “webhook” (custom bot) or “app-id”, “app-secret” and “chat” (app); found a mapping with the keys type, app-id.\n  Where: ${at}:1:18 (channels.ops)`,
  },
  {
    name: 'secret in the file, not repeated in the message',
    file: 'servers: { web1: { host: a, user: b, password: hunter2 } }\n',
    says: `A secret must not stand in the file.\n  Where: ${at}:1:48 (servers.web1.password)\n  What to do: Replace it by $NAME, set NAME under “env:” of the step from a secret of the repository, and revoke this value: it is known now.`,
  },
  {
    name: 'secret of a wrong kind, not repeated in the message',
    file: 'servers: { web1: { host: a, user: b, password: 123456 } }\n',
    says: `Expected text; found a value that is not shown.\n  Where: ${at}:1:48 (servers.web1.password)`,
  },
  {
    name: 'expression of GitHub in the file',
    file: "servers: { web1: { host: a, user: '${{ secrets.USER }}' } }\n",
    says: `“\${” must be followed by a variable’s name and “}”.\n  Where: ${at}:1:35 (servers.web1.user)\n  What to do: Write $NAME here and set NAME under “env:” of the step; a dollar sign itself is $$.`,
  },
  { name: 'duplicate key', file: 'locale: en\nlocale: en\n', says: `This key stands here twice.\n  Where: ${at}:2:1` },
  { name: 'tab', file: 'servers:\n\tweb1: {}\n', says: `A tab is used to indent; YAML takes spaces only.\n  Where: ${at}:2:1` },
  {
    name: 'two documents',
    file: 'locale: en\n---\nlocale: en\n',
    says: `Only one document is allowed: remove the line “---”.\n  Where: ${at}:2:1`,
  },
  {
    name: 'an empty file',
    file: '# nothing yet\n',
    says: `The configuration is empty.\n  Where: ${at}\n  What to do: Begin with “servers:” and “environments:”.`,
  },
]

describe('loadConfig refuses', () => {
  it.each(mistakes)('$name', async ({ file, says }) => {
    const { code, words } = await refusal(() => load(file))
    expect(words).toBe(says)
    expect(code).toBe('invalid-configuration')
  })

  it('with every mistake at once, in the order of the file', async () => {
    const { words } = await refusal(() => load('locale: fr\nadmins: [bob]\nservers:\n  web1: { hots: a, user: b }\n'))
    expect(words).toBe(
      [
        'The configuration has 4 mistakes:',
        `  ${at}:1:9 (locale): Expected one of en, zh-CN; found “fr”.`,
        `  ${at}:2:10 (admins[0]): No person, group or role is called “bob”. There are: none.`,
        `  ${at}:4:3 (servers.web1.host): “host” is missing.`,
        `  ${at}:4:11 (servers.web1.hots): Unknown key “hots”. Did you mean “host”?`,
      ].join('\n'),
    )
  })

  it('in Chinese', async () => {
    const { words } = await refusal(() => load('servers: { web1: { host: a, user: b, prot: 22 } }\n'), 'zh-CN')
    expect(words).toBe(`未知的键“prot”。\n  位置: ${at}:1:38 (servers.web1.prot)\n  处理办法: 是否想写“port”？`)
  })

  it('a bomb of aliases, quickly', async () => {
    const levels = Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}, *a${n}, *a${n}]`)
    const { words } = await refusal(() => load(['a0: &a0 [x, x]', ...levels].join('\n')))
    expect(words).toContain('more than 100000 pieces')
  })

  it.each([
    { name: 'a little', file: `a: ${'['.repeat(60)}${']'.repeat(60)}` },
    { name: 'beyond the stack', file: `a: ${'['.repeat(50_000)}${']'.repeat(50_000)}` },
  ])('nesting, $name too deep', async ({ file }) => {
    const { words } = await refusal(() => load(file))
    expect(words).toContain('Nested too deeply')
  })

  it('an alias of itself', async () => {
    const { words } = await refusal(() => load('servers: &a { b: *a }\n'))
    expect(words).toContain(`${at}:1:18`)
  })
})
