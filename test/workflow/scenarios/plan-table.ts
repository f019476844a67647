import { setTimeout as delay } from 'node:timers/promises'
import { expect } from '@jest/globals'
import { dispatchedRuns, startDispatched } from '../dispatched.ts'
import { byHand } from '../event.ts'
import { reactInFeishu, untilAsked } from '../people.ts'
import { noteStarted, recordOfEntry } from '../plan-ledger.ts'
import { layOutPlanTable } from '../plan-table.ts'
import type { Scenario } from '../scenario.ts'
import { endOf, onSchedule, planStep, shortSpans } from './plan.ts'

const id = 'shop-1.4.2'
/** Until a row falls due, in milliseconds: the tick has begun by then, on a machine with other work. */
const ahead = 20_000

const onTable = {
  example: 'plan-feishu.yml',
  config: 'release-feishu.sallyport.yml',
  workflows: ['release-feishu.yml'],
  event: onSchedule,
  servers: ['web1'],
  edits: shortSpans,
} as const

export const planTableScenarios: readonly Scenario[] = [
  {
    ...onTable,
    shows: 'starts a row to the second and lets no other run pass for it, and once it was approved and deployed the row says so',
    ends: 'well',
    play: async (stage) => {
      const table = layOutPlanTable(stage)
      const due = Date.now() + ahead
      const row = table.add(id, due, 'v1.4.2')
      const tick = await stage.run()
      expect(tick.step(planStep).outputs).toMatchObject({ outcome: 'dispatched', due: id })
      const [started] = dispatchedRuns(stage)
      expect(started?.createdAt).toBeGreaterThanOrEqual(due - 1000) // GitHub tells its time in whole seconds
      expect(table.cell(row, '状态')).toBe('发布中')
      const release = await startDispatched(stage)
      await reactInFeishu(stage, 'lisi', 'approve')
      const released = await release.done
      expect(released.step(/^sallyport\/sallyport@/).outputs.outcome).toBe('released')
      expect(stage.hosts.web1?.serves()).toBe('v1.4.2')
      const twin = await stage.run({ example: 'release-feishu.yml', run: 5000, event: byHand(started?.inputs ?? {}) })
      expect(twin.step(planStep).outputs).toMatchObject({ outcome: 'blocked', 'reason-code': 'not-as-planned' })
      const end = await stage.run({ run: 4243, event: endOf('飞书发布') })
      expect(table.cell(row, '状态')).toBe('已发布')
      expect(table.cell(row, '运行')).toEqual({ text: '运行', link: `https://github.com/acme/shop/actions/runs/${started?.id}` })
      expect(table.cell(row, '延迟')).toEqual(expect.any(Number))
      expect(Number(table.cell(row, '延迟'))).toBeLessThan(15)
      expect(dispatchedRuns(stage)).toHaveLength(1)
      return end
    },
  },
  {
    ...onTable,
    shows: 'starts nothing of a row that is cancelled one second before',
    ends: 'well',
    play: async (stage) => {
      const table = layOutPlanTable(stage)
      const due = Date.now() + ahead
      const row = table.add(id, due, 'v1.4.2')
      const tick = await stage.start()
      await tick.waitForLine(new RegExp(`${id}：等待至`))
      await delay(due - 1000 - Date.now())
      table.write(row, '状态', '取消')
      const end = await tick.done
      expect(JSON.parse(end.step(planStep).outputs.result ?? '')).toMatchObject({ entries: [{ id, state: 'cancelled' }] })
      expect(table.cell(row, '状态')).toBe('取消')
      expect(table.cell(row, '执行说明')).toEqual([{ type: 'text', text: '已取消。' }])
      // Somebody had already set out to start it.
      const record = await recordOfEntry(stage, id)
      expect(record?.history.map(({ state }) => state)).toEqual(['claimed', 'starting', 'planned', 'cancelled'])
      const again = await stage.run({ run: 4243 })
      expect(again.step(planStep).outputs).toMatchObject({ outcome: 'nothing-due' })
      expect(dispatchedRuns(stage)).toEqual([])
      expect(stage.hosts.web1?.serves()).toBe('')
      return end
    },
  },
  {
    ...onTable,
    example: 'release-feishu.yml',
    edits: () => [],
    shows: 'asks people as planned, and not again when it is re-run after its row was cancelled',
    ends: 'badly',
    play: async (stage) => {
      const table = layOutPlanTable(stage)
      const due = Date.now() - 1000
      const row = table.add(id, due, 'v1.4.2')
      const event = byHand({ version: 'v1.4.2', 'plan-entry': await noteStarted(stage, id, due, 5000) })
      const first = await stage.start({ run: 5000, event })
      await untilAsked(first)
      first.interruptStep()
      await first.done
      table.write(row, '状态', '取消')
      const end = await stage.run({ run: 5000, attempt: 2, event })
      expect(end.step(planStep).outputs['reason-code']).toBe('not-as-planned')
      expect(end.log).toContain('该条目在此期间已被取消。')
      expect(stage.hosts.web1?.serves()).toBe('')
      return end
    },
  },
]
