import { createHmac, timingSafeEqual } from 'node:crypto'
import { InputError } from '../kit/errors.ts'
import { type Text, text } from '../kit/text.ts'
import type { GateState } from './gate.ts'
import { policyDigest } from './policy.ts'

/** What an approval says when it is passed on to a deployment (design §4). */
export interface Receipt {
  readonly version: 1
  readonly request: string
  readonly repository: string
  readonly project: string
  readonly environment: string
  readonly commit: string
  /** Digest of the policy that was met (see `policyDigest`). */
  readonly policy: string
  readonly run: string
  readonly requestedBy: readonly string[]
  /** Who decided, where and when; empty when nobody objected in time and the policy takes that for a yes. */
  readonly votes: readonly ReceiptVote[]
  /** ISO times. */
  readonly opened: string
  readonly decided: string
  /** ISO time after which it no longer counts. */
  readonly expires: string
}

interface ReceiptVote {
  readonly person: string
  readonly platform: string
  readonly user: string
  readonly at: string
  readonly reason: string
}

/** What a receipt must fit. */
export interface Expected {
  readonly repository: string
  readonly project: string
  readonly environment: string
  /** Undefined: not known yet, to be checked later. */
  readonly commit: string | undefined
  /** Milliseconds since 1970. */
  readonly now: number
  /** Key of the signature; without one, receipts are believed as the workflow passes them. */
  readonly key: string | undefined
}

/**
 * Checks a receipt: `<base64url of its JSON>.<base64url of HMAC-SHA256 over that text>`, the second part empty when no key is
 * configured. Throws `approval-missing` with what does not fit.
 */
export function verifyReceipt(words: string, expected: Expected): Receipt {
  const [body = '', signature = ''] = words.trim().split('.')
  if (expected.key === '') throw unfit(text('SALLYPORT_SIGNING_KEY is set, but empty.', 'SALLYPORT_SIGNING_KEY 已设置但为空。'))
  if (words.trim() === '') throw unfit(text('None was given.', '没有给出回执。'))
  if (expected.key && !isSignedBy(expected.key, body, signature))
    throw unfit(text('Its signature does not fit the key.', '其签名与密钥不符。'))
  const receipt = readReceipt(body)
  if (!receipt) throw unfit(text('It is damaged, or not a receipt.', '它已损坏或不是回执。'))
  if (receipt.repository !== expected.repository) throw unfit(text('It is for another repository.', '它属于其他仓库。'))
  if (receipt.project !== expected.project) throw unfit(text('It is for another project.', '它属于其他项目。'))
  if (receipt.environment !== expected.environment) throw unfit(text('It is for another environment.', '它属于其他环境。'))
  if (expected.commit !== undefined && receipt.commit !== expected.commit)
    throw unfit(text('It is for another commit.', '它属于其他提交。'))
  if (!(Date.parse(receipt.expires) > expected.now)) throw unfit(text('It has expired.', '它已过期。'))
  return receipt
}

const day = 24 * 3_600_000

/** How long a decision counts, for the run that asked, in milliseconds: as long as it may be carried over, at least a day. */
export const lifeOf = (carryOver: number): number => Math.max(day, carryOver)

/** The receipt of a request that was approved. `carryOver` in milliseconds. */
export function receiptOf({ request, votes, settled = request.opened }: GateState, carryOver: number): Receipt {
  const { id, repository, project, environment, commit, run, requestedBy, opened } = request
  const iso = (time: number) => new Date(time).toISOString()
  return {
    version: 1,
    request: id,
    repository,
    project,
    environment,
    commit,
    policy: policyDigest(request.policy),
    run,
    requestedBy,
    votes: votes
      .filter(({ verdict }) => verdict === 'approve')
      .map(({ person, platform, user, at, reason }) => ({ person, platform, user, at: iso(at), reason })),
    opened: iso(opened),
    decided: iso(settled),
    expires: iso(settled + lifeOf(carryOver)),
  }
}

export const signReceipt = (receipt: Receipt, key: string | undefined): string => {
  const body = Buffer.from(JSON.stringify(receipt)).toString('base64url')
  return `${body}.${key ? signatureOf(key, body).toString('base64url') : ''}`
}

const signatureOf = (key: string, body: string): Buffer => createHmac('sha256', key).update(body).digest()

function isSignedBy(key: string, body: string, signature: string): boolean {
  const given = Buffer.from(signature, 'base64url')
  const right = signatureOf(key, body)
  return given.length === right.length && timingSafeEqual(given, right)
}

function readReceipt(body: string): Receipt | undefined {
  try {
    const receipt = JSON.parse(Buffer.from(body, 'base64url').toString()) as Partial<Receipt> | null // each part is compared by the caller
    return receipt?.version === 1 && typeof receipt.expires === 'string' ? (receipt as Receipt) : undefined
  } catch {
    return undefined
  }
}

const unfit = (why: Text): InputError =>
  new InputError({
    code: 'approval-missing',
    problem: text(
      `This environment requires an approval, and the receipt does not count. ${why.en}`,
      `该环境要求审批，但回执无效。${why['zh-CN']}`,
    ),
    where: 'with: receipt',
    remedy: text(
      'Run the approve action for this environment and commit before, and pass its output “receipt” on.',
      '请先为该环境和提交运行 approve 动作，并传入其输出“receipt”。',
    ),
  })
