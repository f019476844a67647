import type { Client } from 'ssh2'
import { type Credentials, proofsOf } from './authentication.ts'
import { hastySessions, holdsBack, isInOrder, plainSessions, type Sessions } from './sessions.ts'
import { answerAtOnce, insideOf, loginAtOnce, passOverHostKeys, signAtOnce, softwareOf } from './ssh2-inside.ts'

/**
 * Lets a client that has begun to connect log in, and start the first command, without waiting for answers that can only be one: five round
 * trips less to the first answer of the command. Where the server is not known to be good for it, all goes step by step.
 */
export function hasten(client: Client, credentials: Credentials): Sessions {
  const inside = insideOf(client)
  if (!inside) return plainSessions(client)
  const sessions = hastySessions(inside)
  const [first, ...others] = proofsOf(credentials)
  passOverHostKeys(inside)
  // After a refusal that is the end there is nothing to spoil by having asked for more.
  signAtOnce(inside, () => {
    if (others.length > 0 || !holdsBack(softwareOf(inside))) return
    sessions.followLogin()
    client.once('ready', () => answerAtOnce(inside)) // which is what the answers to that wait for
  })
  // Which signature an RSA key makes depends on what the host takes; an agent may hold one.
  const informed = first === 'agent' || (first === 'key' && credentials.key?.type === 'ssh-rsa')
  loginAtOnce(inside, () => isInOrder(softwareOf(inside)), informed)
  return sessions
}
