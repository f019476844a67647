/** Slack says no: HTTP 200 with `ok: false` and a word for why. */
export class Refused extends Error {
  readonly error: string
  /** What else the answer holds. */
  readonly more: Readonly<Record<string, unknown>>

  constructor(error: string, more: Readonly<Record<string, unknown>> = {}) {
    super(error)
    this.error = error
    this.more = more
  }
}
