import { describe, expect, it } from '@jest/globals'
import type { Channel } from '../../../../../src/config/channels.ts'
import { explain, InputError } from '../../../../../src/kit/errors.ts'
import { readBitableSettings, type SettingsGround } from '../../../../../src/plan/source/bitable/read-bitable-settings.ts'

const env = { FEISHU_APP_SECRET: 'the-app-secret' }
const smallest = { 'app-id': 'cli_a1', 'app-secret': '$FEISHU_APP_SECRET', 'app-token': 'bascnAbc', table: 'tblAbc' }
const lark: Channel = {
  name: 'lark',
  type: 'feishu',
  appId: 'cli_b2',
  appSecret: 'of-the-channel',
  chat: 'oc_1',
  api: 'https://open.larksuite.com/',
}
const ground: SettingsGround = {
  channelNamed: (name) => ({ lark, hook: { name: 'hook', type: 'discord', webhook: 'https://a.test' } as const })[name],
}

async function settingsOf(words: string, more: SettingsGround = ground) {
  const masked: string[] = []
  const settings = await readBitableSettings(words, env, (secret) => void masked.push(secret), more)
  return { settings, masked }
}

async function mistakesOf(words: string): Promise<string> {
  const error = await settingsOf(words).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof InputError)) throw new Error(`expected a mistake: ${String(error)}`)
  expect(error.message).not.toContain('the-app-secret')
  return `${explain(error, 'en')}\n${explain(error, 'zh-CN')}`
}

describe('the input “bitable”', () => {
  it('may be YAML, with everything', async () => {
    const { settings, masked } = await settingsOf(`
      app-id: cli_a1
      app-secret: $FEISHU_APP_SECRET
      app-token: bascnAbc
      table: tblAbc
      view: vewAbc
      api: lark
      time-zone: Europe/Berlin
      fields: { id: 编号, at: 发布时间, time-zone: 时区, on-late: 迟到, inputs: { region: 地区, some-thing: X } }
      defaults: { workflow: release.yml, ref: latest green of main, on-late: skip }
    `)
    expect(settings).toMatchObject({
      appSecret: 'the-app-secret',
      api: 'https://open.larksuite.com',
      view: 'vewAbc',
      timeZone: 'Europe/Berlin',
      fields: { id: '编号', at: '发布时间', 'time-zone': '时区', 'on-late': '迟到', inputs: { region: '地区', 'some-thing': 'X' } },
      defaults: { workflow: 'release.yml', ref: { kind: 'latest-green', branch: 'main' }, onLate: { kind: 'skip' } },
    })
    expect(masked).toContain('the-app-secret')
  })

  it('may be JSON, and short', async () => {
    const { settings } = await settingsOf(JSON.stringify(smallest), { branch: 'main' })
    expect(settings).toMatchObject({
      api: 'https://open.feishu.cn',
      view: undefined,
      fields: {},
      timeZone: 'Asia/Shanghai',
      defaults: { ref: { name: 'main' } },
    })
  })

  it('may name a channel in place of an app', async () => {
    const { settings, masked } = await settingsOf('{ channel: lark, app-token: bascnAbc, table: tblAbc }')
    expect(settings).toMatchObject({ channel: 'lark', appId: 'cli_b2', appSecret: 'of-the-channel', api: 'https://open.larksuite.com' })
    expect(masked).toContain('of-the-channel')
  })

  it('masks a secret that was written out', async () => {
    const { masked } = await settingsOf(JSON.stringify({ ...smallest, 'app-secret': 'written-out' }))
    expect(masked).toContain('written-out')
  })

  const mistakes: readonly { name: string; words: string; says: RegExp }[] = [
    {
      name: 'an unknown key',
      words: JSON.stringify({ ...smallest, tabel: 'x' }),
      says: /with\.bitable:1:\d+ \(tabel\)[\s\S]*Did you mean “table”/,
    },
    { name: 'an unknown field', words: JSON.stringify({ ...smallest, fields: { verison: 'x' } }), says: /Did you mean “version”/ },
    { name: 'a variable that is not set', words: JSON.stringify({ ...smallest, 'app-secret': '$NOWHERE' }), says: /\$NOWHERE/ },
    {
      name: 'an address in place of a token',
      words: JSON.stringify({ ...smallest, 'app-token': 'https://a.feishu.cn/base/x' }),
      says: /token of a base[\s\S]*\/base\/<app-token>/,
    },
    {
      name: 'a wrong table and view',
      words: JSON.stringify({ ...smallest, table: 'x', view: 'y' }),
      says: /2 mistakes[\s\S]*\(table\)[\s\S]*\(view\)/,
    },
    { name: 'a wrong app', words: JSON.stringify({ ...smallest, 'app-id': 'x' }), says: /\(app-id\)[\s\S]*cli_/ },
    { name: 'no app', words: '{ app-token: bascnAbc, table: tblAbc }', says: /\(app-id\)[\s\S]*\(app-secret\)/ },
    { name: 'an app and a channel', words: JSON.stringify({ ...smallest, channel: 'lark' }), says: /either “channel”/ },
    { name: 'an unknown channel', words: '{ channel: nowhere, app-token: bascnAbc, table: tblAbc }', says: /no such channel/ },
    { name: 'a channel without an app', words: '{ channel: hook, app-token: bascnAbc, table: tblAbc }', says: /no app of Feishu/ },
    { name: 'a wrong domain', words: JSON.stringify({ ...smallest, api: 'larck' }), says: /feishu, lark, or an address/ },
    { name: 'a wrong zone', words: JSON.stringify({ ...smallest, 'time-zone': 'Asia/Shanghia' }), says: /Asia\/Shanghai/ },
    { name: 'a wrong default', words: JSON.stringify({ ...smallest, defaults: { 'on-late': 'soon' } }), says: /defaults\.on-late/ },
    { name: 'an impossible input', words: JSON.stringify({ ...smallest, fields: { inputs: { '1x': 'X' } } }), says: /workflow’s input/ },
    { name: 'no mapping', words: 'bascnAbc', says: /app-token:/ },
    { name: 'nothing', words: '', says: /“app-token” is missing/ },
    { name: 'broken words', words: '{ app-id: [', says: /with\.bitable:1/ },
  ]
  it.each(mistakes)('with $name says so', async ({ words, says }) => {
    expect(await mistakesOf(words)).toMatch(says)
  })
})
