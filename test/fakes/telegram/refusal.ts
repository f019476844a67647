/** What goes beside an error's description. */
export interface RefusalParameters {
  readonly retry_after?: number
  readonly migrate_to_chat_id?: number
}

/** The Bot API said no: `error_code` is the HTTP status too (facts/chat.md 1.1). */
export class Refusal extends Error {
  readonly code: number
  readonly parameters: RefusalParameters | undefined

  constructor(code: number, description: string, parameters?: RefusalParameters) {
    super(description)
    this.code = code
    this.parameters = parameters
  }
}

/** The server lowers the first letter, unless the words are a code such as `BUTTON_DATA_INVALID` (facts/chat.md 1.6). */
const lowered = (words: string): string => (/^.[A-Z_]/.test(words) ? words : `${words.charAt(0).toLowerCase()}${words.slice(1)}`)

export const badRequest = (words: string, parameters?: RefusalParameters) => new Refusal(400, `Bad Request: ${lowered(words)}`, parameters)
export const forbidden = (words: string) => new Refusal(403, `Forbidden: ${lowered(words)}`)
export const conflict = (words: string) => new Refusal(409, `Conflict: ${words}`)
export const tooMany = (seconds: number) => new Refusal(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds })
