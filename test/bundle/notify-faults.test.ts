import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { authority } from '../support/authority.ts'
import { type NoticeScene, openNoticeScene } from '../support/notice-scene.ts'
import { temporaryFolder } from '../support/temporary.ts'

describe('a mistake of whoever set it up', () => {
  let scene: NoticeScene
  beforeAll(async () => {
    scene = await openNoticeScene()
  })
  afterAll(() => scene.close())

  const message = { title: 'Hello' }
  const tell = (channels: object, inputs: Readonly<Record<string, string>> = {}, env: Readonly<Record<string, string>> = {}) =>
    scene.run({ channels: { ding: scene.channels.ding, ...channels } }, { inputs: { ...message, ...inputs }, env })

  it.each<[string, object, Readonly<Record<string, string>>, Readonly<Record<string, string>>, string, RegExp]>([
    [
      'a channel that does not exist',
      {},
      { channels: 'ding, opps' },
      {},
      'opps',
      /No channel is called “opps”.*with: channels.*Did you mean “ops”/,
    ],
    ['a secret that is not set', {}, { channels: 'ding, corp' }, { CORP_URL: '' }, 'corp', /\$CORP_URL[\s\S]*env:/],
    [
      'an address that is none',
      {},
      { channels: 'ding, corp' },
      { CORP_URL: 'not an address' },
      'corp',
      /http:\/\/ or https:\/\/; found the value of \$CORP_URL.*channels\.corp\.webhook/,
    ],
    ['an address of another service', {}, { channels: 'ding, corp' }, { CORP_URL: 'https://example.com/hook' }, 'corp', /./],
    [
      'a page for approvals',
      { page: { type: 'web', listen: '127.0.0.1:8787', url: 'http://127.0.0.1:8787' } },
      { channels: 'ding, page' },
      {},
      'page',
      /requests for approval only[\s\S]*Name a channel for messages/,
    ],
    ['a token that is none', {}, { channels: 'ding, ops' }, { TELEGRAM_TOKEN: 'nonsense' }, 'ops', /token/],
  ])('keeps no other channel from hearing: %s', async (_, more, inputs, env, name, words) => {
    const count = scene.shown('ding').length
    const { code, outputs, annotations, summary, log } = await tell(
      { ops: scene.channels.ops, corp: scene.channels.corp, ...more },
      inputs,
      env,
    )
    expect({ code, ...outputs }).toMatchObject({
      code: 0,
      outcome: 'partly-delivered',
      'reason-code': 'undelivered',
      delivered: 'ding',
      undelivered: name,
    })
    expect(scene.shown('ding')).toHaveLength(count + 1)
    expect(annotations).toEqual([{ level: 'warning', title: name, message: expect.stringMatching(words) }])
    expect(JSON.parse(outputs.deliveries ?? '')).toEqual(
      expect.arrayContaining([expect.objectContaining({ channel: name, state: 'rejected', reason: expect.any(String) })]),
    )
    expect(summary).toMatch(new RegExp(`\\| ${name}.*not taken`))
    for (const value of Object.values(env).filter(Boolean)) expect(log).not.toContain(value)
  })

  it.each<[string, string, Readonly<Record<string, string>>, number, string]>([
    ['never', 'never', {}, 0, 'partly-delivered'],
    ['any', 'any', {}, 1, 'partly-delivered'],
    ['all, and one has it', 'all', {}, 0, 'partly-delivered'],
    ['all, and none has it', 'all', { DING_URL: '' }, 1, 'undelivered'],
  ])('fails the step as it is asked to: %s', async (_, failOn, env, code, outcome) => {
    const result = await tell({ corp: scene.channels.corp }, { channels: 'ding, corp', 'fail-on': failOn }, { CORP_URL: '', ...env })
    expect({ code: result.code, outcome: result.outputs.outcome }).toEqual({ code, outcome })
  })

  it('is refused where the certificate is not trusted, whatever Node is told; its own authority mends that', async () => {
    const own = await authority()
    const { key, cert } = await own.issue(['IP:127.0.0.1'])
    const heard: string[] = []
    const server = createServer({ key, cert }, (request, response) => {
      heard.push(request.url ?? '')
      request.resume().on('end', () => response.writeHead(204).end())
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
    try {
      const refused = await tell({ safe: { type: 'webhook', url } }, { channels: 'safe' }, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })
      expect(refused.outputs).toMatchObject({ outcome: 'undelivered', undelivered: 'safe' })
      expect(refused.annotations).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            level: 'warning',
            title: 'safe',
            message: expect.stringMatching(/certificate of 127\.0\.0\.1:\d+ is refused[\s\S]*“ca”/),
          }),
        ]),
      )
      expect(heard).toEqual([])
      const mended = await tell({ safe: { type: 'webhook', url, ca: '$OWN_CA' } }, { channels: 'safe' }, { OWN_CA: own.cert })
      expect(mended.outputs).toMatchObject({ outcome: 'delivered', delivered: 'safe' })
      expect(heard).toEqual(['/hook'])
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })

  it('is said where there are no channels at all', async () => {
    const { code, outputs, annotations } = await scene.run({ locale: 'en' }, { inputs: message })
    expect({ code, ...outputs }).toMatchObject({ code: 0, outcome: 'skipped', 'reason-code': 'nobody-to-tell' })
    expect(annotations).toEqual([expect.objectContaining({ level: 'warning', message: expect.stringMatching(/no channels.*“channels:”/) })])
  })

  it.each<[string, Readonly<Record<string, string>>, string, RegExp]>([
    [
      'an environment that does not exist',
      { environment: 'prodution' },
      'unknown-environment',
      /No environment is called “prodution”[\s\S]*Where:[\s\S]*Did you mean “production”/,
    ],
    ['ids that are none', { 'message-ids': 'gone' }, 'invalid-input', /“message-ids” must be the output[\s\S]*“gone”/],
    ['ids of another kind', { 'message-ids': '{"ding": 7}' }, 'invalid-input', /“message-ids” must be/],
    ['ids that are nothing', { 'message-ids': 'null' }, 'invalid-input', /“message-ids” must be/],
    ['a word of fail-on', { 'fail-on': 'some' }, 'invalid-input', /must be one of never, any, all/],
    ['a configuration that is none', { config: 'channels: [' }, 'invalid-configuration', /./],
    ['a channel of a kind that does not exist', { config: 'channels: { a: { type: telegramm } }' }, 'invalid-configuration', /telegram/],
  ])('is refused before anybody hears of it: %s', async (_, inputs, reason, words) => {
    const count = scene.shown('ding').length
    const config = { channels: { ding: scene.channels.ding }, environments: { production: { notify: { success: ['ding'] } } } }
    const { code, outputs, log } = await scene.run(config, { inputs: { ...message, ...inputs } })
    expect({ code, outcome: outputs.outcome, reason: outputs['reason-code'], log }).toEqual({
      code: 1,
      outcome: 'undelivered',
      reason,
      log: expect.stringMatching(words),
    })
    expect(scene.shown('ding')).toHaveLength(count)
  })

  it('is said of a report that cannot be read, and of hosts that are none; the message goes out', async () => {
    const folder = await temporaryFolder('reports')
    const { writeFileSync } = await import('node:fs')
    writeFileSync(`${folder}/junit.xml`, '<testsuites><testsuite><testcase name="a"')
    const count = scene.shown('ding').length
    const { outputs, annotations } = await scene.run(
      { channels: { ding: scene.channels.ding } },
      {
        inputs: { 'test-reports': 'junit.xml, none-*.xml', hosts: 'web1', status: 'failure' },
        workspace: folder,
        env: { GITHUB_RUN_ID: '8000' },
      },
    )
    expect(outputs.outcome).toBe('delivered')
    expect(scene.shown('ding')).toHaveLength(count + 1)
    const said = annotations.map(({ message: words }) => words).join('\n')
    expect(said).toMatch(/junit\.xml/)
    expect(said).toMatch(/none-\*\.xml/)
    expect(said).toMatch(/“hosts” is not the output/)
  })
})
