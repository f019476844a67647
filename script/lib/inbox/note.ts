import type { Shown, ShownPlatform } from '../preview/views/shown.ts'

/** A message that the inbox has taken, as it stands now. */
export interface Note extends Shown {
  /** Its number in the inbox, from 1. */
  readonly number: number
  /** When it came, or was edited last, in milliseconds since 1970. */
  readonly at: number
  /** How often it was edited since it was posted. */
  readonly edits: number
  /** The body as it came, for whoever wants to see it. */
  readonly raw: string
}

/** What a service makes of a call: an answer, perhaps a message, perhaps a picture for a later one. */
export interface Outcome {
  readonly status?: number
  /** JSON, or plain words. */
  readonly answer: unknown
  readonly message?: unknown
  /** What the answer names the message, and by what it is found again to be edited. */
  readonly id?: string
  readonly isEdit?: boolean
  /** A picture that a later message speaks of by this key, or that belongs to the message of that id. */
  readonly picture?: { readonly key: string; readonly data: string; readonly below?: string }
}

/** A call to a platform, read. */
export interface Call {
  readonly platform: ShownPlatform
  readonly method: string
  /** Behind what the platform's address begins with in the inbox. */
  readonly path: string
  /** JSON, or the fields of a form. */
  readonly body: Readonly<Record<string, unknown>>
  readonly files: ReadonlyMap<string, string>
  /** Bytes that are neither, as a data address. */
  readonly bytes: string
  /** A number that no other call has. */
  readonly number: number
  /** Where the inbox is, for answers that lead back to it. */
  readonly origin: string
}
