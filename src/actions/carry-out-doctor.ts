import { scrubberOf } from '../chat/delivery/scrub.ts'
import { scrubData } from '../chat/delivery/scrub-data.ts'
import { type Check, inOrder, type Verdict, verdictOf } from '../doctor/check.ts'
import { pageTable } from '../doctor/page-table.ts'
import { plainTable } from '../doctor/plain-table.ts'
import type { Outcome } from '../kit/outcome.ts'
import { printable } from '../kit/printable.ts'
import type { Io } from '../kit/run.ts'
import { type Locale, text } from '../kit/text.ts'
import { askedChannelChecks } from './doctor/asked-channels.ts'
import { type Examination, examine } from './doctor/examine.ts'
import { guarded } from './doctor/findings.ts'
import { type HostListener, hostChecks } from './doctor/host-checks.ts'
import { policyChecks } from './doctor/policy-checks.ts'
import { quietIo } from './doctor/quiet-io.ts'
import { secretChecks } from './doctor/secret-checks.ts'
import { hookChecks, sourceChecks } from './doctor/source-checks.ts'
import { tokenChecks } from './doctor/token-checks.ts'
import { toldChannelChecks } from './doctor/told-channels.ts'
import type { ReleaseInputs } from './release-inputs.ts'

/** Checks everything that a release will need, and prints it as a table. Nobody is told anything, and nothing is changed anywhere. */
export async function doctor(io: Io, inputs: ReleaseInputs): Promise<Outcome> {
  const { checks, verdict } = await diagnose(io, inputs)
  io.log.info(plainTable(checks, { locale: io.log.locale }).join('\n'))
  io.summary(pageTable(checks, verdict, titleOf(inputs), io.log.locale))
  if (verdict.isReady) io.log.notice(verdict.words)
  else io.log.error(verdict.words)
  return outcomeOf(checks, verdict, io.log.locale)
}

export interface Diagnosis {
  /** In the order of the areas, without secrets. */
  readonly checks: readonly Check[]
  readonly verdict: Verdict
}

/** All checks, side by side where one does not need another. Throws nothing that a user can mend; the reason of `io.signal` when it aborts. */
export async function diagnose(io: Io, inputs: ReleaseInputs, onHost?: HostListener): Promise<Diagnosis> {
  const examination = await examine(io, inputs)
  const quiet = quietIo(io)
  const parts = await Promise.all([
    guarded('secrets', text('secrets', '密钥'), () => secretChecks(quiet, inputs, examination)),
    guarded('approval', text('approval', '审批'), () => approvalChecks(quiet, inputs, examination)),
    guarded('channels', text('notices', '通知'), () => toldChannelChecks(quiet, inputs, examination)),
    guarded('hosts', text('hosts', '主机'), () => placeChecks(quiet, inputs, examination, onHost)),
    guarded('github', 'GitHub', () => tokenChecks(quiet, examination)),
  ])
  io.signal.throwIfAborted()
  const clean = scrubberOf(io.secrets())
  const checks = scrubData(inOrder([...examination.checks, ...parts.flat()]), clean)
  return { checks, verdict: verdictOf(checks) }
}

async function approvalChecks(io: Io, inputs: ReleaseInputs, examination: Examination): Promise<readonly Check[]> {
  const { checks, voters } = await policyChecks(io, inputs, examination, true)
  return [...checks, ...(await askedChannelChecks(io, examination, voters))]
}

async function placeChecks(io: Io, inputs: ReleaseInputs, examination: Examination, onHost?: HostListener): Promise<readonly Check[]> {
  const [hooks, source] = await Promise.all([hookChecks(io, examination), sourceChecks(io, inputs)])
  return [...hooks, ...source.checks, ...(await hostChecks(io, inputs, examination, source.need, onHost))]
}

const titleOf = ({ environment }: ReleaseInputs) => {
  const name = printable(environment, 64)
  return text(`Dry run for ${name}: nothing was changed`, `${name} 的试运行：没有任何改动`)
}

const outcomeOf = (checks: readonly Check[], { isReady, code }: Verdict, locale: Locale): Outcome => ({
  outcome: isReady ? 'ready' : 'failed',
  reasonCode: code,
  succeeded: isReady,
  result: { checks: checks.map((check) => checkJson(check, locale)) },
})

/** A check as the output `result` has it. */
export const checkJson = ({ area, subject, state, words, remedy, code, where }: Check, locale: Locale) => ({
  area,
  subject: subject[locale],
  state,
  message: words[locale],
  ...(remedy ? { remedy: remedy[locale] } : {}),
  ...(code ? { code } : {}),
  ...(where ? { where } : {}),
})
