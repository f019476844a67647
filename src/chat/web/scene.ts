import type { Locale } from '../../kit/text.ts'
import type { Reply } from '../channel.ts'
import type { Message } from '../message.ts'

/** What there is to be shown, to everybody alike. */
export interface Scene {
  readonly card: Message
  /** Higher with every change that this process showed. */
  readonly version: number
  /** The latest reminder. */
  readonly note: Message | undefined
  /** When the request ended as far as this page knows; milliseconds since 1970. */
  readonly ended: number | undefined
  readonly now: number
  readonly locale: Locale
}

/** Who looks at it. */
export type Visitor =
  | {
      readonly kind: 'approver'
      readonly name: string
      /** What the form has to bring along. */
      readonly formToken: string
      readonly said: Said | undefined
      /** A reason that was given and did not count: it is not to be typed again. */
      readonly draft: string
    }
  | { readonly kind: 'viewer' }

/** What a person is told about the last act. */
export type Said = Pick<Reply, 'words' | 'kind'>
