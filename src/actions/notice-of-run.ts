import { scrubberOf } from '../chat/delivery/scrub.ts'
import { scrubData } from '../chat/delivery/scrub-data.ts'
import type { Mention } from '../chat/message.ts'
import { directoryOf } from '../config/config.ts'
import type { Io } from '../kit/run.ts'
import { type Text, text } from '../kit/text.ts'
import type { Excerpt } from '../notify/failing-line/excerpt.ts'
import { type FoldedJobs, foldedText } from '../notify/fold-jobs.ts'
import { forkOf, refWords } from '../notify/fork-of.ts'
import { type FailedHost, failedHostsIn, ownersOf } from '../notify/host-owners.ts'
import { believed, peopleOfRun, type RunPeople } from '../notify/people-of-run.ts'
import { approversIn } from '../notify/receipt-people.ts'
import { isAlerting } from '../notify/recipients.ts'
import type { NoticeFacts, RunNotice } from '../notify/run-notice.ts'
import type { RunStory } from '../notify/run-story.ts'
import type { ToldVerdict } from '../notify/verdict.ts'
import { findWhy, type Why } from '../notify/why.ts'
import { explained } from './explained.ts'
import { type Extras, extrasOf } from './extras.ts'
import { mentioned, mentionSubject } from './mentioned.ts'
import type { NotifyOrder } from './read-notify.ts'
import type { Subject } from './tell-run.ts'
import { type ToldTests, toldTests } from './told-tests.ts'

/** What is told of a run, and how it is called. */
export interface Telling {
  readonly verdict: ToldVerdict
  readonly event: 'start' | 'result'
  readonly trace: string
  readonly subject: Subject
}

/** Finds out all that is told of a run. What only adds to it and cannot be had is left out, and said. */
export async function noticeOf(io: Io, order: NotifyOrder, story: RunStory, telling: Telling): Promise<RunNotice> {
  const { verdict, event } = telling
  const extras = extrasOf(io)
  const tests = event === 'result' ? await testsOf(io, order, story, telling, extras) : noTests
  const { why, notes } = await whyOf(io, order, story, telling, { tests, extras })
  const explanation = why && (await extras.part(subjects.explanation, undefined, () => explained(io, order, why.excerpt, story)))
  const hosts = failedHosts(io, order)
  const approvers = approversIn(order.inputs.receipt)
  const mentions = await mentionsOf(order, story, telling, { approvers, hosts, extras })
  const notice = {
    event,
    facts: factsOf(order, story, telling),
    verdict,
    edge: story.edge,
    isFlapping: story.isFlapping,
    duration: event === 'result' ? story.duration : undefined,
    jobs: (story.jobs ?? []).map(jobLine),
    excerpt: ownReason(io, order, verdict) ?? (why && excerptOf(why)),
    tests: tests.lines,
    failedHosts: hosts.map((host) => hostLine(host, order)),
    approvers,
    explanation,
    mentions,
    said: telling.subject.said ?? [],
    notes: [...story.notes, ...notes, ...tests.notes, ...extras.notes],
  }
  return scrubbedNotice(notice, scrubberOf(io.secrets()))
}

/** Before anything is cut for people to read, and for programs too: a part of a secret would not be known again. */
export function scrubbedNotice(notice: RunNotice, scrub: (words: string) => string): RunNotice {
  const { facts, jobs, excerpt, tests, failedHosts, approvers, explanation, said, notes } = notice
  const clean = scrubData({ facts, jobs, excerpt, tests, failedHosts, approvers, explanation, said, notes }, scrub)
  return { ...notice, ...clean, facts: { ...clean.facts, level: facts.level } }
}

const noTests: ToldTests = { lines: undefined, failures: [], notes: [] }
const subjects = {
  tests: text('what the test reports say', '测试报告的内容'),
  why: text('the line that says why', '说明原因的那一行'),
  explanation: text('an explanation', '解读'),
} as const

const testsOf = (io: Io, order: NotifyOrder, { facts }: RunStory, { subject }: Telling, { part }: Extras): Promise<ToldTests> =>
  part(subjects.tests, noTests, () => toldTests(io, order, facts, subject.isOwn))

const bad: readonly ToldVerdict[] = ['failure', 'timed-out', 'cancelled']

