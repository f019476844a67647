/** A line of `act --json`, as far as it is used. */
export interface ActRecord {
  readonly msg: string
  readonly level: string
  readonly time?: string
  /** `Workflow/job`, or `caller/Workflow/job`; with a number where there is a matrix, and blanks behind it. */
  readonly job?: string
  readonly jobID?: string
  readonly matrix?: Readonly<Record<string, unknown>>
  readonly jobResult?: string
  readonly step?: string
  readonly stage?: 'Pre' | 'Main' | 'Post'
  /** Of the step, and of the steps of a composite action below it. */
  readonly stepID?: readonly string[]
  readonly stepResult?: string
  /** A line that the step has printed. */
  readonly raw_output?: boolean
  readonly command?: string
  readonly kvPairs?: Readonly<Record<string, string>>
  /** Of a command that names something: an output. */
  readonly name?: string
  readonly arg?: string
  /** Of a summary. */
  readonly content?: string
}

/** Undefined for a line that is none. */
export function recordIn(line: string): ActRecord | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line) as ActRecord
  } catch {
    return undefined
  }
}

/** The name of a job as GitHub shows it: `test (22)`, `caller / job` where a workflow called it. */
export function jobNameOf({ job = '', matrix = {} }: ActRecord): string {
  const parts = job.split('/').map((part) => part.trim())
  const values = Object.values(matrix)
  const last = parts.at(-1) ?? ''
  const name = values.length > 0 ? `${last.replace(/-\d+$/, '')} (${values.join(', ')})` : last
  return parts.length > 2 ? `${parts[0]} / ${name}` : name
}

/** A record as a person reads it in the log of the job. */
export function linesOf({ msg, command, arg = '', raw_output }: ActRecord): readonly string[] {
  if (raw_output) return [msg.replace(/\r?\n$/, '')]
  if (command === 'error' || command === 'warning' || command === 'notice') return `##[${command}]${arg}`.split('\n')
  if (command === 'group') return [`##[group]${arg}`]
  return command === 'endgroup' ? ['##[endgroup]'] : []
}
