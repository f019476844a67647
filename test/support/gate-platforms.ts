import { rateLimited } from '../fakes/feishu/answers.ts'
import { startFeishu } from '../fakes/feishu/server.ts'
import { secondaryLimited } from '../fakes/github/answers.ts'
import type { FakeGithub } from '../fakes/github/github.ts'
import { botScopes, startSlack } from '../fakes/slack/slack.ts'
import { startTelegram } from '../fakes/telegram/telegram.ts'
import { until } from './processes.ts'

type Decision = 'approve' | 'reject'

/** A request as people see it on a platform. */
export interface ShownRequest {
  readonly words: string
  /** Whether it still asks for a decision. */
  readonly isLive: boolean
}

/** A platform with a bot in a group, and people who decide there: what a test needs of each alike. */
export interface GatePlatform {
  readonly name: string
  /** The channel's settings, secrets as `$NAME`. */
  readonly channel: Readonly<Record<string, unknown>>
  /** Secrets of the step. */
  readonly env: Readonly<Record<string, string>>
  /** Addresses of alice, bob and carol, and of more people, by name. */
  readonly ids: Readonly<Record<string, string | number>>
  /** The message of a request, as soon as it is there. */
  shown(id: string): ShownRequest | undefined
  /** What somebody does about a request. */
  vote(person: string, id: string, decision: Decision): void
  /** Makes the next calls fail in the platform's own way of being too busy. */
  limit(): void
  /** Cuts every connection until the returned function is called. */
  outage(): () => void
  /** How often it was called so far. */
  calls(): number
  close(): Promise<void>
}

/** Waits until a request is shown; the state of it. */
export async function untilShown(platform: GatePlatform, id: string, isLive = true): Promise<ShownRequest> {
  await until(() => platform.shown(id)?.isLive === isLive, `the request ${id} ${isLive ? 'live' : 'ended'} in ${platform.name}`)
  return platform.shown(id) as ShownRequest // waited for
}

const required = <T>(found: T | undefined, what: string): T => {
  if (found === undefined) throw new Error(`there is no ${what}`)
  return found
}

export async function telegramPlatform(people: readonly string[]): Promise<GatePlatform> {
  const telegram = await startTelegram()
  const users = people.map((name, index) => ({ id: 1000 + index, first_name: name, is_bot: false }))
  const chat = telegram.addChat({ id: -1001234567890, type: 'supergroup', title: 'Operations', members: users })
  const find = (id: string) => [...chat.messages.values()].findLast(({ from, text, deleted }) => !from && !deleted && text.includes(id))
  return {
    name: 'telegram',
    channel: { type: 'telegram', token: '$TELEGRAM_TOKEN', chat: chat.id, api: telegram.url },
    env: { TELEGRAM_TOKEN: telegram.token },
    ids: Object.fromEntries(users.map(({ id, first_name }) => [first_name, id])),
    shown: (id) => {
      const message = find(id)
      return (
        message && {
          words: message.text,
          isLive: (message.markup?.inline_keyboard.flat() ?? []).some((button) => 'callback_data' in button),
        }
      )
    },
    vote: (person, id, decision) => {
      const message = required(find(id), id)
      const label = decision === 'approve' ? /Approve/ : /Reject/
      const button = message.markup?.inline_keyboard.flat().find(({ text }) => label.test(text))
      const data = button && 'callback_data' in button ? button.callback_data : ''
      const user = required(
        users.find(({ first_name }) => first_name === person),
        person,
      )
      void telegram.people.click(user, chat.id, message.id, data ?? '')
    },
    limit: () => telegram.fail({ fault: { limit: 1 }, times: 2 }),
    outage: () => telegram.outage(),
    calls: () => telegram.calls.length,
    close: () => telegram.close(),
  }
}

