import { systemClock } from '../../src/kit/clock.ts'
import { rateLimited, refusal } from '../fakes/feishu/answers.ts'
import { startFeishu } from '../fakes/feishu/server.ts'
import { notAccessible, secondaryLimited } from '../fakes/github/answers.ts'
import type { FakeGithub } from '../fakes/github/github.ts'
import { botScopes, startSlack } from '../fakes/slack/slack.ts'
import { badRequest } from '../fakes/telegram/refusal.ts'
import { Refusal, startTelegram } from '../fakes/telegram/telegram.ts'
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
  /** Cuts every connection until the returned function is called; those of GitHub about issues alone where it shall not be `whole`. */
  outage(whole?: boolean): () => void
  /** Cuts the connections by which something is posted, until the returned function is called. */
  cutPosts(): () => void
  /** Somebody deletes the message of a request. */
  remove(id: string): void
  /** From now on no message may be edited. */
  refuseEdits(): void
  /** From now on the bot's token is worth nothing. */
  revoke(): void
  /** Somebody answers in words: `approve`, `reject`, and a reason. */
  say(person: string, id: string, words: string): void
  /** How often it was called so far. */
  calls(): number
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
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

/** `now`: the clock of the service, in milliseconds since 1970. */
interface Surroundings {
  readonly now?: () => number
}

export async function telegramPlatform(people: readonly string[], { now = Date.now }: Surroundings = {}): Promise<GatePlatform> {
  const telegram = await startTelegram({ clock: { ...systemClock, now } })
  const users = people.map((name, index) => ({ id: 1000 + index, first_name: name, is_bot: false }))
  const chat = telegram.addChat({ id: -1001234567890, type: 'supergroup', title: 'Operations', members: users })
  const userNamed = (person: string) =>
    required(
      users.find(({ first_name }) => first_name === person),
      person,
    )
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
      void telegram.people.click(userNamed(person), chat.id, message.id, data ?? '')
    },
    limit: () => telegram.fail({ fault: { limit: 1 }, times: 2 }),
    outage: () => telegram.outage(),
    cutPosts: () => {
      telegram.fail({ method: 'sendMessage', times: 5, fault: { reset: 'before' } }) // all tries of one post, and one of the next
      return () => {}
    },
    remove: (id) => telegram.people.remove(chat.id, required(find(id), id).id),
    refuseEdits: () =>
      telegram.fail({ method: 'editMessageText', times: 10_000, fault: { refuse: badRequest("message can't be edited") } }),
    revoke: () => telegram.fail({ times: 10_000, fault: { refuse: new Refusal(401, 'Unauthorized') } }),
    say: (person, id, words) => {
      const [verb = '', ...rest] = words.split(' ')
      telegram.people.say(userNamed(person), chat.id, [`/${verb}`, id, ...rest].join(' '))
    },
    calls: () => telegram.calls.length,
    close: () => telegram.close(),
    [Symbol.asyncDispose]: () => telegram.close(),
  }
}

export async function feishuPlatform(people: readonly string[], around: Surroundings = {}): Promise<GatePlatform> {
  const feishu = await startFeishu(around)
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
    cutPosts: () => {
      feishu.faults.disturb = ({ method, path, body }) =>
        method === 'POST' && path.endsWith('im/v1/messages') && body.includes('interactive') ? { kind: 'reset', when: 'before' } : undefined
      return () => {
        feishu.faults.disturb = undefined
      }
    },
    remove: (id) => feishu.people.recall(required(find(id), id).id),
    refuseEdits: () => {
      feishu.faults.disturb = ({ method }) => (method === 'PATCH' ? { kind: 'answer', answer: refusal(230031) } : undefined)
    },
    revoke: () => {
      app.tokens.length = 0
      feishu.state.apps.delete(app.id)
    },
    say: (person, id, words) => void feishu.people.reply(String(required(ids[person], person)), required(find(id), id).id, words),
    calls: () => feishu.exchanges.length,
    close: () => feishu.close(),
    [Symbol.asyncDispose]: () => feishu.close(),
  }
}

/** `limits`: calls are counted as Slack publishes. */
export async function slackPlatform(
  people: readonly string[],
  around: Surroundings & { readonly limits?: boolean } = {},
): Promise<GatePlatform> {
  const slack = await startSlack(around)
  const bot = slack.addBot(botScopes)
  slack.addChannel('C0OPS', { bots: [bot] })
  const ids = Object.fromEntries(people.map((name, index) => [name, `U0${index}${name.toUpperCase().replace(/[^A-Z]/g, '')}`]))
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
    cutPosts: () => {
      slack.fail('reset-before', 'chat.postMessage', 10_000)
      return () => slack.clearFaults()
    },
    remove: (id) => slack.people.remove('C0OPS', required(find(id), id).ts),
    refuseEdits: () => slack.fail({ error: 'edit_window_closed' }, 'chat.update', 10_000),
    revoke: () => {
      bot.state = 'revoked'
    },
    say: (person, id, words) => void slack.people.reply(required(ids[person], person), 'C0OPS', required(find(id), id).ts, words),
    calls: () => slack.requests.length,
    close: () => slack.close(),
    [Symbol.asyncDispose]: () => slack.close(),
  }
}

/** The GitHub of the run itself: it has the configuration too. */
export function githubPlatform(github: FakeGithub, people: readonly string[]): GatePlatform {
  const ids = Object.fromEntries(people.map((name) => [name, `${name}-hub`]))
  for (const login of Object.values(ids)) github.people.join(login)
  const find = (id: string) =>
    [...github.state.issues.values()].findLast(({ title, body, gone }) => !gone && (title.includes(id) || body.includes(id)))
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
    outage: (whole = true) => {
      if (whole) github.faults.outage = { does: 'reset' }
      else github.faults.chance = ({ path }) => (path.includes('/issues') ? { does: 'reset' } : undefined)
      return () => {
        github.faults.outage = undefined
        github.faults.chance = undefined
      }
    },
    cutPosts: () => {
      github.faults.chance = ({ method, path }) => (method === 'POST' && path.endsWith('/issues') ? { does: 'reset' } : undefined)
      return () => {
        github.faults.chance = undefined
      }
    },
    remove: (id) => github.people.deleteIssue(required(find(id), id).number),
    refuseEdits: () => {
      github.faults.chance = ({ method, path }) =>
        method === 'PATCH' && path.includes('/issues') ? { does: notAccessible('issues=write') } : undefined
    },
    revoke: () => github.tokens.clear(),
    say: (person, id, words) => void github.people.comment(required(ids[person], person), required(find(id), id).number, `/${words}`),
    calls: () => github.requests.filter(({ isCounted }) => isCounted).length,
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
}
