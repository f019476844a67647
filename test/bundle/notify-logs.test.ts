import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type NoticeScene, openNoticeScene } from '../support/notice-scene.ts'
import { temporaryFolder } from '../support/temporary.ts'

const plain = (words: string): string => words.replace(/\\+/g, '').normalize('NFKC')

describe('the events of a log', () => {
  let scene: NoticeScene
  let folder: string
  let secret: string
  beforeAll(async () => {
    scene = await openNoticeScene()
    folder = await temporaryFolder('logs')
    secret = scene.env.DING_SECRET ?? ''
    const token = scene.env.TELEGRAM_TOKEN ?? ''
    writeFileSync(
      join(folder, 'app.log'),
      [
        '2026-11-24 10:00:01 ERROR checkout: payment 17 refused',
        '2026-11-24 10:00:02 ERROR checkout: payment 18 refused',
        '    at Pay.take (pay.js:12)',
        `2026-11-24 10:00:03 WARN gateway: retrying with ${secret} and bot${token}`,
        '2026-11-24 10:00:04 INFO web: 支付 ok 🎉',
        'what is this',
        '2026-11-24 10:00:05 ERROR <!channel> @everyone ::error::boo',
      ].join('\n'),
    )
    writeFileSync(join(folder, 'own.log'), ['E|db|disk full', 'W|db|slow', 'nothing'].join('\n'))
    writeFileSync(join(folder, 'prose.log'), 'once upon a time\nthere was a log\n')
  })
  afterAll(() => scene.close())

  const routes = [
    { level: 'error', to: ['ding', 'mail'] },
    { level: 'warning', to: ['mail'] },
    { level: 'info', to: [] },
  ]
  const tell = (inputs: Readonly<Record<string, string>>, more: object = { routes }) =>
    scene.run({ channels: scene.channels, ...more }, { inputs, workspace: folder })

  it('go where their levels lead, folded; all of them stand on the page, and no secret of any channel anywhere', async () => {
    const { code, outputs, summary, annotations, log } = await tell({ 'log-file': 'app.log' })
    expect({ code, ...outputs }).toMatchObject({ code: 0, outcome: 'delivered' })
    expect(outputs.delivered?.split(',').sort()).toEqual(['ding', 'mail'])
    const [ding = ''] = scene.shown('ding').map(plain)
    const [mail = ''] = scene.shown('mail')
    expect(ding).toMatch(/×2 checkout: payment 17 refused/)
    expect(ding).not.toContain('retrying')
    expect(mail).toMatch(/×2 checkout: payment 17 refused[\s\S]*gateway: retrying/)
    expect(mail).not.toContain('支付')
    expect(summary).toMatch(/支付 ok 🎉[\s\S]*1 line that no pattern fits/)
    for (const words of [ding, mail, summary, log])
      for (const hidden of [secret, scene.env.TELEGRAM_TOKEN ?? '']) expect(words).not.toContain(hidden)
    expect(annotations.map(({ message }) => message)).toEqual([expect.stringMatching(/1 lines? of app\.log .*no pattern.*line 6/)])
    expect(scene.shown('ops')).toEqual([])
  })

  it('are read by a pattern of one’s own, of a file anywhere', async () => {
    const count = scene.shown('ding').length
    const pattern = '^(?<level>[EWI])\\|(?<service>[^|]*)\\|(?<message>.*)$'
    const { outputs } = await tell({ 'log-file': join(folder, 'own.log'), 'log-pattern': pattern, channels: 'ding' }, {})
    expect(outputs).toMatchObject({ outcome: 'delivered', delivered: 'ding' })
    expect(plain(scene.shown('ding').slice(count).join())).toMatch(/disk full[\s\S]*slow/)
  })

  it('stand on the page alone where nothing leads anywhere, and errors among them are said', async () => {
    const { code, outputs, summary, annotations } = await tell({ 'log-file': 'app.log' }, { routes: [{ level: 'info', to: ['mail'] }] })
    expect({ code, ...outputs }).toMatchObject({ code: 0, delivered: 'mail' })
    expect(summary).toContain('3 errors lead to no channel')
    expect(annotations.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/3 errors lead to no channel.*“error”/)]),
    )
    const silent = await tell({ 'log-file': 'app.log' }, { routes: [] })
    expect(silent.outputs).toMatchObject({ outcome: 'skipped', 'reason-code': 'nobody-to-tell' })
    expect(silent.summary).toMatch(/payment 17 refused/)
  })

  it('are none where no line fits, which is a warning', async () => {
    const { code, outputs, annotations, summary } = await tell({ 'log-file': 'prose.log' })
    expect({ code, ...outputs }).toMatchObject({ code: 0, outcome: 'skipped' })
    expect(annotations).toEqual([
      expect.objectContaining({ level: 'warning', message: expect.stringMatching(/No line of prose\.log fits.*2 lines.*log-pattern/) }),
    ])
    expect(summary).toContain('once upon a time')
  })

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['a file that is not there', { 'log-file': 'none.log' }, /no such file[\s\S]*log-file: [\s\S]*none\.log[\s\S]*path of a log/],
    ['a folder', { 'log-file': '.' }, /it is no file/],
    [
      'no regular expression',
      { 'log-file': 'app.log', 'log-pattern': '(?<message>' },
      /no regular expression[\s\S]*log-pattern:[\s\S]*What to do/,
    ],
    [
      'a pattern without a message',
      { 'log-file': 'app.log', 'log-pattern': '^(?<mesage>.*)$' },
      /no group named “message”[\s\S]*Did you mean “message”/,
    ],
    ['a pattern without end', { 'log-file': 'app.log', 'log-pattern': '^(?<message>(a+)+)$' }, /for ever/],
  ])('are refused before anybody hears of anything: %s', async (_, inputs, words) => {
    const before = scene.shown('mail').length
    const { code, log, outputs } = await tell(inputs)
    expect({ code, outcome: outputs.outcome, reason: outputs['reason-code'], log }).toEqual({
      code: 1,
      outcome: 'undelivered',
      reason: 'invalid-input',
      log: expect.stringMatching(words),
    })
    expect(scene.shown('mail')).toHaveLength(before)
  })
})
