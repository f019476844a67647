import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { jobWith, type NoticeScene, openNoticeScene, ownJob } from '../support/notice-scene.ts'

const secret = 'correct-horse-battery-staple-0123456789'
const token = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'
const failed = jobWith({ id: 501, name: 'test', conclusion: 'failure' })
const printed = (...lines: readonly string[]) =>
  ['##[group]Run npm test', 'npm test', '##[endgroup]', ...lines, '##[error]Process completed with exit code 1.']
    .map((line) => `2026-11-23T21:00:01.0000000Z ${line}`)
    .join('\n')

describe('a secret that a job printed', () => {
  let scene: NoticeScene
  let model: Server
  let asked = ''
  beforeAll(async () => {
    scene = await openNoticeScene()
    model = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => {
        asked += chunk.toString()
      })
      request.on('end', () => response.end(JSON.stringify({ choices: [{ message: { content: `Do not use ${secret}.` } }] })))
    }).listen(0, '127.0.0.1')
    await once(model, 'listening')
    scene.setRun({ jobs: [failed, ownJob] })
  })
  beforeEach(() => {
    asked = ''
  })
  afterAll(async () => {
    model.close()
    await scene.close()
  })

  const config = () => ({
    channels: {
      ops: scene.channels.ops,
      ding: scene.channels.ding,
      hook: { type: 'webhook', url: 'https://hooks.invalid/', secret: '$HS' },
    },
    explain: { url: `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`, model: 'm', key: '$KEY' },
    environments: { production: { notify: { failure: ['ops', 'ding'], fallback: ['hook'] } } },
  })
  const tell = (run: string, env: Readonly<Record<string, string>> = {}) => {
    scene.github.state.runs[Number(run)] = {
      ...scene.github.state.runs[4242],
      jobs: [failed, ownJob],
    } as (typeof scene.github.state.runs)[0]
    return scene.run(config(), {
      inputs: { environment: 'production' },
      env: { HS: secret, KEY: 'key-of-the-model', GITHUB_RUN_ID: run, ...env },
    })
  }
  const everywhere = () => [...scene.shown('ops'), ...scene.shown('ding')].join('\n')

  it('of a channel that nobody tells now reaches neither the model nor another chat', async () => {
    scene.github.state.logs['501'] = printed(`Error: login failed with ${secret}`, 'more')
    const { outputs, summary } = await tell('4401')
    expect(outputs.outcome).toBe('delivered')
    expect(asked).toContain('login failed with ***')
    for (const words of [asked, everywhere(), summary, JSON.stringify(outputs)]) expect(words).not.toContain(secret)
    expect(everywhere()).toContain('login failed')
  })

  it.each([352, 380, 399])('is not told in part where its line is cut, at %d', async (at) => {
    scene.github.state.logs['501'] = printed(`${'Error: login failed at the database '.padEnd(at, 'x ')}${secret}`, 'more')
    const { outputs } = await tell(`44${at}`)
    expect(outputs.outcome).toBe('delivered')
    expect(everywhere() + JSON.stringify(outputs) + asked).not.toContain('correct')
  })

  it('of a kind that is known by its look does not stand in the output that programs read', async () => {
    scene.github.state.logs['501'] = printed(`Error: cannot log in with ${token}`)
    const { outputs } = await tell('4403')
    const { why } = JSON.parse(outputs.result ?? '') as { why: { line: string } }
    expect(why.line).toBe('Error: cannot log in with ***')
  })

  it('does not stand on the page of the run, nor in a message of one’s own', async () => {
    const { summary, outputs } = await scene.run(
      { channels: config().channels, routes: [{ level: 'info', to: [] }] },
      { inputs: { message: `first ${token}\n${'x'.repeat(990)}${secret}` }, env: { HS: secret } },
    )
    expect(outputs['reason-code']).toBe('nobody-to-tell')
    expect(summary).toContain('first')
    for (const part of [token, 'correct']) expect(summary).not.toContain(part)
  })
})
