import { type Check, inOrder } from '../doctor/check.ts'
import { unmet } from '../doctor/unmet.ts'
import type { Io } from '../kit/run.ts'
import { type Examination, examine } from './doctor/examine.ts'
import { keyChecks } from './doctor/host-checks.ts'
import { policyChecks } from './doctor/policy-checks.ts'
import { quietIo } from './doctor/quiet-io.ts'
import { secretChecks } from './doctor/secret-checks.ts'
import { hookChecks } from './doctor/source-checks.ts'
import { neededRightChecks } from './doctor/token-checks.ts'
import type { ReleaseInputs } from './release-inputs.ts'

/**
 * Everything that is wrong with configuration, environment, policy, secrets, keys and token, at once, before anything has happened. Nobody but
 * GitHub is asked. What is well, or only a warning, is among the lines too. Throws nothing that a user can mend.
 */
export const requirements = async (io: Io, inputs: ReleaseInputs): Promise<readonly Check[]> =>
  requirementsOf(io, inputs, await examine(io, inputs))

async function requirementsOf(io: Io, inputs: ReleaseInputs, examination: Examination): Promise<readonly Check[]> {
  const quiet = quietIo(io)
  const parts = await Promise.all([
    secretChecks(quiet, inputs, examination),
    policyChecks(quiet, inputs, examination, false).then(({ checks }) => checks),
    keyChecks(examination),
    hookChecks(quiet, examination),
    neededRightChecks(quiet, examination),
  ])
  return inOrder([...examination.checks, ...parts.flat()])
}

/** What the configuration says of a release. Throws one InputError that tells all of {@link requirements} that failed, each with what to do. */
export async function readRelease(io: Io, inputs: ReleaseInputs): Promise<Examination> {
  const examination = await examine(io, inputs)
  const refusal = unmet(await requirementsOf(io, inputs, examination))
  if (refusal) throw refusal
  return examination
}
