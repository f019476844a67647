/** Whether a release may start at an instant, and which rule says so. */
export type CalendarVerdict =
  | {
      readonly isOpen: true
      /** The window that admits it; undefined: none is needed. */
      readonly rule: string | undefined
      /** When the next rule closes it, in milliseconds since 1970; undefined: none within the time that is looked ahead. */
      readonly closesAt: number | undefined
    }
  | {
      readonly isOpen: false
      /** Name of the rule that forbids it, or words for “outside of every allowed window”. */
      readonly rule: string
      /** The next instant at which it is open; undefined: none within the time that is looked ahead. */
      readonly opensAt: number | undefined
    }

/** Windows in which releases may start, and freezes in which they may not: no window allows always, a freeze wins over every window. */
export interface Calendar {
  /** `at` in milliseconds since 1970; `environment` may be empty: then only rules for all environments count. */
  verdict(at: number, environment: string): CalendarVerdict
}
