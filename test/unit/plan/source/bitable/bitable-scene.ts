import type { Person } from '../../../../../src/config/people.ts'
import { httpWith } from '../../../../../src/kit/http.ts'
import type { Log } from '../../../../../src/kit/log.ts'
import type { Locale } from '../../../../../src/kit/text.ts'
import { type BitableWorld, openBitable } from '../../../../../src/plan/source/bitable/open-bitable.ts'
import type { BitableSettings } from '../../../../../src/plan/source/bitable/read-bitable-settings.ts'
import { usualDefaults } from '../../../../../src/plan/source/file/plan-defaults.ts'
import type { PlanSource } from '../../../../../src/plan/source/source.ts'
import { addRow, type BitableBase, type BitableTable, type ColumnPlan, segments } from '../../../../fakes/feishu/bitable-state.ts'
import { planScopes } from '../../../../fakes/feishu/scopes.ts'
import { type FakeFeishu, type FeishuExchange, startFeishu } from '../../../../fakes/feishu/server.ts'
import type { FeishuApp } from '../../../../fakes/feishu/state.ts'
import { type VirtualClock, virtualClock } from '../../../../support/virtual-clock.ts'

export const hour = 3_600_000
export const day = 24 * hour
/** 2026-12-01 09:00 in Shanghai. */
export const nine = Date.UTC(2026, 11, 1, 1)

/** A table as a team in China would keep it. */
export const usualColumns: readonly ColumnPlan[] = [
  { name: '编号', type: 'text' },
  { name: '发布时间', type: 'dateTime' },
  { name: '版本', type: 'text' },
  { name: '环境', type: 'singleSelect', options: ['production', 'staging'] },
  { name: '依赖', type: 'text' },
  { name: '负责人', type: 'person' },
  { name: '取消', type: 'checkbox' },
  { name: '状态', type: 'singleSelect', options: ['待发布', '取消'] },
  { name: '运行', type: 'url' },
  { name: '延迟', type: 'number' },
  { name: '执行说明', type: 'text' },
  { name: '地区', type: 'singleSelect', options: ['cn', 'eu'] },
]

export interface BitableScene {
  readonly feishu: FakeFeishu
  readonly clock: VirtualClock
  readonly app: FeishuApp
  readonly base: BitableBase
  readonly table: BitableTable
  readonly masked: string[]
  /** Adds a row of the usual table; its id is that of the record. */
  row(id: string, at: number | undefined, more?: Readonly<Record<string, unknown>>): string
  /** A source as another process would have it. */
  open(changes?: Partial<BitableSettings>, world?: Partial<BitableWorld>): Promise<PlanSource>
  /** Calls whose path ends so, since the beginning. */
  calls(ending: string): readonly FeishuExchange[]
  [Symbol.asyncDispose](): Promise<void>
}

interface Options {
  readonly columns?: readonly ColumnPlan[]
  readonly locale?: Locale
  readonly scopes?: readonly string[]
}

export async function bitableScene({ columns = usualColumns, locale = 'en', scopes = planScopes }: Options = {}): Promise<BitableScene> {
  const clock = virtualClock(nine - hour)
  const feishu = await startFeishu({ now: clock.now })
  const app = feishu.addApp({ scopes: new Set(scopes) })
  const { base, table } = feishu.addTable(columns, [app])
  const masked: string[] = []
  const http = httpWith({ env: {} })
  const settings: BitableSettings = {
    ...{
      channel: undefined,
      appId: app.id,
      appSecret: app.secret,
      api: feishu.url,
      appToken: base.token,
      table: table.id,
      view: undefined,
    },
    ...{ fields: { inputs: columns === usualColumns ? { region: '地区' } : {} }, timeZone: 'Asia/Shanghai' },
    defaults: { ...usualDefaults('main'), workflow: 'release.yml' },
  }
  const world: BitableWorld = {
    ...{ clock, http, random: () => 0.5, signal: new AbortController().signal, log: silent(locale, masked) },
    people: [alice],
  }
  return {
    ...{ feishu, clock, app, base, table, masked },
    row: (id, at, more = {}) => addRow(table, { 编号: id === '' ? undefined : segments(id), 发布时间: at, ...more }),
    open: (changes = {}, more = {}) => openBitable({ ...settings, ...changes }, { ...world, ...more }),
    calls: (ending) => feishu.exchanges.filter(({ path }) => path.endsWith(ending)),
    [Symbol.asyncDispose]: async () => {
      http.close()
      await feishu.close()
    },
  }
}

export const alice: Person = { name: 'alice', roles: [], projects: [], feishu: 'ou_alice' }

const silent = (locale: Locale, masked: string[]): Log => {
  const nothing = () => {}
  return {
    locale,
    ...{ info: nothing, debug: nothing, from: nothing, notice: nothing, warning: nothing, error: nothing },
    group: (_, body) => body(),
    mask: (secret) => void masked.push(secret),
  }
}
