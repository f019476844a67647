import type { Meaning } from '../../../chat/delivery/reading.ts'
import { text } from '../../../kit/text.ts'

const noBase: Meaning = {
  class: 'configuration',
  what: text('there is no base with this app-token', '没有这个 app-token 对应的多维表格'),
  remedy: text(
    'Take it from the address of the base: …/base/<app-token>?table=<table>. For a base in a wiki (…/wiki/…) it is the “obj_token” of the node.',
    '请从多维表格的网址中获取：…/base/<app-token>?table=<table>。知识库（…/wiki/…）中的多维表格请使用该节点的“obj_token”。',
  ),
}
const noTable: Meaning = {
  class: 'configuration',
  what: text('the base has no such table', '多维表格中没有这张数据表'),
  remedy: text('Take it from the address of the table: …?table=tbl….', '请从数据表的网址中获取：…?table=tbl…。'),
}
const noView: Meaning = {
  class: 'configuration',
  what: text('the table has no such view', '数据表中没有这个视图'),
  remedy: text('Take it from the address of the view: …&view=vew….', '请从视图的网址中获取：…&view=vew…。'),
}
const noRow: Meaning = {
  class: 'gone',
  what: text('the row was deleted', '该行已被删除'),
  remedy: text('Its release is planned no more; nothing has to be done.', '该发布已不在计划中，无需处理。'),
}
const noColumn: Meaning = {
  class: 'configuration',
  what: text('a column was renamed or deleted, or the app may not see it', '有列被改名或删除，或应用无权查看'),
  remedy: text('Compare “fields:” with the names of the columns.', '请核对“fields:”与各列的名称。'),
}
const forbidden: Meaning = {
  class: 'forbidden',
  what: text('the app may not use this base', '应用无权访问该多维表格'),
  remedy: text(
    'Open the base: ··· → More → Add document app, choose the app and let it edit; with advanced permissions, let it manage.',
    '请打开多维表格：··· → 更多 → 添加文档应用，选择该应用并授予可编辑权限；若开启了高级权限，请授予可管理权限。',
  ),
}
const notTaken: Meaning = {
  class: 'malformed',
  what: text('a column does not take such a value', '某一列不接受该类型的值'),
  remedy: text(
    'Status: single select or text. Run: hyperlink or text. Lateness: number or text. Remark: text.',
    '状态：单选或文本；运行：超链接或文本；延迟：数字或文本；说明：文本。',
  ),
}
const badFilter: Meaning = { class: 'malformed', what: text('it does not take the filter', '不接受该筛选条件') }
const busy: Meaning = { class: 'retry', what: text('it is busy', '系统繁忙') }
const conflict: Meaning = { class: 'retry', what: text('something else writes into the table', '有其他程序正在写入该数据表') }
const tooOften: Meaning = { class: 'limited', what: text('too many calls', '调用过于频繁') }
const tooLong: Meaning = { class: 'too-long', what: text('it is too much for a cell', '超出单元格的容量') }

/** The codes of Bitable (facts/chat.md 2.6, and Feishu's page of each API). Most come with HTTP 200. */
export const bitableCodes: Readonly<Record<number, Meaning>> = {
  ...{ 91402: noBase, 91403: forbidden },
  ...{ 1254002: busy, 1254003: noBase, 1254004: noTable, 1254005: noView, 1254006: noRow },
  ...{ 1254015: notTaken, 1254018: badFilter, 1254024: noColumn, 1254036: busy },
  ...{ 1254040: noBase, 1254041: noTable, 1254042: noView, 1254043: noRow, 1254044: noColumn, 1254045: noColumn },
  ...Object.fromEntries(Array.from({ length: 15 }, (_, index) => [1_254_060 + index, notTaken])),
  ...{ 1254107: badFilter, 1254112: tooOften, 1254130: tooLong },
  ...{ 1254290: tooOften, 1254291: conflict, 1254302: forbidden, 1254304: forbidden, 1254607: busy, 1254608: busy },
  ...{ 1255001: busy, 1255002: busy, 1255003: busy, 1255004: busy, 1255005: busy, 1255040: busy },
}
