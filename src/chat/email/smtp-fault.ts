import { NetworkFault } from '../../kit/http.ts'
import { verbatim } from '../../kit/text.ts'
import { type Trouble, troubleOf } from '../delivery/reading.ts'
import { meaningOf, notEncrypted, tooLarge, wrongLogin } from './replies.ts'

/** The server said no: to the mail as a whole, to each recipient, or to the login. */
export class MailRefused extends Error {
  readonly trouble: Trouble
  readonly refused: readonly Refusal[]

  constructor(trouble: Trouble, refused: readonly Refusal[] = []) {
    super(trouble.reason.en)
    this.trouble = trouble
    this.refused = refused
  }
}

/** Why a recipient does not get the mail. */
export interface Refusal {
  readonly address: string
  readonly trouble: Trouble
}

/** What errors of nodemailer hold, whatever they are; looked at one by one. */
export interface SmtpFault {
  readonly code?: string | undefined
  /** The code of the socket's or TLS's own fault. */
  readonly originalCode?: string | undefined
  readonly command?: string | undefined
  /** What the server replied. */
  readonly response?: string | undefined
  readonly recipient?: string | undefined
  readonly rejectedErrors?: readonly SmtpFault[] | undefined
}

/**
 * A fault of the dialogue in our own words: {@link MailRefused} for what the server replied, `NetworkFault` where there was no reply. Of what
 * the library says only codes are kept. `isBegun`: the server has asked for the text of the mail, and may have taken it.
 */
export function faultOf(error: unknown, service: string, isBegun: boolean): Error {
  if (error instanceof NetworkFault) return error
  const fault = error as SmtpFault // see there
  const { code, response, rejectedErrors } = fault
  const party = verbatim(service)
  if (code === 'ETLS' && response) return new MailRefused(troubleOf(party, notEncrypted, { code: 'STARTTLS', words: response }))
  if (code === 'EMESSAGE' && !response) return new MailRefused(troubleOf(party, tooLarge, { code: 'SIZE' }))
  if (!response || (code === 'EPROTOCOL' && isBegun)) return new NetworkFault(service, codeOf(fault), isBegun)
  return new MailRefused(replyTrouble(service, fault), rejectedErrors?.map(refusalOf))
}

export const refusalOf = (fault: SmtpFault): Refusal => {
  const address = fault.recipient ?? '?'
  return { address, trouble: replyTrouble(address, fault) }
}

function replyTrouble(party: string, { response = '', command = '' }: SmtpFault): Trouble {
  const { code, words, meaning } = meaningOf(response)
  const isLogin = command.startsWith('AUTH') && code.startsWith('5')
  return troubleOf(verbatim(party), isLogin ? wrongLogin : meaning, { code, words })
}

export const codeOf = ({ originalCode, code }: SmtpFault): string => originalCode ?? code ?? 'the connection was closed'
