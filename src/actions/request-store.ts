import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Kept, RequestRecord, RequestStore } from '../approval/keeper.ts'
import { type Entry, gitHubLedger, type Ledger, type Unavailable } from '../github/ledger.ts'
import { RemoteError } from '../kit/errors.ts'
import type { Log } from '../kit/log.ts'
import type { Io } from '../kit/run.ts'
import { text } from '../kit/text.ts'
import type { ApprovalOrder } from './read-approval.ts'

/** What stands in the ledger. Whoever may write to the repository may write there: only the signature tells that it is ours. */
interface SignedRecord {
  readonly record: RequestRecord
  /** HMAC-SHA256 over the record's JSON, in base64url; empty without a key. */
  readonly signature: string
}

const kind = 'approval'

/**
 * The place in the ledger for the newest request of this project and environment; undefined where the run has no repository or token. A record
 * whose signature does not fit the key counts as none. Its calls throw a RemoteError where the ledger cannot be used.
 */
export function openRequestStore(io: Io, { github, request, inputs }: ApprovalOrder): RequestStore | undefined {
  if (!github.repository || !inputs.token) return undefined
  const ledger = gitHubLedger(github.client, github.repository, { clock: io.clock })
  const key = io.env.SALLYPORT_SIGNING_KEY || undefined
  if (key) io.log.mask(key)
  return storeIn(ledger, `${request.project}/${request.environment}`, key, io.log)
}

/** What it costs to do without. */
export const withoutLedger = text(
  'Without the ledger a re-run asks again, and a newer request does not take the place of this one.',
  '没有台账时，重新运行会再次审批，更新的请求也不会取代此请求。',
)

function storeIn(ledger: Ledger, key: string, signingKey: string | undefined, log: Log): RequestStore {
  const entries = new Map<string, Entry>()
  const keptFrom = (entry: Entry | undefined): Kept | undefined => {
    if (!entry) return undefined
    entries.set(entry.commit, entry)
    const record = readSigned(entry.value, signingKey, log)
    return record && { record, mark: entry.commit }
  }
  /** What was read last, ours or not: it is what a new record is written over. */
  let latest: Entry | undefined
  return {
    read: async () => {
      const reading = await ledger.read(kind, key)
      if (reading.state === 'unavailable') throw unavailable(reading)
      latest = reading.state === 'found' ? reading.entry : undefined
      return keptFrom(latest)
    },
    write: async (record, over) => {
      const value: SignedRecord = { record, signature: signatureOf(record, signingKey) }
      const before = over ? entries.get(over.mark) : latest
      const outcome = before ? await ledger.update(kind, key, before, value) : await ledger.createIfAbsent(kind, key, value)
      if (outcome.state === 'unavailable') throw unavailable(outcome)
      latest = outcome.entry
      return { written: outcome.state === 'updated' || outcome.state === 'created', now: keptFrom(latest) }
    },
  }
}

const unavailable = ({ problem, remedy }: Unavailable): RemoteError =>
  new RemoteError({ code: 'github-permission', party: 'GitHub', problem, ...(remedy ? { remedy } : {}) })

const signatureOf = (record: RequestRecord, key: string | undefined): string =>
  key ? createHmac('sha256', key).update(JSON.stringify(record)).digest('base64url') : ''

/** The record, if it is one and ours. */
function readSigned(value: unknown, key: string | undefined, log: Log): RequestRecord | undefined {
  const { record, signature } = (value ?? {}) as Partial<SignedRecord> // each part is looked at below
  if (record?.version !== 1 || typeof signature !== 'string') return undefined
  if (!key || isSame(signature, signatureOf(record, key))) return record
  log.warning(
    text(
      'The ledger holds a request that was not signed with SALLYPORT_SIGNING_KEY: it does not count.',
      '台账中的请求未用 SALLYPORT_SIGNING_KEY 签名：不予采信。',
    ),
  )
  return undefined
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
