import { type Listener, listen } from '../webhook-listener.ts'
import type { Rejection } from './rejection.ts'

/** A service that takes no message, whatever platform it is. */
export interface Rejector extends Listener {
  /** What it answers from now on. */
  rejection: Rejection | undefined
}

const token = { code: 0, msg: 'ok', tenant_access_token: 't-of-a-test', expire: 7200 }

export async function startRejector(): Promise<Rejector> {
  const listener = await listen(({ path }) => {
    const { rejection } = rejector
    if (!rejection) return { status: 500, body: '' }
    const isToken = path.endsWith('/tenant_access_token/internal')
    return isToken && !rejection.isAboutToken ? { status: 200, body: JSON.stringify(token) } : rejection.answer
  })
  const rejector: Rejector = Object.assign(listener, { rejection: undefined })
  return rejector
}
