import { expect } from '@jest/globals'
import { releaseOutputs } from '../../../src/actions/release-inputs.ts'
import { byHand, type Event, pushOfTag } from '../event.ts'
import { comment, decideOnPage, press, reactInFeishu, telegramWords } from '../people.ts'
import type { Scenario } from '../scenario.ts'
import { moveTag, onFleet, onStaging, pageHere, provideShared, served, threeHostsFourGroups } from './usual.ts'

const smtpLine = 'SMTP_URL: ${{ secrets.SMTP_URL }}'
const secretLines = ['TELEGRAM_TOKEN', 'DING_WEBHOOK', 'DING_SECRET', 'WECOM_WEBHOOK'].map((name) => `${name}: \${{ secrets.${name} }}`)

/** The step that does it all. */
const release = /^sallyport\/sallyport@/
const byVersion = byHand({ version: 'v1.4.2' })
const nightly: Event = { name: 'schedule', ref: 'refs/heads/main', payload: { schedule: '17 1 * * *' } }

export const releaseScenarios: readonly Scenario[] = [
  {
    ...onFleet,
    example: 'release-on-tag.yml',
    shows: 'asks, releases behind the bastion, and tells',
    ends: 'well',
    event: pushOfTag('v1.4.2'),
    play: async (stage) => {
      provideShared(stage)
      const run = await stage.start()
      await press(stage, 'bob', 'Approve')
      const end = await run.done
      expect(end.step(release).outputs).toMatchObject({ outcome: 'released', release: 'v1.4.2-42', 'approved-by': 'bob' })
      expect(served(stage)).toEqual({ bastion: '', web1: 'v1.4.2', web2: 'v1.4.2' })
      expect(stage.hosts.web1?.asked()).toEqual(['systemctl reload shop'])
      expect(telegramWords(stage).join('\n')).toMatch(/Succeeded: shop v1\.4\.2 to production/)
      return end
    },
  },
  {
    ...onStaging,
    example: 'release-by-hand.yml',
    shows: 'only looks, then releases to staging without asking',
    ends: 'well',
    event: byHand({ environment: 'staging', version: 'v1.4.2', kind: 'full', servers: '', 'dry-run': 'true' }),
    versions: { 'v1.4.2': {}, 'v1.5.0': {} },
    play: async (stage) => {
      const look = await stage.run()
      expect({ outcome: look.step(release).outputs.outcome, release: stage.hosts.test1?.release() }).toEqual({
        outcome: 'ready',
        release: '',
      })
      const inputs = { environment: 'staging', version: 'v1.4.2', kind: 'full', servers: '', 'dry-run': 'false' }
      const end = await stage.run({ run: 4243, event: byHand(inputs) })
      expect(served(stage)).toEqual({ test1: 'v1.4.2' })
      expect(end.step(/echo/).log).toContain('test1: released, serves v1.4.2-43')
      return end
    },
  },
  {
    ...onFleet,
    example: 'release-by-hand.yml',
    shows: 'releases to the canaries of production alone, when people say yes',
    ends: 'well',
    event: byHand({ environment: 'production', version: 'v1.4.2', kind: 'grey', servers: '', 'dry-run': 'false' }),
    play: async (stage) => {
      provideShared(stage)
      const run = await stage.start()
      await press(stage, 'alice', 'Approve')
      const end = await run.done
      expect(served(stage)).toEqual({ bastion: '', web1: 'v1.4.2', web2: '' })
      return end
    },
  },
  {
    ...onStaging,
    example: 'monorepo.yml',
    shows: 'builds and releases one project',
    ends: 'well',
    event: byHand({ project: 'shop', environment: 'staging' }),
    play: async (stage) => {
      const end = await stage.run()
      expect(end.step(release).outputs.outcome).toBe('released')
      expect(served(stage)).toEqual({ test1: 'v1.4.2' })
      return end
    },
  },
  {
    ...onStaging,
    example: 'nightly.yml',
    shows: 'releases what is on main, and tells nobody',
    ends: 'well',
    event: nightly,
    play: async (stage) => {
      const end = await stage.run()
      expect(end.results).toEqual({ release: 'success' })
      expect({ served: served(stage), told: telegramWords(stage) }).toEqual({ served: { test1: 'v1.4.2' }, told: [] })
      return end
    },
  },
  {
    ...onStaging,
    example: 'nightly.yml',
    shows: 'tells of the tests that failed before the release',
    ends: 'badly',
    event: nightly,
    versions: { 'v1.4.2': { 'test.cjs': "throw new Error('the cart adds up to 4, not 3')\n" } },
    play: async (stage) => {
      const end = await stage.run()
      expect(end.results).toEqual({ release: 'failure', tell: 'success' })
      expect(telegramWords(stage)).toEqual([expect.stringMatching(/Failed[\s\S]*the cart adds up to 4, not 3/)])
      return end
    },
  },
  {
    example: 'release-feishu.yml',
    config: 'release-feishu.sallyport.yml',
    shows: 'asks, releases and tells in Feishu',
    ends: 'well',
    event: byVersion,
    servers: ['web1'],
    play: async (stage) => {
      const run = await stage.start()
      await reactInFeishu(stage, 'lisi', 'approve')
      const end = await run.done
      expect(served(stage)).toEqual({ web1: 'v1.4.2' })
      const cards = [...stage.chats.feishu.state.messages.values()].map(({ content }) => content).join('\n')
      expect(cards).toContain('成功')
      return end
    },
  },
  {
    example: 'release-dingtalk.yml',
    config: 'release-dingtalk.sallyport.yml',
    shows: 'shows the request in DingTalk, is decided in an issue, and tells in DingTalk',
    ends: 'well',
    event: byVersion,
    servers: ['web1'],
    play: async (stage) => {
      const run = await stage.start()
      await comment(stage, 'li-si', '/approve')
      const end = await run.done
      expect(served(stage)).toEqual({ web1: 'v1.4.2' })
      const told = stage.chats.dingtalk.posted.map(({ text }) => text)
      expect(told[0]).toMatch(/shop/)
      expect(told.at(-1)).toContain('成功')
      return end
    },
  },
  {
    example: 'release-wecom.yml',
    config: 'release-wecom.sallyport.yml',
    shows: 'shows the request in WeCom, is decided in an issue, and tells in WeCom',
    ends: 'well',
    event: byVersion,
    servers: ['web1'],
    play: async (stage) => {
      const run = await stage.start()
      await comment(stage, 'zhang-san', '/approve')
      const end = await run.done
      expect(served(stage)).toEqual({ web1: 'v1.4.2' })
      const told = stage.chats.wecom.posted.map(({ text }) => text)
      expect(told[0]).toMatch(/shop/)
      expect(told.at(-1)).toContain('成功')
      return end
    },
  },
  {
    example: 'intranet.yml',
    config: 'intranet.sallyport.yml',
    shows: 'is decided on a page of the runner, releases, and tells by mail',
    ends: 'well',
    event: pushOfTag('v1.4.2'),
    servers: ['inner'],
    patch: pageHere,
    play: async (stage) => {
      const run = await stage.start()
      await decideOnPage(stage, 'lisi@example.com', 'approve')
      const end = await run.done
      expect(served(stage)).toEqual({ inner: 'v1.4.2' })
      expect(stage.chats.mail.mails.map(({ parsed }) => parsed.subject).at(-1)).toContain('成功')
      return end
    },
  },
  {
    example: 'intranet.yml',
    config: 'intranet.sallyport.yml',
    shows: 'is decided on a page, goes to three hosts, is told to four groups, and puts out all there is to know',
    ends: 'well',
    event: pushOfTag('v1.4.2'),
    servers: ['inner', 'middle', 'outer'],
    patch: threeHostsFourGroups,
    edits: () => [[smtpLine, [smtpLine, ...secretLines].join('\n          ')]],
    play: async (stage) => {
      const run = await stage.start()
      await decideOnPage(stage, 'lisi@example.com', 'approve')
      const end = await run.done
      expect(served(stage)).toEqual({ inner: 'v1.4.2', middle: 'v1.4.2', outer: 'v1.4.2' })
      const told = [telegramWords(stage), stage.chats.dingtalk.posted, stage.chats.wecom.posted, stage.chats.mail.mails]
      for (const words of told.map((all) => JSON.stringify(all.at(-1)))) expect(words).toContain('成功')
      const { outputs } = end.step(release)
      expect(outputs).toEqual({
        ...Object.fromEntries(Object.keys(releaseOutputs).map((name) => [name, expect.any(String)])),
        ...{ outcome: 'released', 'reason-code': 'released', 'approved-by': 'lisi', 'rejected-by': '', release: 'v1.4.2-42' },
        ...{ 'failed-hosts': '', 'rolled-back': 'false', undelivered: '' },
      })
      expect(outputs.delivered?.split(',').toSorted()).toEqual(['corp', 'ding', 'mail', 'ops'])
      return end
    },
  },
  {
    example: 'reusable-release.yml',
    config: 'reusable-release.sallyport.yml',
    shows: 'asks, releases and tells by the reusable workflow',
    ends: 'well',
    event: byHand({ version: 'v1.4.2', 'dry-run': 'false' }),
    servers: ['web1'],
    play: async (stage) => {
      const run = await stage.start()
      await press(stage, 'bob', 'Approve')
      const end = await run.done
      expect(Object.values(end.results)).toEqual(['success', 'success', 'success']) // it asks, deploys and tells
      expect(served(stage)).toEqual({ web1: 'v1.4.2' })
      expect(telegramWords(stage).join('\n')).toMatch(/Succeeded: shop v1\.4\.2 to production/)
      return end
    },
  },
  {
    example: 'reusable-release.yml',
    config: 'reusable-release.sallyport.yml',
    shows: 'builds and releases what was approved, by the reusable workflow, even if the tag is moved meanwhile',
    ends: 'well',
    event: byHand({ version: 'v1.4.2', 'dry-run': 'false' }),
    servers: ['web1'],
    play: async (stage) => {
      const run = await stage.start()
      await run.waitForLine(/Request \S+ is open/)
      const unapproved = await moveTag(stage, 'v1.4.2')
      await press(stage, 'bob', 'Approve')
      const end = await run.done
      expect(end.log).not.toContain(unapproved)
      expect(served(stage)).toEqual({ web1: 'v1.4.2' })
      return end
    },
  },
  {
    example: 'reusable-release.yml',
    config: 'reusable-release.sallyport.yml',
    shows: 'runs and reads nothing of the version that it only checks, by the reusable workflow',
    ends: 'well',
    event: byHand({ version: 'v1.4.2', 'dry-run': 'true' }),
    servers: ['web1'],
    play: async (stage) => {
      const unapproved = await moveTag(stage, 'v1.4.2', { '.github/sallyport.yml': 'channels: { thief: { type: telegram } }' })
      const end = await stage.run()
      expect(end.step(release).outputs.outcome).toBe('ready')
      expect(end.log).not.toContain(unapproved)
      expect(end.log).toContain('From the default branch')
      return end
    },
  },
  {
    example: 'reusable-release.yml',
    config: 'reusable-release.sallyport.yml',
    shows: 'only checks, by the reusable workflow',
    ends: 'well',
    event: byHand({ version: 'v1.4.2', 'dry-run': 'true' }),
    servers: ['web1'],
    play: async (stage) => {
      const end = await stage.run()
      expect(end.step(release).outputs.outcome).toBe('ready')
      expect({ served: served(stage), told: telegramWords(stage) }).toEqual({ served: { web1: '' }, told: [] })
      return end
    },
  },
]
