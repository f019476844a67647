import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { jobWith, type NoticeScene, openNoticeScene } from '../support/notice-scene.ts'

const other = 4999
/** Without what makes words data in a dialect. */
const plain = (words: string): string => words.replace(/\\+/g, '').normalize('NFKC')
const hostile = {
  version: 1,
  lines: ['@everyone <!channel> [free](https://evil.test) ::error::owned', '\u202egnp.exe', 'x'.repeat(5000), 7, { words: 'no' }],
}

describe('a run of a fork', () => {
  let scene: NoticeScene
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-forks-'))
  beforeAll(async () => {
    scene = await openNoticeScene()
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true })
    await scene.close()
  })

  it('tells nobody, writes what it has to say to a file, and goes on', async () => {
    const event = { pull_request: { head: { repo: { full_name: 'stranger/shop' } } } }
    const { code, outputs, annotations } = await scene.run(
      { channels: { team: { type: 'slack', webhook: '$SLACK_WEBHOOK' } } },
      { event, temp: folder, inputs: { title: 'Tests of a stranger' }, env: { GITHUB_EVENT_NAME: 'pull_request' } },
    )
    expect({ code, outputs }).toMatchObject({ code: 0, outputs: { outcome: 'skipped', 'reason-code': 'kept-for-companion' } })
    expect(annotations).toEqual([expect.objectContaining({ level: 'notice', message: expect.stringContaining('workflow_run') })])
    expect(JSON.parse(readFileSync(outputs.parcel ?? '', 'utf8'))).toEqual({ version: 1, lines: ['Tests of a stranger'] })
  })

  it('is told by a workflow with secrets: how it went comes from GitHub, the file adds words that are nothing but words', async () => {
    const parcel = join(folder, 'hostile.json')
    writeFileSync(parcel, JSON.stringify({ ...hostile, verdict: 'success', headline: 'All is well', channels: ['mail'] }))
    scene.github.state.runs[other] = {
      status: 'completed',
      conclusion: 'failure',
      number: 12,
      workflowId: 7,
      workflow: 'Tests',
      event: 'pull_request',
      jobs: [jobWith({ id: 700, name: 'test', conclusion: 'failure' })],
    }
    const { code, outputs, log } = await scene.run(
      { channels: { ding: scene.channels.ding, disc: scene.channels.disc } },
      {
        inputs: { parcel, channels: 'ding, disc' },
        event: { workflow_run: { id: other, run_attempt: 1 } },
        env: { GITHUB_EVENT_NAME: 'workflow_run' },
      },
    )
    expect({ code, delivered: outputs.delivered }).toEqual({ code: 0, delivered: 'ding,disc' })
    for (const place of ['ding', 'disc']) {
      const [words = '', ...more] = scene.shown(place)
      expect(more).toEqual([])
      expect(plain(words)).toMatch(/Failed: Tests #12 of shop/)
      expect(plain(words)).toContain('Said by the run of the fork')
      expect(words).not.toMatch(/All is well|\u202e|x{400}|(?<!\\)\[free\]|\]\(https?:\/\/evil/)
    }
    expect(scene.discord.messages).toEqual([expect.objectContaining({ mentions: [], mentionsEveryone: false })])
    expect(log).not.toMatch(/^::error/m)
  })

  it('is none where the event is another: the file is not believed', async () => {
    const { code, outputs } = await scene.run(
      { channels: { ding: scene.channels.ding } },
      { inputs: { parcel: 'hostile.json' }, event: {}, env: { GITHUB_EVENT_NAME: 'push' } },
    )
    expect({ code, reason: outputs['reason-code'] }).toEqual({ code: 1, reason: 'invalid-input' })
    expect(scene.shown('ding')).toHaveLength(1)
  })
})
