import { readdirSync, readFileSync } from 'node:fs'
import type { Annotation } from '../../../src/github/annotations.ts'
import type { Step } from '../../../src/github/jobs.ts'
import type { Evidence } from '../../../src/notify/failing-line/failing-line.ts'

const folder = new URL('../../corpus/job-logs/', import.meta.url)

/** What is written beside a log. */
interface Written {
  readonly made: string
  readonly job: string
  readonly failedSteps: readonly Omit<Step, 'status'>[]
  readonly annotations: readonly Annotation[]
  readonly expected: { readonly line: string; readonly source?: string; readonly path?: string; readonly lineNumber?: number }
}

export interface JobLog {
  readonly name: string
  readonly evidence: Evidence
  readonly expected: Written['expected']
}

/** The corpus: logs of failed jobs, each with what a reader takes for the line that says why (it has these words in it). */
export const jobLogs: readonly JobLog[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => {
    const { job, failedSteps, annotations, expected } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Written
    const log = readFileSync(new URL(file.replace('.json', '.txt'), folder), 'utf8')
    const steps = failedSteps.map((step): Step => ({ ...step, status: 'completed' }))
    return { name: file.replace('.json', ''), evidence: { job, annotations, log, failedSteps: steps, testFailures: [] }, expected }
  })

export const jobLogNamed = (name: string): JobLog => {
  const found = jobLogs.find((log) => log.name === name)
  if (!found) throw new Error(`there is no log ${name}`)
  return found
}