async function whyOf(
  io: Io,
  { github, witness }: NotifyOrder,
  story: RunStory,
  { verdict }: Telling,
  { tests, extras }: { readonly tests: ToldTests; readonly extras: Extras },
): Promise<{ readonly why?: Why; readonly notes: readonly Text[] }> {
  if (!bad.includes(verdict) || witness?.reason) return { notes: [] }
  const { client, repository } = github
  const world = { clock: io.clock, signal: io.signal, scrub: scrubberOf(io.secrets()) }
  return extras.part(subjects.why, { notes: [] }, () =>
    findWhy(story.failedJobs, { github: client, repository, failures: tests.failures, ...world }),
  )
}

/** Nobody is alerted of the runs of others: whoever opens a pull request would decide how often. */
async function mentionsOf(
  order: NotifyOrder,
  story: RunStory,
  { verdict, event, subject }: Telling,
  found: { readonly approvers: readonly string[]; readonly hosts: readonly FailedHost[]; readonly extras: Extras },
): Promise<readonly Mention[]> {
  const { edge, isFlapping } = story
  if (!subject.isOwn || !isAlerting({ event, verdict, edge: edge?.kind, isFlapping })) return []
  return found.extras.part(mentionSubject, [], () =>
    mentioned(order, order.settings?.mention ?? [], peopleOf(order, story, found.approvers, found.hosts)),
  )
}

const jobLine = (folded: FoldedJobs): RunNotice['jobs'][number] => ({
  words: foldedText(folded),
  isFailed: folded.failed.length > 0,
  ...linkOf(folded.failed[0]?.url),
})

const excerptOf = ({ excerpt, url }: Why): NonNullable<RunNotice['excerpt']> => ({
  job: excerpt.job,
  step: excerpt.step,
  lines: excerpt.around,
  why: excerpt.line,
  url,
  path: placeOf(excerpt),
})

const hostLine = ({ host, state, problem }: FailedHost, { config }: NotifyOrder): RunNotice['failedHosts'][number] => ({
  name: host,
  state,
  error: problem,
  owner: ownersOf([{ host }], config.servers).join(', '),
})

const linkOf = (url: string | undefined) => (url ? { url } : {})
/** What the own job says of itself: nobody has to look for it in logs. */
const ownReason = ({ env }: Io, { witness }: NotifyOrder, verdict: ToldVerdict): RunNotice['excerpt'] =>
  witness?.reason && bad.includes(verdict) ? { job: env.GITHUB_JOB ?? '', step: '', lines: [], why: witness.reason } : undefined

const placeOf = ({ path, lineNumber }: Excerpt) => (path ? `${path}${lineNumber ? `:${lineNumber}` : ''}` : undefined)

function peopleOf(
  { config, github }: NotifyOrder,
  { facts, commit }: RunStory,
  approvers: readonly string[],
  hosts: readonly FailedHost[],
): RunPeople {
  const { logins } = peopleOfRun(directoryOf(config), facts, commit)
  return { author: believed(logins, facts, github.repository), approvers, owners: ownersOf(hosts, config.servers) }
}

function failedHosts(io: Io, { inputs }: NotifyOrder): readonly FailedHost[] {
  if (!inputs.hosts.trim()) return []
  const hosts = failedHostsIn(inputs.hosts)
  if (!hosts)
    io.log.warning(
      text('“hosts” is not the output of that name of the deploy action: left out.', '“hosts”不是 deploy 动作的同名输出：已忽略。'),
    )
  return hosts ?? []
}

function factsOf(
  { project, environment, inputs, github }: NotifyOrder,
  { facts, commit }: RunStory,
  { trace, subject }: Telling,
): NoticeFacts {
  const fork = forkOf(facts, github.repository, subject.isOwn)
  const ref = refWords(facts.ref, fork)
  const [, root = ''] = /^(.+)\/actions\/runs\/\d/.exec(facts.url) ?? []
  return {
    project,
    environment: environment?.name ?? '',
    level: environment?.level ?? 'test',
    version: inputs.version || ref,
    repository: github.repository,
    workflow: facts.workflow,
    number: String(facts.number),
    attempt: facts.attempt,
    runUrl: facts.url,
    commit: facts.commit,
    commitUrl: commit?.url ?? (root && facts.commit ? `${root}/commit/${facts.commit}` : ''),
    commitTitle: commit?.subject ?? facts.headCommit?.subject ?? '',
    ref,
    fork: fork ?? '',
    author: commit?.login ?? commit?.name ?? facts.headCommit?.author ?? '',
    actor: facts.triggeringActor || facts.actor,
    trace,
  }
}
