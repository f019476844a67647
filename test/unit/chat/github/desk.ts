import type { Ask, DecisionChannel } from '../../../../src/chat/channel.ts'
import { openGithub } from '../../../../src/chat/github/github.ts'
import type { Message } from '../../../../src/chat/message.ts'
import { type Person, personFrom } from '../../../../src/config/people.ts'
import { gitHubWith } from '../../../../src/github/client.ts'
import type { Clock } from '../../../../src/kit/clock.ts'
import { httpWith } from '../../../../src/kit/http.ts'
import type { Locale } from '../../../../src/kit/text.ts'
import { type FakeGithub, type GithubOptions, startGithub } from '../../../fakes/github/github.ts'
import { seededRandom } from '../../../support/random.ts'
import { virtualClock } from '../../../support/virtual-clock.ts'
import { type NoticeContext, noticeContext } from '../notice-context.ts'

export const request = 'K7QF2M'

/** A GitHub with people, and gates in its one repository. */
export interface Desk<C extends Clock> {
  readonly github: FakeGithub
  readonly clock: C
  readonly context: NoticeContext
  /** A channel as a process of its own has it: nothing but GitHub is shared. */
  gate(settings?: { readonly name?: string; readonly pullRequest?: number; readonly token?: string }): DecisionChannel
  /** Bodies of the comments below an issue that are ours, without their mark. */
  ours(issue?: number): readonly string[]
  /** Reactions on the comments of an issue, as `words: reactions`. */
  reactions(issue?: number): readonly string[]
  /** How many requests were taken from the quota. */
  counted(): number
  close(): Promise<void>
}

interface DeskOptions<C extends Clock> extends Partial<GithubOptions> {
  readonly clock?: C
  readonly locale?: Locale
  readonly voters?: readonly Person[]
}

const usualVoters = [personFrom('alice', { github: 'Alice' }), personFrom('bob', { github: 'bob' })]

export async function openDesk<C extends Clock = ReturnType<typeof virtualClock>>(options: DeskOptions<C> = {}): Promise<Desk<C>> {
  const { locale = 'en', voters = usualVoters, clock: given, ...rules } = options
  const clock = (given ?? virtualClock()) as C // the default type goes with the default clock
  const github = await startGithub({ token: 't', now: clock.now, ...rules })
  for (const login of ['Alice', 'bob', 'mallory', 'carol'])
    github.people.join(login, { permission: login === 'mallory' ? 'read' : 'write' })
  const contextFor = (token: string) => {
    const client = gitHubWith(token, { GITHUB_API_URL: github.url }, { clock, random: seededRandom(1) })
    return noticeContext({ clock, locale, voters, http: httpWith({ env: {} }), github: { client, repository: 'acme/shop' } })
  }
  const context = contextFor('t')
  const comments = (issue: number) => github.state.comments.filter((comment) => comment.issue === issue)
  return {
    github,
    clock,
    context,
    gate: ({ token = 't', ...settings } = {}) =>
      openGithub({ type: 'github', name: 'github', ...settings }, { ...contextFor(token), log: context.log }),
    ours: (issue = 1) =>
      comments(issue).flatMap(({ author, body }) => (author.login === 'github-actions[bot]' ? [body.replace(/^<!--.*?-->\n/, '')] : [])),
    reactions: (issue = 1) =>
      comments(issue).flatMap(({ body, reactions }) =>
        reactions.length > 0 ? [`${body}: ${reactions.map(({ content }) => content).join(' ')}`] : [],
      ),
    counted: () => github.requests.filter(({ isCounted }) => isCounted).length,
    close: () => github.close(),
  }
}

/** A card that asks. */
export const card = (changes: Partial<Message> = {}): Message => ({
  headline: 'Release shop v2 to production?',
  tone: 'waiting',
  level: 'production',
  facts: [{ label: 'Project', value: 'shop' }],
  sections: [],
  links: [],
  decision: { id: request, approve: 'Approve', reject: 'Reject', hint: '', deadline: Date.UTC(2027, 0, 1) },
  mentions: [],
  footer: `Request ${request}`,
  ...changes,
})

/** The same when it is over. */
export const finalCard = (changes: Partial<Message> = {}): Message => {
  const { decision: _, ...rest } = card({ headline: 'Approved: shop v2', tone: 'good', footer: 'Approved by alice.', ...changes })
  return rest
}

export const said = (asks: readonly Ask[]) => asks.map(({ does, user, reason }) => [does, user, reason])
