import { InputError } from '../../kit/errors.ts'
import { printable } from '../../kit/printable.ts'
import type { Text } from '../../kit/text.ts'

/** An iCalendar file that cannot be used; `line` counted from 1, undefined: the file as a whole. */
export const calendarFault = (path: string, line: number | undefined, problem: Text, cause?: unknown): InputError =>
  new InputError({ code: 'invalid-configuration', problem, where: `${printable(path)}${line === undefined ? '' : `:${line}`}`, cause })
