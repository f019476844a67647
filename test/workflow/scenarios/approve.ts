import { expect } from '@jest/globals'
import { pushOfTag } from '../event.ts'
import { decideOnPage, press, reactInFeishu, reactInSlack, telegramWords } from '../people.ts'
import type { Scenario } from '../scenario.ts'
import type { Stage } from '../stage.ts'
import { pageHere } from './usual.ts'

/** The run, while somebody decides. */
async function decided(stage: Stage, decide: (stage: Stage) => Promise<void>) {
  const run = await stage.start()
  await decide(stage)
  const end = await run.done
  const { outcome, 'approved-by': by } = end.step(/actions\/approve@/).outputs
  return { end, outcome, by }
}

const event = pushOfTag('v1.4.2')

export const approveScenarios: readonly Scenario[] = [
  {
    example: 'approve-telegram.yml',
    config: 'approve-telegram.sallyport.yml',
    shows: 'is approved with a button',
    ends: 'well',
    event,
    play: async (stage) => {
      const { end, outcome, by } = await decided(stage, (shown) => press(shown, 'bob', 'Approve'))
      expect({ outcome, by }).toEqual({ outcome: 'approved', by: 'bob' })
      expect(telegramWords(stage)).toEqual([expect.stringMatching(/Approved: shop v1\.4\.2/)])
      return end
    },
  },
  {
    example: 'approve-telegram.yml',
    config: 'approve-telegram.sallyport.yml',
    shows: 'is rejected with a button',
    ends: 'badly',
    event,
    play: async (stage) => {
      const { end, outcome } = await decided(stage, (shown) => press(shown, 'alice', 'Reject'))
      expect({ outcome, results: end.results }).toEqual({ outcome: 'rejected', results: { approve: 'failure' } })
      expect(telegramWords(stage)).toEqual([expect.stringMatching(/Rejected: shop v1\.4\.2/)])
      return end
    },
  },
  {
    example: 'approve-slack.yml',
    config: 'approve-slack.sallyport.yml',
    shows: 'is approved with a reaction',
    ends: 'well',
    event,
    play: async (stage) => {
      const { end, outcome, by } = await decided(stage, (shown) => reactInSlack(shown, 'alice', 'approve'))
      expect({ outcome, by }).toEqual({ outcome: 'approved', by: 'alice' })
      return end
    },
  },
  {
    example: 'approve-feishu.yml',
    config: 'approve-feishu.sallyport.yml',
    shows: 'is approved with a reaction, and told in DingTalk',
    ends: 'well',
    event,
    play: async (stage) => {
      const { end, outcome, by } = await decided(stage, (shown) => reactInFeishu(shown, 'lisi', 'approve'))
      expect({ outcome, by }).toEqual({ outcome: 'approved', by: 'lisi' })
      const told = stage.chats.dingtalk.posted.map(({ text }) => text).join('\n')
      expect(told).toMatch(/shop[\s\S]*已批准/)
      return end
    },
  },
  {
    example: 'approve-self-hosted-web.yml',
    config: 'approve-self-hosted-web.sallyport.yml',
    shows: 'is approved on the page, by a link in a mail',
    ends: 'well',
    event,
    patch: pageHere,
    play: async (stage) => {
      let link = ''
      const { end, outcome, by } = await decided(stage, async (shown) => {
        link = await decideOnPage(shown, 'bob@example.com', 'approve')
      })
      expect({ outcome, by }).toEqual({ outcome: 'approved', by: 'bob' })
      expect(stage.chats.mail.mails.flatMap(({ to }) => to)).toEqual(expect.arrayContaining(['ops@example.com', 'alice@example.com']))
      expect(end.log).not.toContain(link)
      return end
    },
  },
]
