import { describe, expect, it } from '@jest/globals'
import { usualDefaults } from '../../../../../src/plan/source/file/plan-defaults.ts'
import { readPlanCsv } from '../../../../../src/plan/source/file/read-plan-csv.ts'
import { refusal } from '../../../config/loading.ts'
import { ids, told } from './reading.ts'

const defaults = { ...usualDefaults('main'), workflow: 'release.yml', owner: 'alice' }
const read = (words: string) => readPlanCsv(words, 'plan.csv', defaults, 'Asia/Shanghai')

const full = [
  'id,at,time-zone,version,workflow,ref,environment,needs,on-late,on-freeze,on-close,reminders,owner,notify,status,input:region,input:dry',
  'a,2026-12-01 09:00,Europe/Berlin,1.10,deploy.yml,latest green,test,b c;d,2h,skip,cancel,1h 2d,bob,ops;team,planned,cn,true',
  'b,2026/12/1 9:00,,,,,,,,,,,,,,,',
  'c,2026-12-01T09:00+08:00,,,,,,,,,,,,,Cancelled,,',
  'd,2026-12-01 09:00,,,,,,,,,,,,,skipped,,',
  '',
].join('\n')

const chinese = [
  '编号,时间,时区,版本,工作流,分支,环境,依赖,迟到处理,冻结处理,关闭处理,提醒,负责人,通知,状态,输入：region,输入: dry,备注',
  'a,2026-12-01 09:00,Europe/Berlin,1.10,deploy.yml,latest green,test,b、c d,2h,跳过,取消,1h，2d,bob,ops；team,计划,cn,true,给人看的',
  'b,2026年12月1日 9:00,,,,,,,,,,,,,,,,',
  'c,2026-12-01T09:00+08:00,,,,,,,,,,,,,已取消,,,',
  'd,2026-12-01 09:00,,,,,,,,,,,,,跳过,,,',
  '',
].join('\n')

