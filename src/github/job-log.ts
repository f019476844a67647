import type { HttpResponse } from '../kit/http.ts'
import { text } from '../kit/text.ts'
import type { GitHub } from './client.ts'
import { type Knowledge, knowledgeOf, known, unknown } from './knowledge.ts'
import { gitHubFault, refusalOf } from './refusal.ts'

/** What a job printed, each line behind its time. Hostile. */
export interface JobLog {
  readonly words: string
  /** Whether nothing is missing at the beginning. */
  readonly isWhole: boolean
}

const usualTail = 4 * 1024 * 1024
const needs = 'actions: read'

/**
 * The log of a job that has ended, or the last `tail` bytes of it (default 4 MiB), from the beginning of a line. A job that is still at work has none yet, one's own among
 * them. Needs `actions: read`. GitHub sends us on to a signed address at a store of its own: whoever has that address can read the log, so it is told to nobody.
 */
export const readJobLog = (
  github: GitHub,
  repository: string,
  jobId: number,
  { tail = usualTail, signal }: { readonly tail?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<Knowledge<JobLog>> =>
  knowledgeOf(async () => {
    const answer = await github.send({ path: `/repos/${repository}/actions/jobs/${jobId}/logs`, needs, signal })
    if (answer.status === 404) return unknown(noneWords)
    if (answer.status === 410) return unknown(goneWords)
    const { location = '' } = answer.headers
    if (answer.status !== 302 || !isWebAddress(location)) throw refusalOf(answer, needs)
    return readTail(github, location, tail, signal)
  })

const isWebAddress = (words: string): boolean => URL.canParse(words) && /^https?:$/.test(new URL(words).protocol)

const noneWords = text(
  'There is no log of the job yet: GitHub has it when the job has ended.',
  '该作业尚无日志：GitHub 在作业结束后才提供。',
)
const goneWords = text('The log of the job was deleted, or is too old.', '该作业的日志已被删除或已过期。')

/**
 * Asks for the beginning first: mostly that is all of it, and otherwise the answer tells the length. The store (Azure's) takes no request for
 * the last bytes by their number. One that knows no ranges sends everything, and the end of it is kept.
 */
async function readTail(github: GitHub, url: string, tail: number, signal: AbortSignal | undefined): Promise<Knowledge<JobLog>> {
  const read = (range: string) =>
    github.outside({ url, headers: { range: `bytes=${range}` }, keepLast: tail, ...(signal ? { signal } : {}) })
  const first = await read(`0-${tail - 1}`)
  if (first.status === 404 || first.status === 410) return unknown(goneWords)
  if (first.status === 416) return known({ words: '', isWhole: true }) // nothing was printed: there is no first byte
  if (first.status !== 200 && first.status !== 206) throw storeFault(first)
  const length = lengthIn(first)
  if (first.status === 200 || length === undefined || length <= tail) return known(logFrom(first, first.isCut ?? false))
  const last = await read(`${length - tail}-`)
  if (last.status !== 200 && last.status !== 206) throw storeFault(last)
  return known(logFrom(last, true))
}

const storeFault = ({ status }: HttpResponse) => gitHubFault(`its store of logs answered HTTP ${status}`, status >= 500)

/** How long all of it is, in bytes: `bytes 0-99/1234`. */
function lengthIn({ headers }: HttpResponse): number | undefined {
  const [, length] = /^bytes \d+-\d+\/(\d+)$/.exec(headers['content-range'] ?? '') ?? []
  return length === undefined ? undefined : Number(length)
}

/** Of a log that was cut, the first line is not whole, nor perhaps its first character. */
const logFrom = ({ body }: HttpResponse, isCut: boolean): JobLog => ({
  words: isCut ? body.slice(body.indexOf('\n') + 1) : body.replace(/^\ufeff/, ''),
  isWhole: !isCut,
})
