import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { WorkflowRun } from '../fakes/github/state.ts'
import { jobWith, type NoticeScene, openNoticeScene, ownJob } from '../support/notice-scene.ts'

const log = [
  '2026-11-23T21:00:01.0000000Z ##[group]Run npm test',
  '2026-11-23T21:00:01.0000000Z npm test',
  '2026-11-23T21:00:01.0000000Z ##[endgroup]',
  '2026-11-23T21:00:03.0000000Z FAIL src/cart.test.js',
  '2026-11-23T21:00:03.0000000Z   ● cart › adds up',
  '2026-11-23T21:00:03.0000000Z ',
  '2026-11-23T21:00:03.0000000Z     expect(received).toBe(expected) // Object.is equality',
  '2026-11-23T21:00:03.0000000Z ',
  '2026-11-23T21:00:03.0000000Z     Expected: 3',
  '2026-11-23T21:00:03.0000000Z     Received: 4',
  '2026-11-23T21:00:04.0000000Z ##[error]Process completed with exit code 1.',
  '2026-11-23T21:00:05.0000000Z Post job cleanup.',
  '2026-11-23T21:00:05.0000000Z [command]/usr/bin/git version',
].join('\n')

/** Without what makes words data in a dialect: backslashes, and full-width twins. */
const plain = (words: string): string => words.replace(/\\+/g, '').normalize('NFKC')

const failed = jobWith({ id: 501, name: 'test (18)', conclusion: 'failure' })
const people = { alice: { github: 'alice', telegram: 11, email: 'alice@example.com' } }

describe('a run that is told of', () => {
  let scene: NoticeScene
  beforeAll(async () => {
    scene = await openNoticeScene()
  })
  afterAll(() => scene.close())

  const configWith = (notify: unknown) => ({
    people,
    channels: scene.channels,
    environments: { production: { notify } },
  })

  it('is told as failed everywhere, with the line that says why and never the clean-up, and no secret in any log', async () => {
    scene.setRun({ jobs: [jobWith({ id: 500, name: 'build' }), failed, jobWith({ id: 502, name: 'test (20)' }), ownJob] })
    scene.github.state.logs['501'] = log
    const all = Object.keys(scene.channels)
    const {
      outputs,
      log: printed,
      summary,
      code,
    } = await scene.run(configWith({ failure: all, mention: ['author'] }), {
      inputs: { environment: 'production', version: 'v2' },
    })
    expect({ code, outcome: outputs.outcome, undelivered: outputs.undelivered }).toEqual({ code: 0, outcome: 'delivered', undelivered: '' })
    expect(outputs.delivered?.split(',').sort()).toEqual([...all].sort())
    for (const place of all) {
      const [words = '', ...more] = scene.shown(place).map(plain)
      expect({ place, more }).toEqual({ place, more: [] })
      expect({ place, words }).toEqual({ place, words: expect.stringMatching(/Failed: shop v2 to production/) })
      expect(words).toContain('adds up')
      expect(words).toMatch(/2\/3|1\/2 ok/)
      expect(words).not.toMatch(/Post job cleanup|git version/)
      expect(words).toMatch(/SP-[A-Z2-9]{8}/)
    }
    expect(summary).toContain('| ops (telegram) | ✅ delivered |')
    for (const secret of scene.hidden) for (const words of [printed, summary]) expect(words).not.toContain(secret)
  })

  it('is one message that goes on, from its start to its end, over attempts, in a group that can be edited', async () => {
    const before = scene.shown('ops').length
    scene.setRun({ jobs: [jobWith({ id: 510, name: 'build', status: 'in_progress', conclusion: null }), ownJob] })
    const usual = scene.github.state.runs[4242] as WorkflowRun // made by the scene
    const config = configWith({ start: ['ops'], success: ['ding'], failure: ['ops'] })
    const inputs = { environment: 'production', version: 'v3' }
    const env = { GITHUB_RUN_ID: '4300' }
    scene.github.state.runs[4300] = { ...usual, number: 8 }
    const start = await scene.run(config, { inputs: { ...inputs, event: 'start' }, env })
    expect(start.outputs).toMatchObject({ outcome: 'delivered', delivered: 'ops' })
    expect(scene.shown('ops').slice(before)).toEqual([expect.stringMatching(/Running: shop v3/)])
    scene.github.state.runs[4300] = { ...usual, number: 8, jobs: [jobWith({ id: 510, name: 'build' }), ownJob] }
    const end = await scene.run(config, { inputs, env })
    expect(end.outputs).toMatchObject({ outcome: 'delivered', delivered: 'ding,ops' })
    expect(scene.shown('ops').slice(before)).toEqual([expect.stringMatching(/Succeeded: shop v3/)])
    const again = await scene.run(config, { inputs, env })
    expect(again.outputs).toMatchObject({ outcome: 'skipped', 'reason-code': 'told-before' })
    expect(scene.shown('ops')).toHaveLength(before + 1)
  })

  it('is told by this job’s word where GitHub shows nothing, and says so', async () => {
    const before = scene.shown('ding').length
    const { outputs, annotations } = await scene.run(configWith({ failure: ['ding'] }), {
      inputs: { environment: 'production', status: 'failure' },
      env: { GITHUB_API_URL: 'http://127.0.0.1:9', GITHUB_RUN_ID: '4301' },
    })
    expect(outputs).toMatchObject({ outcome: 'delivered', edge: '' })
    expect(scene.shown('ding').slice(before)).toEqual([expect.stringMatching(/Failed: shop main to production/)])
    expect(annotations.some(({ level }) => level === 'warning')).toBe(true)
  })

  it('is told by mail where the robot refuses; the step goes on, and says who did not hear it', async () => {
    const usual = scene.ding.robot
    scene.ding.robot = { ...usual, keywords: ['a word that no message holds'] }
    try {
      const { code, outputs, annotations, summary } = await scene.run(configWith({ failure: ['ding'], fallback: ['mail'] }), {
        inputs: { environment: 'production', status: 'failure' },
        env: { GITHUB_RUN_ID: '4302' },
      })
      expect({ code, outputs }).toMatchObject({ code: 0, outputs: { outcome: 'delivered', delivered: 'mail', undelivered: '' } })
      expect(JSON.parse(outputs.deliveries ?? '')).toEqual([
        expect.objectContaining({
          channel: 'ding',
          state: 'rejected',
          reason: expect.stringContaining('310000'),
          remedy: expect.any(String),
        }),
        expect.objectContaining({ channel: 'mail', state: 'delivered', 'instead-of': 'ding' }),
      ])
      expect(annotations).toEqual(expect.arrayContaining([expect.objectContaining({ level: 'warning', title: 'ding' })]))
      expect(summary).toContain('in place of ding')
    } finally {
      scene.ding.robot = usual
    }
  })
})
