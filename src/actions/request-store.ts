import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Kept, RequestRecord, RequestStore } from '../approval/keeper.ts'
import type { ApprovalRequest } from '../approval/request.ts'
import { fieldsOf } from '../github/answer.ts'
import { type Entry, gitHubLedger, type Ledger, type Unavailable } from '../github/ledger.ts'
import { RemoteError } from '../kit/errors.ts'
import type { Log } from '../kit/log.ts'
import type { Io } from '../kit/run.ts'
import { type Text, text } from '../kit/text.ts'
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
 * that is of another place, or whose signature does not fit the key, counts as none. Its calls throw a RemoteError where the ledger cannot be used.
 */
export function openRequestStore(io: Io, { github, request, inputs }: ApprovalOrder): RequestStore | undefined {
  if (!github.repository || !inputs.token) return undefined
  const ledger = gitHubLedger(github.client, github.repository, { clock: io.clock })
  const key = io.env.SALLYPORT_SIGNING_KEY || undefined
  if (key) io.log.mask(key)
  return storeIn(ledger, request, key, io.log)
}

/** What it costs to do without. */
export const withoutLedger = text(
  'Without the ledger a re-run asks again, and a newer request does not take the place of this one.',
  '没有台账时，重新运行会再次审批，更新的请求也不会取代此请求。',
)

/** Records are written over one of the last that were read; a request may be written thousands of times. */
const mostEntries = 20

function storeIn(ledger: Ledger, request: ApprovalRequest, signingKey: string | undefined, log: Log): RequestStore {
  const key = `${request.project}/${request.environment}`
  const entries = new Map<string, Entry>()
  const keptFrom = (entry: Entry | undefined): Kept | undefined => {
    if (!entry) return undefined
    entries.delete(entry.commit)
    entries.set(entry.commit, entry)
    for (const oldest of [...entries.keys()].slice(0, -mostEntries)) entries.delete(oldest)
    const record = readSigned(entry.value, request, signingKey, log)
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

/** The record, if it is one, ours, and of this place: a signature tells who wrote it, not where it was put. */
function readSigned(value: unknown, place: ApprovalRequest, key: string | undefined, log: Log): RequestRecord | undefined {
  const { record, signature } = fieldsOf(value)
  if (!isRecord(record) || typeof signature !== 'string') return undefined
  const fault = key && !isSame(signature, signatureOf(record, key)) ? unsigned : isOf(place, record) ? undefined : misplaced
  if (fault) log.warning(fault)
  return fault ? undefined : record
}

/** Whether it has all that is read of it; what stands in the parts is looked at by those who read them. */
function isRecord(value: unknown): value is RequestRecord {
  const { version, state, posted } = fieldsOf(value)
  const { request, status, votes, history } = fieldsOf(state)
  const { id, deadline, policy } = fieldsOf(request)
  const areWords = typeof id === 'string' && typeof status === 'string' && typeof deadline === 'number'
  const areParts = [posted, policy].every((part) => typeof part === 'object' && part !== null)
  return version === 1 && areWords && areParts && Array.isArray(votes) && Array.isArray(history)
}

/** A repository keeps its number when it gets a new name. */
function isOf(place: ApprovalRequest, { state: { request } }: RequestRecord): boolean {
  const isSameRepository =
    place.repositoryId && request.repositoryId ? place.repositoryId === request.repositoryId : place.repository === request.repository
  return isSameRepository && place.project === request.project && place.environment === request.environment
}

const unsigned: Text = text(
  'The ledger holds a request that was not signed with SALLYPORT_SIGNING_KEY: it does not count.',
  '台账中的请求未用 SALLYPORT_SIGNING_KEY 签名：不予采信。',
)
const misplaced: Text = text(
  'The ledger holds a request of another repository, project or environment in this place: it does not count.',
  '台账此处的请求属于其他仓库、项目或环境：不予采信。',
)

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
