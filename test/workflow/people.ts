import { visitorAt } from '../support/gate-page.ts'
import { until } from '../support/processes.ts'
import type { RunningWorkflow } from './act/run.ts'
import { feishuPeople, slackChannel, slackPeople, telegramChat, telegramPeople } from './chats.ts'
import type { Stage } from './stage.ts'

type Verdict = 'approve' | 'reject'

/** The first value that there is; waits for it. */
async function untilThere<T>(find: () => T | undefined, what: string): Promise<T> {
  await until(() => find() !== undefined, what, 15_000)
  return find() as T // waited for
}

/** The issue in which a request is put, as soon as it is open. */
export const openIssue = ({ github }: Stage) =>
  untilThere(() => [...github.state.issues.values()].find(({ state }) => state === 'open'), 'an open issue')

/** Waits until a request stands in an issue or a group of Feishu, and its process knows. */
export const untilAsked = (run: RunningWorkflow): Promise<string> => run.waitForLine(/Asked in github|已在 (?:github|feishu) 发起/)

/** Somebody comments there: `/approve`, `/reject because`. */
export async function comment(stage: Stage, login: string, words: string): Promise<void> {
  stage.github.people.comment(login, (await openIssue(stage)).number, words)
}

/** Somebody presses a button in Telegram. */
export async function press({ chats: { telegram } }: Stage, person: keyof typeof telegramPeople, label: string): Promise<void> {
  const messages = () => [...telegram.chat(telegramChat).messages.values()]
  const hasButton = (message: ReturnType<typeof messages>[number]) =>
    message.markup?.inline_keyboard.flat().some(({ text }) => text.includes(label)) ?? false
  const { id } = await untilThere(() => messages().find(hasButton), 'a message with buttons')
  await telegram.people.press(telegramPeople[person], telegramChat, id, label)
}

/** Somebody writes to the bot: `/reject K7QF2M the page is blank`. */
export const sayInTelegram = ({ chats: { telegram } }: Stage, person: keyof typeof telegramPeople, words: string): void =>
  void telegram.people.say(telegramPeople[person], telegramChat, words)

/** Somebody taps a reaction in Slack. */
export async function reactInSlack({ chats: { slack } }: Stage, person: keyof typeof slackPeople, verdict: Verdict): Promise<void> {
  const asks = () => slack.channel(slackChannel).messages.find(({ botId, reactions }) => botId && reactions.size >= 2)
  const { ts } = await untilThere(asks, 'a message with reactions')
  slack.people.react(slackPeople[person], slackChannel, ts, verdict === 'approve' ? 'white_check_mark' : 'x')
}

/** Somebody taps a reaction in Feishu. */
export async function reactInFeishu({ chats: { feishu } }: Stage, person: keyof typeof feishuPeople, verdict: Verdict): Promise<void> {
  const card = () =>
    [...feishu.state.messages.values()].find(({ type, content }) => type === 'interactive' && content.includes(':CheckMark:'))
  const { id } = await untilThere(card, 'a card that asks')
  feishu.people.react(feishuPeople[person], id, verdict === 'approve' ? 'CheckMark' : 'CrossMark')
}

/** Somebody opens the link in their mail, and decides on the page. Resolves to the link. */
export async function decideOnPage({ chats: { mail } }: Stage, address: string, verdict: Verdict): Promise<string> {
  const words = () => mail.mails.find(({ to }) => to.includes(address))?.parsed.text
  const [, url = ''] = /<(http:\/\/127\.0\.0\.1:\d+\/[\w-]{20,})>/.exec(await untilThere(words, `a mail to ${address}`)) ?? []
  await visitorAt(url).decide(verdict)
  return url
}

/** What the group in Telegram reads, oldest first. */
export const telegramWords = ({ chats: { telegram } }: Stage): readonly string[] =>
  [...telegram.chat(telegramChat).messages.values()].filter(({ from, deleted }) => !from && !deleted).map(({ text }) => text)