describe('a plan as CSV', () => {
  it.each([
    { name: 'with English names', words: full },
    { name: 'with Chinese names', words: chinese },
    { name: 'with a byte-order mark and CRLF', words: `\ufeff${full.replaceAll('\n', '\r\n')}` },
    { name: 'with semicolons', words: full.replaceAll(';', ' ').replaceAll(',', ';') },
    { name: 'with tabs', words: full.replaceAll(',', '\t') },
    { name: 'with every cell in quotes', words: full.replace(/[^,\n]+/g, '"$&"') },
    { name: 'with blanks around and empty lines between', words: full.replaceAll(',', ' , ').replaceAll('\n', '\n\n,,\n') },
    {
      name: 'in another order of columns',
      words: full
        .split('\n')
        .map((line) => line.split(',').reverse().join(','))
        .join('\n'),
    },
  ])('is read as it is meant: $name', async ({ words }) => {
    const { entries, refused } = await read(words)
    expect(refused).toEqual([])
    expect(entries).toMatchObject([
      {
        id: 'a',
        due: { at: Date.parse('2026-12-01T08:00:00Z'), zone: 'Europe/Berlin' },
        version: '1.10',
        workflow: 'deploy.yml',
        ref: { kind: 'latest-green', branch: '' },
        environment: 'test',
        needs: ['b', 'c', 'd'],
        onLate: { kind: 'run-within', milliseconds: 7_200_000 },
        onFreeze: 'skip',
        onClose: 'cancel',
        reminders: [172_800_000, 3_600_000],
        owner: 'bob',
        notify: ['ops', 'team'],
        inputs: { region: 'cn', dry: 'true' },
        wish: 'run',
      },
      {
        ...defaults,
        id: 'b',
        due: { at: Date.parse('2026-12-01T01:00:00Z'), zone: 'Asia/Shanghai' },
        ref: { name: 'main' },
        inputs: {},
        wish: 'run',
      },
      { id: 'c', due: { at: Date.parse('2026-12-01T01:00:00Z') }, wish: 'cancelled' },
      { id: 'd', wish: 'skipped' },
    ])
  })

  it('may have line breaks, commas and quotes in quoted cells, and tells the line on which a row begins', async () => {
    const { entries, refused } = await read(
      'id,at,input:text\r\na,2026-12-01 09:00,"one, ""two""\r\nthree"\r\n\r\nb,soon,x\r\nc,2026-12-01 09:00,\r\n',
    )
    expect(entries).toMatchObject([
      { id: 'a', inputs: { text: 'one, "two"\nthree' }, where: 'plan.csv:2' },
      { id: 'c', inputs: {}, where: 'plan.csv:6' },
    ])
    expect(refused.map((each) => told(each))).toEqual([
      'Expected a date with a time of day, found “soon”.\n@ plan.csv:5:2 (at)\n→ Write for example “2026-12-01 09:00”, or with an offset “2026-12-01T09:00+08:00”.',
    ])
  })

  const rows = [
    { name: 'no id', row: ',2026-12-01 09:00', says: '“id” is missing.\n@ plan.csv:2:1 (id)' },
    {
      name: 'a state that nobody understands',
      row: 'a,2026-12-01 09:00,cancled',
      says: 'Expected planned, cancelled or skipped; found “cancled”.\n@ plan.csv:2:3 (status)\n→ Did you mean “canceled”?',
    },
    {
      name: 'a state of one’s own',
      row: 'a,2026-12-01 09:00,看情况再说',
      says: 'Expected planned, cancelled or skipped; found “看情况再说”.\n@ plan.csv:2:3 (status)\n→ Leave it empty for a release that shall start.',
    },
    {
      name: 'a comma too many',
      row: 'a,2026-12-01 09:00,,1,2',
      says: '“2” stands under no column.\n@ plan.csv:2:5\n→ A cell with a comma in it stands in double quotes.',
    },
    {
      name: 'two mistakes',
      row: 'a/b,2026-12-01 09:00,halt',
      says: 'The entry has 2 mistakes:\n  plan.csv:2:1 (id): Expected a name of letters, digits and . _ - that begins with a letter or digit, at most 64 long; found “a/b”.\n  plan.csv:2:3 (status): Expected planned, cancelled or skipped; found “halt”. Leave it empty for a release that shall start.',
    },
  ]

  it.each(rows)('refuses one row alone: $name', async ({ row, says }) => {
    const { entries, refused } = await read(`id,at,status,input:x\n${row}\nok,2026-12-01 09:00,,\n`)
    expect(ids(entries)).toEqual(['ok'])
    expect(refused.map((each) => told(each))).toEqual([says])
    expect(refused.map((each) => told(each, 'zh-CN'))).toEqual([expect.stringMatching(/\p{Script=Han}/u)])
  })

  const files = [
    {
      name: 'nothing',
      words: '\n \n',
      says: 'The file is empty: its first row names the columns.\n  Where: plan.csv\n  What to do: Begin with “id,at,version,workflow,environment,owner”.',
    },
    {
      name: 'no column of times',
      words: 'id,version,负责人\na,1,b\n',
      says: 'There is no column “at” (时间); found: id, version, 负责人.\n  Where: plan.csv:1\n  What to do: The first row names the columns. Needed are “id” and “at”; there may be time-zone, version, workflow, ref, environment, needs, on-late, on-freeze, on-close, reminders, owner, notify, status, note, and “input:<name>”.',
    },
    {
      name: 'a misspelt column',
      words: 'id,at,enviroment\n',
      says: 'Unknown column “enviroment”.\n  Where: plan.csv:1\n  What to do: Did you mean “environment”?',
    },
    {
      name: 'a column that is none',
      words: 'id,at,colour of the sky\n',
      says: 'Unknown column “colour of the sky”.\n  Where: plan.csv:1\n  What to do: Call it “note” where it is for people alone, or “input:<name>” for an input of the workflow.',
    },
    { name: 'a column twice', words: '\nid,at,版本,version\n', says: 'The column “version” stands here twice.\n  Where: plan.csv:2' },
    { name: 'an input of no name', words: 'id,at,input:\n', says: '“” cannot be the name of a workflow’s input.\n  Where: plan.csv:1' },
    {
      name: 'an input named as Object.prototype has it',
      words: 'id,at,input:__proto__\n',
      says: '“__proto__” cannot be the name of a workflow’s input.\n  Where: plan.csv:1',
    },
    {
      name: 'a quote that does not end',
      words: 'id,at\na,2026-12-01 09:00\n"b,2026-12-01 09:00\n',
      says: 'This is not valid CSV: Quote Not Closed: the parsing is finished with an opening quote at line 3.\n  Where: plan.csv:3\n  What to do: A cell with a comma, a quote or a line break stands in double quotes; a quote in it is written twice.',
    },
  ]

  it.each(files)('is refused as a whole: $name', async ({ words, says }) => {
    expect(await refusal(() => read(words))).toEqual({ code: 'plan-faulty', words: says })
    expect((await refusal(() => read(words), 'zh-CN')).words).toMatch(/\p{Script=Han}/u)
  })

  it('has at most 10,000 rows', async () => {
    const { words } = await refusal(() => read(`id,at\n${'a,b\n'.repeat(10_001)}`))
    expect(words).toContain('here are 10001')
  })

  it('is checked across its rows', async () => {
    const { entries, refused } = await read(
      'id,at,needs\na,2026-12-01 09:00,b\nb,2026-12-01 09:00,a\nc,2026-12-01 09:00,\nc,2026-12-02 09:00,\nd,2026-12-01 09:00,x\ne,2026-12-01 09:00,\n',
    )
    expect([ids(entries), ids(refused)]).toEqual([['e'], ['a', 'b', 'c', 'c', 'd']])
  })
})
