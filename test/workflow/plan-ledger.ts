import { gitHubWith } from '../../src/github/client.ts'
import { gitHubLedger } from '../../src/github/ledger.ts'
import { systemClock } from '../../src/kit/clock.ts'
import { newRecord } from '../../src/plan/entry-record.ts'
import { ledgerRecords } from '../../src/plan/records.ts'
import { jobToken } from '../support/runner-context.ts'
import type { Stage } from './stage.ts'

const records = ({ github }: Stage) =>
  ledgerRecords(gitHubLedger(gitHubWith(jobToken, { GITHUB_API_URL: github.url }), github.state.repository, { clock: systemClock }))

/** What the repository keeps of an entry of the plan, as another process reads it. */
export const recordOfEntry = async (stage: Stage, id: string) => (await records(stage).read(id)).record

/** A tick has started a run for an entry, and has written that down. The input `plan-entry` of that run. */
export async function noteStarted(stage: Stage, id: string, due: number, run: number): Promise<string> {
  const correlation = `${id}-00c0ffee`
  const record = {
    ...newRecord(due),
    state: 'started',
    correlation,
    run: { id: run, url: `https://github.com/acme/shop/actions/runs/${run}` },
  } as const
  await records(stage).write(await records(stage).read(id), record)
  return correlation
}
