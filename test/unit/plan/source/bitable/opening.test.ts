import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { explain, InputError, type KnownError, RemoteError } from '../../../../../src/kit/errors.ts'
import { bitableRefusal } from '../../../../fakes/feishu/bitable-answers.ts'
import { type BitableScene, bitableScene, hour, nine } from './bitable-scene.ts'

let scene: BitableScene
beforeEach(async () => {
  scene = await bitableScene()
})
afterEach(() => scene[Symbol.asyncDispose]())

const span = { from: nine - hour, until: nine + hour }
const failed = async (call: Promise<unknown>): Promise<KnownError> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error instanceof InputError || error instanceof RemoteError).toBe(true)
  return error as KnownError // looked at just now
}
const everything = (error: KnownError): string => `${explain(error, 'en')}\n${explain(error, 'zh-CN')}`

describe('columns', () => {
  it('that are missing are told with the nearest that there are', async () => {
    const error = await failed(scene.open({ fields: { at: '发布时问', version: 'car model' } }))
    expect(error).toBeInstanceOf(InputError)
    expect(error.problem.en).toMatch(
      /^2 columns of the table cannot be used:\n {2}at: No column is called “发布时问”\. Did you mean “发布时间”\?/,
    )
    expect(error.problem.en).toMatch(/version: No column is called “car model”\. There are: 编号, 发布时间, /)
  })

  it.each([
    { fields: { at: '版本', version: '延迟' }, says: /The column “延迟” is of the type number; “version” takes one of: text, / },
    { fields: { status: '取消' }, says: /“取消” is of the type checkbox/ },
    { fields: { inputs: { region: '运行', who: '负责人' } }, says: /“负责人” is of the type person; “inputs\.who” takes/ },
  ])('of the wrong type are told: $fields', async ({ fields, says }) => {
    expect((await failed(scene.open({ fields }))).problem.en).toMatch(says)
  })

  it('are found by names in English and Chinese, with blanks and capitals as may be', async () => {
    await using other = await bitableScene({
      columns: [
        { name: ' release  Time', type: 'dateTime' },
        { name: '版 本', type: 'text' },
      ],
    })
    const source = await other.open({ fields: { version: '版本' } })
    expect((await source.read(span)).notes.map(({ en }) => en)).toEqual([
      `${source.name}: no column shows states; add “Status” (single select).`,
    ])
  })

  it('with a usual name and a useless type are passed over, or refused where they matter', async () => {
    await using other = await bitableScene({
      columns: [
        { name: 'At', type: 'dateTime', dateFormat: 'yyyy/MM/dd' },
        { name: 'Owner', type: 'group' },
      ],
    })
    const { notes } = await (await other.open()).read(span)
    expect(notes.map(({ en }) => en).join('\n')).toMatch(/“Owner” is of the type group chat[\s\S]*“At” shows no time of day/)
    await using third = await bitableScene({
      columns: [
        { name: 'At', type: 'dateTime' },
        { name: 'Status', type: 'multiSelect' },
      ],
    })
    expect((await failed(third.open())).problem.en).toMatch(/“Status” is of the type multiple select/)
  })

  it('must say when a release starts', async () => {
    await using other = await bitableScene({
      columns: [
        { name: '编号', type: 'text' },
        { name: '上线', type: 'dateTime' },
      ],
    })
    const error = await failed(other.open())
    expect(everything(error)).toMatch(/No column says when a release starts\.[\s\S]*There are: 上线\./)
  })

  it('are more than a hundred', async () => {
    const columns = Array.from({ length: 130 }, (_, n) => ({ name: `c${n}`, type: 'text' as const }))
    await using other = await bitableScene({ columns: [...columns, { name: 'At', type: 'dateTime' }] })
    await other.open()
    expect(other.calls('/fields')).toHaveLength(2)
  })
})

describe('a table that cannot be read', () => {
  const refusals: readonly { name: string; hinder: () => object | undefined; says: RegExp }[] = [
    {
      name: 'an unknown base',
      hinder: () => ({ appToken: 'bascnNowhere' }),
      says: /no base with this app-token \(1254040\)[\s\S]*obj_token/,
    },
    { name: 'an unknown table', hinder: () => ({ table: 'tblnowhere' }), says: /no such table \(1254041\)/ },
    {
      name: 'an app that was not added',
      hinder: () => void scene.base.access.clear(),
      says: /may not use this base \(1254302\)[\s\S]*Add document app/,
    },
    { name: 'an app without the right', hinder: () => void scene.app.scopes.clear(), says: /lacks a right[\s\S]*base:field:read/ },
    { name: 'a wrong secret', hinder: () => ({ appSecret: 'a-secret-that-is-wrong' }), says: /does not know this app and secret/ },
  ]
  it.each(refusals)('for $name is told with what to do', async ({ hinder, says }) => {
    const error = await failed(scene.open(hinder() ?? {}))
    expect(error).toBeInstanceOf(InputError)
    expect(error.where).toMatch(/^with: bitable/)
    expect(everything(error)).toMatch(says)
    expect(everything(error)).not.toMatch(/is-wrong|t-[0-9a-f]{20}/)
    expect(everything(error)).not.toContain(scene.app.secret)
  })

  it('for a view that is not there is told', async () => {
    const source = await scene.open({ view: 'vewnowhere' })
    expect((await failed(source.read(span))).problem.en).toMatch(/no such view \(1254042\)/)
  })

  it('for Feishu being down is a fault that may pass', async () => {
    scene.feishu.faults.isDown = true
    expect(await failed(scene.open())).toMatchObject({ retryable: true })
  })

  it('for pages that do not go on is a fault, not a shorter table', async () => {
    const source = await scene.open()
    const body = { code: 0, msg: 'success', data: { items: [], has_more: true, page_token: 'same' } }
    scene.feishu.faults.next({ kind: 'answer', answer: { status: 200, body } }, { times: 3, when: ({ path }) => path.endsWith('/search') })
    expect((await failed(source.read(span))).problem.en).toMatch(/pages of the table have no end/)
  })
})

describe('a table that is busy', () => {
  it.each([1_254_290, 1_254_291, 1_254_607])('with %i is asked again', async (code) => {
    scene.row('shop-1', nine)
    scene.feishu.faults.next({ kind: 'answer', answer: bitableRefusal(code) }, { times: 3, when: ({ path }) => path.includes('/bitable/') })
    const { entries } = await (await scene.open()).read(span)
    expect(entries).toHaveLength(1)
  })

  it('keeps to the limits of calls', async () => {
    const source = await scene.open()
    for (let n = 0; n < 30; n++) await source.read(span)
    expect(scene.calls('/search').filter(({ status }) => status === 429).length).toBeLessThanOrEqual(1)
  })
})

it('renews its token when that runs out in between', async () => {
  scene.row('shop-1', nine)
  const source = await scene.open()
  await source.read(span)
  scene.clock.advance(3 * hour)
  expect((await source.read(span)).entries).toHaveLength(1)
  scene.app.tokens.length = 0 // taken back by Feishu, before its time
  expect(await source.readAgain('shop-1')).toMatchObject({ state: 'planned' })
  expect(scene.calls('/internal')).toHaveLength(3)
  expect(scene.masked).toContain(scene.app.secret)
})
