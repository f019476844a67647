import type { AnyAuthMethod, AuthHandlerMiddleware } from 'ssh2'
import type { PrivateKey } from './private-key.ts'

/** What a user can prove who they are with. */
export interface Credentials {
  readonly key?: PrivateKey
  /** Path of an agent's socket. */
  readonly agent?: string
  readonly password?: string
}

const methods = { key: 'publickey', agent: 'publickey', password: 'password', prompts: 'keyboard-interactive' } as const

export type Proof = keyof typeof methods

/** How a login went so far. */
export interface Login {
  readonly tried: Proof[]
  /** The methods that the host would still take, once it refused one. */
  allowed: readonly string[] | undefined
  /** What the host asked for beyond a password, in its own words. */
  readonly questions: string[]
  /** What the host had to say to the user. */
  banner: string
  agentTrouble: string | undefined
  passwordExpired: boolean
}

export const newLogin = (): Login => ({
  tried: [],
  allowed: undefined,
  questions: [],
  banner: '',
  agentTrouble: undefined,
  passwordExpired: false,
})

/** All proofs at hand, in the order to try them. */
export const proofsOf = ({ key, agent, password }: Credentials): Proof[] => [
  ...(key ? (['key'] as const) : []),
  ...(agent ? (['agent'] as const) : []),
  ...(password === undefined ? [] : (['password', 'prompts'] as const)),
]

/** The next proof that was not tried and that the host would take; before its first refusal it has not said which. */
export const nextProof = (proofs: readonly Proof[], tried: readonly Proof[], allowed: readonly string[] | undefined): Proof | undefined =>
  proofs.find((proof) => !tried.includes(proof) && (allowed?.includes(methods[proof]) ?? true))

/** Tries each proof once, without asking first which methods there are (`none`): that would cost a round trip. */
export function authHandler(user: string, credentials: Credentials, login: Login): AuthHandlerMiddleware {
  const proofs = proofsOf(credentials)
  return (allowed: readonly string[] | null): AnyAuthMethod | false => {
    login.allowed = allowed ?? login.allowed
    const proof = nextProof(proofs, login.tried, login.allowed)
    if (!proof) return false
    login.tried.push(proof)
    return methodOf(proof, user, credentials, login)
  }
}

function methodOf(proof: Proof, username: string, { key, agent = '', password = '' }: Credentials, login: Login): AnyAuthMethod | false {
  if (proof === 'key') return key ? { type: 'publickey', username, key: key.parsed } : false
  if (proof === 'agent') return { type: 'agent', username, agent }
  if (proof === 'password') return { type: 'password', username, password }
  return {
    type: 'keyboard-interactive',
    username,
    prompt: (_name, _instructions, _language, prompts, finish) => {
      if (login.questions.length < 10) login.questions.push(...prompts.slice(0, 10).map(({ prompt }) => prompt))
      finish(prompts.map(() => password))
    },
  }
}
