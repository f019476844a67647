import type { Message } from '../chat/message.ts'
import type { Run } from '../github/run.ts'
import type { Io } from '../kit/run.ts'
import { text } from '../kit/text.ts'
import type { Target } from '../notify/delivery-report.ts'
import type { Showing } from '../notify/living.ts'
import { orderOf } from '../notify/living-store.ts'
import { ownJobFrom } from '../notify/own-job.ts'
import { channelsHearing } from '../notify/recipients.ts'
import { verdictWords } from '../notify/run-headline.ts'
import { alertOf, runMessage } from '../notify/run-message.ts'
import type { RunNotice } from '../notify/run-notice.ts'
import { type RunStory, readRunStory } from '../notify/run-story.ts'
import { toldVerdict } from '../notify/told-verdict.ts'
import { traceOf } from '../notify/trace.ts'
import type { ToldVerdict } from '../notify/verdict.ts'
import type { Deliver } from './deliver-notice.ts'
import { noticeOf } from './notice-of-run.ts'
import { allChannels } from './notice-places.ts'
import type { Told } from './notify-outcome.ts'
import type { NotifyOrder } from './read-notify.ts'
import { nobody } from './routed.ts'

/** The run that is told of, and where its words come from. */
export interface Subject {
  readonly run: string
  readonly attempt: number
  /** It is the run of this very step. */
  readonly isOwn: boolean
  /** What is known of it without asking GitHub. */
  readonly known: Run
  /** Words of the run itself, for people to judge: those of a fork. */
  readonly said?: readonly string[]
}

/** Tells how a run goes or went: finds out the facts, makes one message of them, and brings it to whoever is to hear of it. */
export async function tellRun(io: Io, order: NotifyOrder, deliver: Deliver, subject: Subject): Promise<Told> {
  const story = await readStory(io, order, subject)
  const event = order.event === 'start' ? 'start' : 'result'
  const isSure = order.witness !== undefined || order.github.repository === '' || order.github.client.isAnonymous
  const verdict = toldVerdict(story, { event, isAlone: subject.isOwn && isSure, isCancelled: subject.isOwn && io.signal.aborted })
  const key = [subject.run, order.project, order.environment?.name ?? ''].join('/')
  const trace = traceOf(`${order.github.repository}/${key}`)
  const names = hearing(order, verdict, event, story)
  const others = unfinished(order, names, event)
  const words = verdictWords[verdict]
  io.log.info(text(`Message ${trace}: ${words.en}.`, `消息 ${trace}：${words['zh-CN']}。`))
  for (const note of story.notes) io.log.warning(note)
  const edge = edgeOf(story)
  if (names.length === 0 && others.length === 0) return { targets: [], trace, edge, silence: nobody }
  const notice = await noticeOf(io, order, story, { verdict, event, trace, subject })
  const { locale } = io.log
  const message = withPicture(runMessage(notice, { locale, timeZone: order.config.timeZone }), order)
  const showing = showingOf(message, story, verdict, event)
  const fallback = order.settings?.fallback ?? []
  const parcel = { fallback, showing, subject: order.inputs.mode === 'living' || order.ids.size > 0 ? key : undefined }
  const targets: readonly Target[][] = await Promise.all([
    deliver({ ...parcel, channels: names }).then((all) => [...all]),
    deliver({ ...parcel, channels: others, fallback: [], showing: { ...showing, onlyThere: true } }).then((all) => [...all]),
  ])
  return { targets: targets.flat(), edge, trace, facts: factsFor(notice, locale), notes: notice.notes }
}

function showingOf(
  message: Message,
  { facts, isComplete, progress, jobs }: RunStory,
  verdict: ToldVerdict,
  event: 'start' | 'result',
): Showing {
  const isOver = event === 'result' && isComplete !== false
  const end = !isOver ? 'none' : facts.conclusion ? 'told' : 'seen'
  const alert = isOver && message.mentions.length > 0 ? alertOf(message) : undefined
  const order = orderOf({ attempt: facts.attempt, progress, end, verdict })
  return { message, order, isBlind: jobs === undefined, verdict, isOver, alert }
}

function readStory(io: Io, { github, inputs }: NotifyOrder, { run, attempt, isOwn, known }: Subject): Promise<RunStory> {
  return readRunStory({
    github: github.client,
    repository: github.repository,
    run,
    attempt,
    own: isOwn ? ownJobFrom(io.env, jobIdFrom(inputs['job-id'])) : undefined,
    status: isOwn && inputs.event !== 'start' ? inputs.status || undefined : undefined,
    fallback: known,
    isTag: isOwn && io.env.GITHUB_REF_TYPE === 'tag',
    isStart: inputs.event === 'start',
    clock: io.clock,
    signal: io.signal,
  })
}

/** Older runners do not tell it. */
const jobIdFrom = (words: string): number | undefined => (/^\d{1,15}$/.test(words) ? Number(words) : undefined)

const edgeOf = ({ edge }: RunStory): string => (edge === undefined ? '' : edge.kind === 'first' ? 'none' : edge.kind)

function hearing(
  { inputs, settings, config }: NotifyOrder,
  verdict: ToldVerdict,
  event: 'start' | 'result',
  { edge }: RunStory,
): readonly string[] {
  if (inputs.channels.length > 0) return inputs.channels
  return settings ? channelsHearing(settings, { event, verdict, edge: edge?.kind }) : allChannels(config)
}

/** Channels that heard of the start, and are to see the end although they do not hear of ends like this. */
const unfinished = ({ settings, inputs }: NotifyOrder, names: readonly string[], event: 'start' | 'result'): readonly string[] =>
  event === 'start' || inputs.channels.length > 0 || inputs.mode === 'new'
    ? []
    : (settings?.start ?? []).filter((name) => !names.includes(name))

const withPicture = (message: Message, { picture }: NotifyOrder): Message => (picture ? { ...message, picture } : message)

/** What programs get of it in the output `result`. */
const factsFor = ({ facts, verdict, excerpt }: RunNotice, locale: Io['log']['locale']): Readonly<Record<string, unknown>> => ({
  verdict,
  run: { number: facts.number, attempt: facts.attempt, url: facts.runUrl, workflow: facts.workflow },
  why: excerpt ? { job: excerpt.job, step: excerpt.step, line: excerpt.why, ...(excerpt.path ? { place: excerpt.path } : {}) } : null,
  locale,
})
