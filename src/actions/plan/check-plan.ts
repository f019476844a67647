import { mappingAt } from '../../config/tree.ts'
import type { Outcome } from '../../kit/outcome.ts'
import { markdown, printable } from '../../kit/printable.ts'
import type { Io } from '../../kit/run.ts'
import { joinText, text } from '../../kit/text.ts'
import { closedSpans } from '../../plan/check/closed-spans.ts'
import { findingsOf, type PlanFinding } from '../../plan/check/findings.ts'
import type { PlanEntry, RefusedEntry } from '../../plan/entry.ts'
import { gitHubStarter } from '../../plan/github/github-starter.ts'
import { gantt } from '../../plan/page/gantt.ts'
import { readPlan } from '../../plan/read-plan.ts'
import type { Span } from '../../plan/source/source.ts'
import { allChannels } from '../notice-places.ts'
import type { PlanInputs } from '../plan-inputs.ts'
import type { OpenPlan } from './open-plan.ts'
import { openSources } from './open-sources.ts'

const day = 86_400_000
/** What the chart shows, and how far ahead entries are held against GitHub. */
const shown = 14 * day
const looked = 400 * day

/** Looks over a plan that was changed: what is wrong with it is said where it stands, and the coming two weeks are drawn. Fails where something is wrong. */
export async function checkPlan(io: Io, inputs: PlanInputs, plan: OpenPlan): Promise<Outcome> {
  const now = plan.clock.now()
  const all = { from: now - looked, until: now + looked }
  const say = (words: { en: string; 'zh-CN': string }) => io.log.warning(words)
  const [{ found, faults }, calendar] = await Promise.all([readPlan({ sources: plan.sources, say }, all), plan.calendar()])
  for (const { fault } of faults) throw fault
  for (const note of calendar.notes(now, now + shown)) io.log.warning(note)
  const entries = found.flatMap(({ entry }) => ('workflow' in entry ? [entry] : []))
  const refused = found.flatMap(({ entry }) => ('refusal' in entry ? [entry] : []))
  const before = await entriesBefore(io, inputs, plan, all)
  const { people, groups } = plan.directory
  const pure = findingsOf(entries, refused, {
    now,
    calendar,
    before,
    environments: [...(mappingAt(plan.config.tree, ['environments'])?.entries.keys() ?? [])],
    people: people.length > 0 ? [...people.flatMap(({ name, roles }) => [name, ...roles]), ...Object.keys(groups)] : [],
    channels: allChannels(plan.config),
  })
  const findings = [
    ...pure,
    ...(await asked(
      io,
      plan,
      entries.filter(({ due, wish }) => wish === 'run' && due.at > now),
    )),
  ]
  for (const finding of findings) annotate(io, finding)
  io.summary(page(io, plan, { now, entries, refused, findings, calendar }))
  const errors = findings.filter(({ level }) => level === 'error')
  return {
    outcome: errors.length > 0 ? 'failed' : 'nothing-due',
    reasonCode: errors.length > 0 ? 'plan-faulty' : 'plan-sound',
    succeeded: errors.length === 0,
    result: {
      entries: entries.length,
      findings: findings.map(({ level, id, where, problem }) => ({ level, id, where, problem: problem[io.log.locale] })),
    },
    outputs: { due: '', dispatched: [], next: '', 'late-seconds': '' },
  }
}

/** The entries where the change goes to; none where they cannot be read. */
async function entriesBefore(io: Io, inputs: PlanInputs, plan: OpenPlan, span: Span): Promise<readonly PlanEntry[]> {
  try {
    const { config, github, repository, branch, clock } = plan
    const { sources } = await openSources({ io, inputs: { ...inputs, bitable: '' }, config, github, repository, branch, clock })
    const { found } = await readPlan({ sources, say: () => undefined }, span)
    return found.flatMap(({ entry }) => ('workflow' in entry ? [entry] : []))
  } catch {
    return [] // there was no plan, or a broken one
  }
}

/** Holds entries against GitHub: workflow, inputs, ref. */
async function asked(
  io: Io,
  { github, repository, branch, clock }: OpenPlan,
  entries: readonly PlanEntry[],
): Promise<readonly PlanFinding[]> {
  const starter = gitHubStarter({ github, repository, branch, clock, signal: io.signal, holdEnvironment: '' })
  const findings: PlanFinding[] = []
  for (const entry of entries) {
    const refusal = await starter.examine(entry)
    if (!refusal) continue
    const { problem, remedy } = refusal
    const level = entry.ref.kind === 'latest-green' ? 'warning' : 'error'
    findings.push({ level, id: entry.id, where: entry.where, problem, ...(remedy ? { remedy } : {}) })
  }
  return findings
}

function annotate(io: Io, { level, id, where, problem, remedy }: PlanFinding): void {
  const place = `${printable(where)} ${printable(id)}`
  const words = joinText([text(`${place}: ${problem.en}`, `${place}：${problem['zh-CN']}`), ...(remedy ? [remedy] : [])])
  if (level === 'error') io.log.error(words, id)
  else io.log.warning(words, id)
}

interface Seen {
  readonly now: number
  readonly entries: readonly PlanEntry[]
  readonly refused: readonly RefusedEntry[]
  readonly findings: readonly PlanFinding[]
  readonly calendar: Awaited<ReturnType<OpenPlan['calendar']>>
}

function page(io: Io, { zone }: OpenPlan, { now, entries, findings, calendar }: Seen): string {
  const { locale } = io.log
  const say = ({ [locale]: words }: { en: string; 'zh-CN': string }) => words
  const coming = entries.filter(({ due, wish }) => wish === 'run' && due.at >= now && due.at < now + shown)
  const bad = new Set(findings.map(({ id }) => id))
  const bars = coming.map((entry) => ({ entry, start: entry.due.at, mark: bad.has(entry.id) ? ('crit' as const) : ('active' as const) }))
  const environment = coming[0]?.environment ?? ''
  const chart = gantt(bars, closedSpans(calendar, environment, { from: now, until: now + shown }), zone, locale)
  const rows = findings.map(
    ({ level, id, where, problem, remedy }) =>
      `| ${level === 'error' ? '❌' : '⚠️'} | ${markdown(id)} | ${markdown(where)} | ${markdown(say(joinText([problem, ...(remedy ? [remedy] : [])])), 600)} |`,
  )
  const head = say(text('| | Entry | Where | What |', '| | 条目 | 位置 | 说明 |'))
  const none = say(text('Nothing is wrong with it.', '没有发现问题。'))
  const table = rows.length > 0 ? [head, '| --- | --- | --- | --- |', ...rows].join('\n') : none
  const title = say(text('Release plan: the next two weeks', '发布计划：未来两周'))
  const drawing = coming.length > 0 ? `\`\`\`mermaid\n${chart}\n\`\`\`\n\n` : ''
  return `### ${title}\n\n${drawing}${table}\n`
}
