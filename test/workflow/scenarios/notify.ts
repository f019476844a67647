import { expect } from '@jest/globals'
import { byHand, type Event, pushOfTag, pushToMain } from '../event.ts'
import { telegramWords } from '../people.ts'
import type { Scenario } from '../scenario.ts'

const notify = /actions\/notify@/
const brokenTest = { 'test.cjs': "throw new Error('the cart adds up to 4, not 3')\n" }

/** A pull request of somebody's fork: its run has no secrets. */
const pullOfFork: Event = {
  name: 'pull_request',
  ref: 'refs/pull/12/merge',
  payload: {
    action: 'opened',
    number: 12,
    pull_request: { number: 12, head: { ref: 'patch-1', repo: { full_name: 'mallory/shop' } }, base: { ref: 'main' } },
  },
}
const runOfFork = { event: 'pull_request', headRepository: 'mallory/shop', branch: 'patch-1' }

/** Every half hour. */
const bySchedule: Event = { name: 'schedule', ref: 'refs/heads/main', payload: { schedule: '7,37 * * * *' } }

export const notifyScenarios: readonly Scenario[] = [
  {
    example: 'notify-build.yml',
    shows: 'tells of a build that went well',
    ends: 'well',
    event: pushToMain,
    play: async (stage) => {
      const end = await stage.run()
      expect(end.results).toEqual({ 'test (22)': 'success', 'test (24)': 'success', tell: 'success' })
      expect(telegramWords(stage)).toEqual([expect.stringMatching(/Succeeded: Build #42 of shop/)])
      return end
    },
  },
  {
    example: 'notify-build.yml',
    shows: 'tells why a build failed, and once more of its re-run in the same message',
    ends: 'badly',
    event: pushToMain,
    versions: { 'v1.4.2': brokenTest },
    play: async (stage) => {
      const first = await stage.run()
      expect(first.results).toEqual({ 'test (22)': 'failure', 'test (24)': 'failure', tell: 'success' })
      expect(telegramWords(stage)).toEqual([expect.stringMatching(/Failed: Build #42 of shop[\s\S]*the cart adds up to 4, not 3/)])
      const end = await stage.run({ attempt: 2 })
      expect(telegramWords(stage)).toEqual([expect.stringMatching(/Failed: Build #42/)])
      expect(end.step(notify).outputs).toMatchObject({ outcome: 'delivered' })
      return end
    },
  },
  {
    example: 'fork-notices.yml',
    shows: 'tells of the run of a fork what that has left',
    ends: 'well',
    event: {
      name: 'workflow_run',
      ref: 'refs/heads/main',
      payload: {
        action: 'completed',
        workflow_run: {
          ...{
            id: 4300,
            run_attempt: 1,
            run_number: 100,
            name: 'Build',
            event: 'pull_request',
            status: 'completed',
            conclusion: 'failure',
          },
          ...{ head_branch: 'patch-1', head_repository: { full_name: 'mallory/shop' }, actor: { login: 'mallory' } },
        },
      },
    },
    versions: { 'v1.4.2': brokenTest },
    play: async (stage) => {
      const options = { run: 4300, actor: 'mallory', hasSecrets: false, facts: runOfFork }
      const build = await stage.run({ ...options, example: 'notify-build.yml', event: pullOfFork })
      expect(build.step(notify).outputs).toMatchObject({ outcome: 'skipped', 'reason-code': 'kept-for-companion' })
      expect(telegramWords(stage)).toEqual([])
      const end = await stage.run({ run: 4301 })
      expect(telegramWords(stage)).toEqual([expect.stringMatching(/Failed: Build #100 of shop on mallory:patch-1/)])
      return end
    },
  },
  {
    example: 'notify-release.yml',
    config: 'notify-release.sallyport.yml',
    shows: 'tells of a release in one message from start to end',
    ends: 'well',
    event: pushOfTag('v1.4.2'),
    servers: ['web1'],
    play: async (stage) => {
      const end = await stage.run()
      expect(stage.hosts.web1?.serves()).toBe('v1.4.2')
      expect(telegramWords(stage)).toEqual([expect.stringMatching(/Succeeded: shop v1\.4\.2 to production/)])
      expect(stage.chats.mail.mails).toEqual([])
      return end
    },
  },
  {
    example: 'notify-release.yml',
    config: 'notify-release.sallyport.yml',
    shows: 'tells of a failed release by mail as well',
    ends: 'badly',
    event: pushOfTag('v1.4.2'),
    servers: ['web1'],
    versions: { 'v1.4.2': { 'build.cjs': "throw new Error('no page to build')\n" } },
    play: async (stage) => {
      const end = await stage.run()
      expect(end.results).toEqual({ start: 'success', deploy: 'failure', tell: 'success' })
      const [told, alert] = telegramWords(stage) // nobody is alerted of an edited message, so whoever is to be alerted gets a short one more
      expect(told).toMatch(/Failed: shop v1\.4\.2 to production[\s\S]*no page to build/)
      expect(alert).toMatch(/Failed: shop v1\.4\.2 to production\s+alice/)
      expect(stage.chats.mail.mails.map(({ parsed }) => parsed.subject)).toEqual([expect.stringMatching(/Failed: shop v1\.4\.2/)])
      return end
    },
  },
  {
    example: 'scheduled-notices.yml',
    shows: 'reminds, and tells of the last night, when started by hand',
    ends: 'well',
    event: byHand({}),
    play: async (stage) => {
      stage.github.state.runs[4100] = { status: 'completed', conclusion: 'failure', number: 30, file: 'nightly.yml', workflowId: 9 }
      const end = await stage.run()
      expect([...telegramWords(stage)].sort()).toEqual([
        expect.stringMatching(/Last night[\s\S]*failure[\s\S]*#30/),
        expect.stringMatching(/Release week begins/),
      ])
      return end
    },
  },
  {
    example: 'scheduled-notices.yml',
    shows: 'only reminds on a Monday',
    ends: 'well',
    event: { ...bySchedule, payload: { schedule: '13 7 * * 1' } },
    play: async (stage) => {
      const end = await stage.run()
      expect(telegramWords(stage)).toEqual([expect.stringMatching(/Release week begins/)])
      return end
    },
  },
  {
    example: 'log-to-sms.yml',
    config: 'log-to-sms.sallyport.yml',
    shows: 'sends errors by webhook and mail, warnings by mail',
    ends: 'well',
    event: bySchedule,
    commands: {
      journalctl: `#!/bin/sh
[ "$*" = '--unit shop --since -30min --output cat' ] || exit 1
echo '2026-11-27 09:00:01 [ERROR] payment: connection refused'
echo '2026-11-27 09:00:02 [WARNING] cart: slow answer'
echo '2026-11-27 09:00:03 [INFO] shop: all is well'
`,
    },
    play: async (stage) => {
      const end = await stage.run()
      const sms = stage.chats.webhook.received.map(({ body }) => body.toString())
      expect(sms).toEqual([expect.stringContaining('connection refused')])
      const mails = stage.chats.mail.mails.map(({ parsed }) => parsed.text ?? '').join('\n')
      expect(mails).toMatch(/slow answer/)
      expect(mails).toMatch(/connection refused/)
      expect(mails).not.toContain('all is well')
      return end
    },
  },
]
