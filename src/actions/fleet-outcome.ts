import { flowDiagram } from '../deploy/diagram.ts'
import type { HostReport } from '../deploy/host-report.ts'
import { type Stage, type StageRecord, stageNames } from '../deploy/stages.ts'
import { deploySummary, hostEnds } from '../deploy/summary.ts'
import { formatDuration } from '../kit/duration.ts'
import type { Outcome } from '../kit/outcome.ts'
import type { ReasonCode } from '../kit/reason-codes.ts'
import type { Io } from '../kit/run.ts'
import { type Text, text } from '../kit/text.ts'

interface FleetEnd {
  readonly outcome: string
  readonly reasonCode: ReasonCode
  readonly succeeded: boolean
  readonly release: string
  readonly title: Text
  readonly hosts: readonly HostReport[]
  readonly records: readonly StageRecord[]
}

const outcomeNames: Readonly<Record<string, Text>> = {
  released: text('released', '已发布'),
  unchanged: text('unchanged', '无需改动'),
  'partly-released': text('partly released', '部分发布'),
  'rolled-back': text('rolled back', '已回退'),
  failed: text('failed', '失败'),
  'dry-run': text('dry run, nothing was changed', '试运行，没有任何改动'),
  'dry-run-failed': text('would fail; a dry run, nothing was changed', '将会失败；试运行，没有任何改动'),
}

export const titleOf = (project: string, environment: string, outcome: string, release: string): Text => {
  const name = outcomeNames[outcome] ?? text(outcome, outcome)
  return text(`${project} → ${environment}: ${release} ${name.en}`, `${project} → ${environment}：${release} ${name['zh-CN']}`)
}

/** Tells everybody how a fleet ended: a group a host and annotations in the log, the run's page, the outputs. */
export async function reportFleet(io: Io, end: FleetEnd): Promise<Outcome> {
  const failedAt = (host: string) => end.records.find((record) => record.host === host && record.state === 'failed')?.stage
  for (const host of end.hosts) await reportHost(io, host, failedAt(host.host))
  const diagram = flowDiagram(
    end.records,
    end.hosts.map(({ host }) => host),
    io.log.locale,
  )
  io.summary(deploySummary({ title: end.title, hosts: end.hosts, diagram }, io.log.locale))
  io.log.info(end.title)
  const failed = end.hosts.filter(({ state, fault }) => state === 'failed' || fault).map(({ host }) => host)
  const before = new Set(end.hosts.map(({ from }) => from))
  const hosts = end.hosts.map((host) => hostJson(host, failedAt(host.host), io.log.locale))
  return {
    outcome: end.outcome,
    reasonCode: end.reasonCode,
    succeeded: end.succeeded,
    result: { release: end.release, hosts, stages: end.records },
    outputs: {
      release: end.release,
      previous: before.size === 1 ? ([...before][0] ?? '') : '',
      hosts,
      'failed-hosts': failed.join(','),
      'rolled-back': String(end.hosts.some(({ state }) => state === 'rolled-back')),
    },
  }
}

const hostJson = ({ host, state, from, to, seconds, bytes, fault }: HostReport, stage: Stage | undefined, locale: Io['log']['locale']) => ({
  host,
  state,
  from: from ?? null,
  to: to ?? null,
  seconds,
  bytes,
  error: fault ? { code: fault.code, stage: stage ?? null, message: fault.problem[locale] } : null,
})

async function reportHost({ log }: Io, host: HostReport, stage: Stage | undefined): Promise<void> {
  const unknown = text('unknown', '未知')[log.locale]
  const serves = host.to === undefined ? unknown : host.to || '–'
  const before = host.from === undefined ? unknown : host.from || '–'
  const duration = formatDuration(host.seconds * 1000)
  const heading = text(`${host.host}: ${hostEnds[host.state].en}`, `${host.host}：${hostEnds[host.state]['zh-CN']}`)
  await log.group(heading, async () => {
    log.info(text(`Before: ${before}. Serves now: ${serves}. ${duration}.`, `之前：${before}。现在：${serves}。用时 ${duration}。`))
    if (host.kept.length > 0) log.info(text(`Releases that stay: ${host.kept.join(', ')}`, `保留的版本：${host.kept.join('、')}`))
    if (host.fault) log.info(host.fault.problem)
  })
  if (!host.fault) return
  const { problem, remedy, code } = host.fault
  const what = text(
    [problem.en, remedy?.en, host.to !== undefined && `${host.host} serves ${serves} now.`, host.owner && `In charge: ${host.owner}.`]
      .filter(Boolean)
      .join('\n'),
    [
      problem['zh-CN'],
      remedy?.['zh-CN'],
      host.to !== undefined && `${host.host} 现在提供 ${serves}。`,
      host.owner && `负责人：${host.owner}。`,
    ]
      .filter(Boolean)
      .join('\n'),
  )
  const title = `${host.host}${stage ? `, ${stageNames[stage][log.locale]}` : ''}: ${code}`
  if (host.state === 'rolled-back' || host.state === 'failed') log.error(what, title)
  else log.warning(what, title)
}