export async function feishuPlatform(people: readonly string[]): Promise<GatePlatform> {
  const feishu = await startFeishu()
  const app = feishu.addApp()
  const persons = people.map((name) => feishu.addPerson(name))
  const chat = feishu.addChat({ people: persons, apps: [app] })
  const ids = Object.fromEntries(persons.map(({ name, openId }) => [name, openId]))
  const find = (id: string) =>
    [...feishu.state.messages.values()].findLast(
      ({ type, content, isRecalled }) => type === 'interactive' && !isRecalled && content.includes(id),
    )
  return {
    name: 'feishu',
    channel: { type: 'feishu', 'app-id': app.id, 'app-secret': '$FEISHU_SECRET', chat: chat.id, api: feishu.url },
    env: { FEISHU_SECRET: app.secret },
    ids,
    shown: (id) => {
      const message = find(id)
      return message && { words: message.content, isLive: message.content.includes(':CheckMark:') }
    },
    vote: (person, id, decision) =>
      void feishu.people.react(
        required(ids[person], person),
        required(find(id), id).id,
        decision === 'approve' ? 'CheckMark' : 'CrossMark',
      ),
    limit: () => feishu.faults.next({ kind: 'answer', answer: rateLimited(1) }, { times: 2 }),
    outage: () => {
      feishu.faults.isDown = true
      return () => {
        feishu.faults.isDown = false
      }
    },
    calls: () => feishu.exchanges.length,
    close: () => feishu.close(),
  }
}

export async function slackPlatform(people: readonly string[]): Promise<GatePlatform> {
  const slack = await startSlack()
  const bot = slack.addBot(botScopes)
  slack.addChannel('C0OPS', { bots: [bot] })
  const ids = Object.fromEntries(people.map((name, index) => [name, `U0${index}${name.toUpperCase()}`]))
  for (const [name, id] of Object.entries(ids)) slack.people.join(id, name, 'C0OPS')
  const find = (id: string) =>
    slack
      .channel('C0OPS')
      .messages.findLast((message) => message.botId && !message.threadTs && JSON.stringify([message.text, message.blocks]).includes(id))
  return {
    name: 'slack',
    channel: { type: 'slack', token: '$SLACK_TOKEN', chat: 'C0OPS', api: slack.api },
    env: { SLACK_TOKEN: bot.token },
    ids,
    shown: (id) => {
      const message = find(id)
      const words = message && JSON.stringify([message.text, message.blocks])
      return words === undefined ? undefined : { words, isLive: /Tap|点/.test(words) }
    },
    vote: (person, id, decision) =>
      slack.people.react(
        required(ids[person], person),
        'C0OPS',
        required(find(id), id).ts,
        decision === 'approve' ? 'white_check_mark' : 'x',
      ),
    limit: () => slack.fail({ retryAfter: 1 }, undefined, 2),
    outage: () => {
      slack.outage()
      return () => slack.recover()
    },
    calls: () => slack.requests.length,
    close: () => slack.close(),
  }
}

/** The GitHub of the run itself: it has the configuration too. */
export function githubPlatform(github: FakeGithub, people: readonly string[]): GatePlatform {
  const ids = Object.fromEntries(people.map((name) => [name, `${name}-hub`]))
  for (const login of Object.values(ids)) github.people.join(login)
  const find = (id: string) => [...github.state.issues.values()].findLast(({ title, body }) => title.includes(id) || body.includes(id))
  return {
    name: 'github',
    channel: { type: 'github' },
    env: {},
    ids,
    shown: (id) => {
      const issue = find(id)
      return issue && { words: `${issue.title}\n${issue.body}`, isLive: issue.state === 'open' }
    },
    vote: (person, id, decision) =>
      void github.people.comment(required(ids[person], person), required(find(id), id).number, `/${decision}`),
    limit: () => github.faults.next({ does: secondaryLimited(1) }, { times: 2 }),
    outage: () => {
      github.faults.outage = { does: 'reset' }
      return () => {
        github.faults.outage = undefined
      }
    },
    calls: () => github.requests.filter(({ isCounted }) => isCounted).length,
    close: async () => {},
  }
}
