import { InputError } from '../kit/errors.ts'
import type { Outcome } from '../kit/outcome.ts'
import type { Io } from '../kit/run.ts'
import { text } from '../kit/text.ts'
import type { ReleaseInputs } from './release-inputs.ts'

/** Not there yet: said, instead of releasing. */
export const doctor = async (_io: Io, _inputs: ReleaseInputs): Promise<Outcome> => {
  throw new InputError({
    code: 'not-supported',
    problem: text('A dry run of the whole is not there yet.', '整体试运行尚未提供。'),
    where: 'with: dry-run',
    remedy: text('Use “dry-run” of the parts.', '请使用各个动作的“dry-run”。'),
  })
}
