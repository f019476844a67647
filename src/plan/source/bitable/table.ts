import type { ChannelContext } from '../../../chat/channel.ts'
import type { Refusal as FeishuRefusal } from '../../../chat/feishu/answers.ts'
import { type FeishuAnswer, type FeishuCall, type Json, openApi } from '../../../chat/feishu/api.ts'
import { RemoteError } from '../../../kit/errors.ts'
import { retryDelay } from '../../../kit/retry.ts'
import { text } from '../../../kit/text.ts'
import { bitableCodes } from './codes.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { BitableSettings } from './read-bitable-settings.ts'
import { tableFault } from './table-fault.ts'

/** A record as Feishu gives it: cells by the names of their columns, empty ones left out. */
export interface Row {
  readonly recordId: string
  readonly cells: Json
}

export interface Search {
  /** Names of the columns that are needed. */
  readonly columns: readonly string[]
  readonly filter?: Json
  /** Feishu heeds a view only where there is no filter. */
  readonly view?: string
}

/** The calls that a plan needs of one table. They throw an InputError or RemoteError where nothing else is said. */
export interface Table {
  columns(): Promise<readonly Json[]>
  /** All pages. */
  search(search: Search): Promise<readonly Row[]>
  /** Rows by id; those that were deleted are not there. */
  rows(ids: readonly string[]): Promise<readonly Row[]>
  /**
   * Writes some cells of a row; null empties one. What Feishu answered where it refused. One at a time, for each table in this process;
   * what is written is asked for in its turn, and again before each further try. Undefined: nothing after all.
   */
  write(recordId: string, cells: () => Promise<Json | undefined>): Promise<FeishuRefusal | undefined>
}

export type TableWorld = Pick<ChannelContext, 'clock' | 'http' | 'log' | 'random' | 'signal'>

/** Waits for what passes within seconds: other writers above all (1254291), and too many calls (1254290). Milliseconds. */
const patience = { attempts: 8, base: 400, ceiling: 8000 }
const pageSize = 500
const mostIds = 100
/** More pages than these are a fault of the service. */
const mostPages = 400

export function openTable(settings: BitableSettings, world: TableWorld, name: string): Table {
  const { appId, appSecret, api: address, appToken, table, channel = 'bitable' } = settings
  const api = openApi({ name: channel, appId, appSecret, api: address }, world)
  const place = `bitable/v1/apps/${encodeURIComponent(appToken)}/tables/${encodeURIComponent(table)}`
  const ask = (call: FeishuCall) => persist(() => api.ask(call), world)
  const get = async (call: FeishuCall): Promise<Json> => {
    const answer = await ask(call)
    if ('trouble' in answer) throw tableFault(answer, name)
    return answer.data
  }
  const pages = (call: FeishuCall, size: number) => everyPage((more) => get({ ...call, query: { ...call.query, ...more } }), size)
  return {
    columns: () => pages({ method: 'GET', path: `${place}/fields` }, 100),
    search: async ({ columns, filter, view }) => {
      const body = { field_names: columns, ...(filter ? { filter } : {}), ...(view === undefined ? {} : { view_id: view }) }
      return rowsIn(await pages({ method: 'POST', path: `${place}/records/search`, body }, pageSize))
    },
    rows: async (ids) => {
      const found: Row[] = []
      for (let start = 0; start < ids.length; start += mostIds) {
        const body = { record_ids: ids.slice(start, start + mostIds) }
        const { records } = await get({ method: 'POST', path: `${place}/records/batch_get`, body })
        found.push(...rowsIn(listIn(records)))
      }
      return found
    },
    write: (recordId, cells) =>
      oneAtATime(`${address} ${appToken} ${table}`, async () => {
        const put = { method: 'PUT', path: `${place}/records/${encodeURIComponent(recordId)}` } as const
        const answer = await persist(async () => {
          const fields = await cells()
          return fields ? api.ask({ ...put, body: { fields } }) : nothing
        }, world)
        return 'trouble' in answer ? answer : undefined
      }),
  }
}

const nothing: FeishuAnswer = { code: 0, data: {} }
const passing = ['retry', 'limited']

/** Asks again while the answer is one that passes; the last answer counts. */
async function persist(ask: () => Promise<FeishuAnswer>, { clock, random, signal }: TableWorld): Promise<FeishuAnswer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask()
    const meaning = bitableCodes[answer.code]
    const delay = meaning && passing.includes(meaning.class) ? retryDelay(attempt, patience, random()) : undefined
    if (delay === undefined) return answer
    await clock.sleep(delay, signal.aborted ? undefined : signal)
  }
}

async function everyPage(get: (more: Readonly<Record<string, string>>) => Promise<Json>, size: number): Promise<readonly Json[]> {
  const items: Json[] = []
  let token: string | undefined
  for (let page = 0; page < mostPages; page++) {
    const data = await get({ page_size: String(size), ...(token === undefined ? {} : { page_token: token }) })
    items.push(...listIn(data.items))
    const next = data.page_token
    if (data.has_more !== true) return items
    if (typeof next !== 'string' || next === token) break
    token = next
  }
  throw new RemoteError({ code: 'channel-failed', party: 'Feishu', problem: noEnd, retryable: true })
}

/** Rows that are left out in silence would be releases that do not happen. */
const noEnd = text('Feishu: the pages of the table have no end.', '飞书：数据表的分页没有结尾。')

const listIn = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : []) // each is looked at key by key

/** Each record once, as it was read last: rows may move from page to page meanwhile. */
function rowsIn(items: readonly Json[]): readonly Row[] {
  const rows = new Map<string, Row>()
  for (const item of items) {
    const { record_id: recordId, fields } = item ?? {}
    if (typeof recordId !== 'string') continue
    rows.set(recordId, { recordId, cells: typeof fields === 'object' && fields !== null ? (fields as Json) : {} }) // an object
  }
  return [...rows.values()]
}
