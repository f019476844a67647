import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type NoticeScene, openNoticeScene } from '../support/notice-scene.ts'
import { png } from '../support/png.ts'
import { temporaryFolder } from '../support/temporary.ts'

const plain = (words: string): string => words.replace(/\\+/g, '').normalize('NFKC')

describe('a message of one’s own', () => {
  let scene: NoticeScene
  let folder: string
  beforeAll(async () => {
    scene = await openNoticeScene()
    folder = await temporaryFolder('pictures')
    writeFileSync(join(folder, 'good.png'), png(64, 32))
    writeFileSync(join(folder, 'words.png'), 'no picture at all')
    writeFileSync(join(folder, 'large.png'), Buffer.concat([png(64, 32), Buffer.alloc(2 * 1024 * 1024)]))
  })
  afterAll(() => scene.close())

  const tell = (inputs: Readonly<Record<string, string>>, more: object = {}) =>
    scene.run({ channels: scene.channels, ...more }, { inputs, workspace: folder })
  const counts = () => Object.fromEntries(Object.keys(scene.channels).map((name) => [name, scene.shown(name).length]))

  it('goes where the route of its level leads, or to the channels that the step names', async () => {
    const routes = [
      { level: 'error', to: ['mail'], mention: ['alice'] },
      { level: 'info', to: [] },
    ]
    const people = { alice: { email: 'alice@example.com' } }
    const error = await tell({ message: 'The disk is full', level: 'error' }, { routes, people })
    const named = await tell({ title: 'Hello', message: 'one\n\ntwo', channels: 'ding, corp' }, { routes, people })
    const silent = await tell({ message: '只在页面上 🎉' }, { routes, people })
    expect([error, named, silent].map(({ outputs }) => [outputs.outcome, outputs.delivered])).toEqual([
      ['delivered', 'mail'],
      ['delivered', 'ding,corp'],
      ['skipped', ''],
    ])
    expect(scene.shown('mail')).toEqual([expect.stringMatching(/The disk is full/)])
    expect(plain(scene.shown('ding').join())).toMatch(/Hello[\s\S]*one[\s\S]*two/)
    expect(silent.summary).toContain('只在页面上 🎉')
  })

  it('says the same in Chinese and with emoji everywhere', async () => {
    const before = counts()
    const { outputs, summary } = await tell({ title: '发布完成 👩‍🚀', message: '已上线：v2（约 3 分钟）', locale: 'zh-CN' })
    expect(outputs.outcome).toBe('delivered')
    expect(summary).toContain('🔔 已通知')
    for (const name of Object.keys(scene.channels)) {
      expect([name, scene.shown(name).slice(before[name]).join()]).toEqual([name, expect.stringMatching(/发布完成 👩‍🚀[\s\S]*v2/)])
    }
  })

  it('is data, however hostile: it acts nowhere, alerts nobody, and is in no log as a command', async () => {
    const before = counts()
    const title = '$(reboot) `id` @everyone @all <!channel> <at user_id="all"></at> <@all> [x](javascript:alert(1)) <b>\u202e'
    const message = [
      '::set-output name=outcome::delivered',
      '::error::boo',
      '##[add-mask]boo',
      '*_~`|> {{x}} ${{ secrets.X }} </details>',
      'y'.repeat(60_000),
    ].join('\n')
    const { code, outputs, commands, log } = await tell({ title, message, level: 'error' })
    expect({ code, ...outputs }).toMatchObject({ code: 0, outcome: 'delivered', undelivered: '' })
    expect(commands.filter(({ name, data }) => ['set-output', 'error'].includes(name) || (name === 'add-mask' && data === 'boo'))).toEqual(
      [],
    )
    expect(log).not.toContain('reboot')
    for (const name of Object.keys(scene.channels)) {
      const told = scene.shown(name).slice(before[name])
      expect([name, told.length]).toEqual([name, 1])
      expect([name, plain(told[0] ?? '')]).toEqual([name, expect.stringContaining('reboot')])
    }
    expect(scene.discord.messages.some(({ mentionsEveryone, mentions }) => mentionsEveryone || mentions.length > 0)).toBe(false)
    expect(scene.shown('ding').at(-1)).not.toMatch(/"isAtAll":true/)
    expect(scene.shown('corp').at(-1)).not.toMatch(/<@all>|"@all"/)
    expect(scene.shown('team').at(-1)).not.toMatch(/"tag":"(?:markdown|lark_md)","content":"[^"]*<at/)
  })

  it('says no secret of any channel, even where somebody printed an address by mistake', async () => {
    const before = counts()
    const { DING_URL = '', HOOK_SECRET = '', SMTP = '', TELEGRAM_TOKEN = '' } = scene.env
    const { outputs, summary, log } = await tell({
      title: `Posting to ${DING_URL}`,
      message: `${HOOK_SECRET}\n${SMTP}\n${TELEGRAM_TOKEN}`,
      channels: 'corp',
    })
    expect(outputs.outcome).toBe('delivered')
    const words = [plain(scene.shown('corp').slice(before.corp).join()), summary, log].join('\n')
    expect(words).toContain('Posting to ***')
    for (const secret of [DING_URL, HOOK_SECRET, SMTP, TELEGRAM_TOKEN, 'pass%40word']) expect(words).not.toContain(secret)
  })

  it('is shown with its picture where the platform takes one', async () => {
    const { outputs } = await tell({ title: 'Durations', picture: 'good.png', channels: 'ops, disc, mail, corp' })
    expect(outputs).toMatchObject({ outcome: 'delivered', undelivered: '' })
    expect(scene.discord.messages.at(-1)?.attachments).toHaveLength(1)
  })

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['nothing', { event: 'message' }, /The message is empty[\s\S]*with: message[\s\S]*“title”/],
    ['blanks', { event: 'message', message: '  \n ' }, /The message is empty/],
    ['words in place of a picture', { title: 'x', picture: 'words.png' }, /words\.png.*neither a PNG nor a JPEG[\s\S]*with: picture/],
    ['too large a picture', { title: 'x', picture: 'large.png' }, /large\.png.*larger than 2 MB/],
    ['a picture that is not there', { title: 'x', picture: 'none.png' }, /none\.png.*cannot be read/],
    ['a level that does not exist', { title: 'x', level: 'eror' }, /must be one of[\s\S]*Did you mean “error”/],
    ['an event that does not exist', { title: 'x', event: 'results' }, /Did you mean “result”/],
  ])('is refused before anybody hears of it: %s', async (_, inputs, words) => {
    const before = counts()
    const { code, log, outputs } = await tell(inputs)
    expect({ code, outcome: outputs.outcome, reason: outputs['reason-code'], log }).toEqual({
      code: 1,
      outcome: 'undelivered',
      reason: 'invalid-input',
      log: expect.stringMatching(words),
    })
    expect(counts()).toEqual(before)
  })
})
