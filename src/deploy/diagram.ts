import { formatDuration } from '../kit/duration.ts'
import { type Locale, text } from '../kit/text.ts'
import { hostStages, runnerStages, type Stage, type StageRecord, type StageState, stageNames } from './stages.ts'

/** Lanes that are drawn; more hosts than this would be too many for one picture (GitHub draws at most 50,000 characters). */
const lanes = 30

/** The flow of a deployment as a Mermaid chart: one node a stage and, from the upload on, a lane a host. */
export function flowDiagram(records: readonly StageRecord[], hosts: readonly string[], locale: Locale): string {
  const find = (stage: Stage, host: string | undefined) => records.find((record) => record.stage === stage && record.host === host)
  const node = (id: string, stage: Stage, record: StageRecord | undefined) =>
    `${id}["${stageNames[stage][locale]}${timeOf(record)}"]:::${classOf[record?.state ?? 'waiting']}`
  const runner = runnerStages.map((stage, index) => node(`s${index}`, stage, find(stage, undefined)))
  const shown = hosts.slice(0, lanes)
  const lines = shown.flatMap((host, lane) => [
    `  subgraph h${lane}["${host}"]`,
    '    direction LR',
    `    ${hostStages.map((stage, index) => node(`h${lane}s${index}`, stage, find(stage, host))).join(' --> ')}`,
    '  end',
    `  s${runnerStages.length - 1} --> h${lane}`,
  ])
  const more = hosts.length - shown.length
  const rest =
    more > 0 ? [`  s${runnerStages.length - 1} --> more["${text(`and ${more} more`, `另有 ${more} 台`)[locale]}"]:::waiting`] : []
  return ['```mermaid', 'flowchart LR', `  ${runner.join(' --> ')}`, ...lines, ...rest, ...colours, '```'].join('\n')
}

const timeOf = (record: StageRecord | undefined): string =>
  record && record.milliseconds > 0 ? `<br/>${formatDuration(record.milliseconds)}` : ''

const classOf: Readonly<Record<StageState, string>> = {
  waiting: 'waiting',
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  skipped: 'skipped',
  'rolled-back': 'back',
}

const colours = [
  '  classDef waiting fill:#eaeef2,stroke:#8c959f,color:#57606a',
  '  classDef skipped fill:#eaeef2,stroke:#8c959f,color:#57606a,stroke-dasharray:4 3',
  '  classDef running fill:#0969da,stroke:#0969da,color:#ffffff',
  '  classDef succeeded fill:#1a7f37,stroke:#1a7f37,color:#ffffff',
  '  classDef failed fill:#cf222e,stroke:#cf222e,color:#ffffff',
  '  classDef back fill:#9a6700,stroke:#9a6700,color:#ffffff',
]
