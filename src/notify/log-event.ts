import type { Level } from './log-level.ts'

/** Something a log tells, perhaps more than once. Every word of it is hostile. */
export interface LogEvent {
  readonly level: Level
  /** Empty where the log names none. */
  readonly service: string
  /** Of the first of its kind, on one line. */
  readonly message: string
  /** Lines that belong to the first of its kind that has any: a stack trace. The first ones. */
  readonly details: readonly string[]
  /** As the log writes it: logs rarely say in which zone. Of the first and of the last of its kind. */
  readonly time?: string
  readonly lastTime?: string
  /** Where the first of its kind stands, counted from 1. */
  readonly line: number
  /** How often it occurred. */
  readonly count: number
}
