import { InputError } from '../../../kit/errors.ts'
import { printable } from '../../../kit/printable.ts'
import { text } from '../../../kit/text.ts'
import { longestFile } from './limits.ts'
import { thePlan } from './plan-subject.ts'

/** The words of a file without a byte-order mark. Throws an InputError where it is too long, or was saved in another encoding. */
export function checkWords(found: string, path: string): string {
  const words = found.replace(/^\ufeff/, '')
  if (words.length > longestFile) throw tooLong(path)
  const wrong = words.indexOf('\ufffd')
  if (wrong >= 0) throw notUtf8(path, words.slice(0, wrong).split('\n').length)
  return words
}

const tooLong = (path: string): InputError =>
  new InputError({
    code: thePlan.code,
    where: printable(path),
    problem: text(`The plan is longer than ${longestFile} characters.`, `计划超过 ${longestFile} 个字符。`),
    remedy: text('Remove entries that are long over.', '请删除早已结束的条目。'),
  })

const notUtf8 = (path: string, line: number): InputError =>
  new InputError({
    code: thePlan.code,
    where: `${printable(path)}:${line}`,
    problem: text('This line is not UTF-8.', '此行不是 UTF-8。'),
    remedy: text('Save the file in that encoding; a spreadsheet calls it “CSV UTF-8”.', '请以该编码保存文件；电子表格中称为“CSV UTF-8”。'),
  })

/** Where there is no plan, how to begin one. */
export function notThere(path: string, ref: string): InputError {
  const shown = printable(path)
  const isDefault = ref === 'default-branch'
  const place = isDefault ? text('on the default branch', '默认分支上') : text(`at “${printable(ref)}”`, `“${printable(ref)}”处`)
  return new InputError({
    code: 'configuration-not-found',
    where: shown,
    problem: text(`There is no plan “${shown}” ${place.en}.`, `${place['zh-CN']}没有计划“${shown}”。`),
    remedy: text(
      'Commit one; for a beginning: “entries: [{ id: shop-1.4.2, at: 2026-12-01 09:00, workflow: release.yml, ref: main }]”.',
      '请提交一个；例如：“entries: [{ id: shop-1.4.2, at: 2026-12-01 09:00, workflow: release.yml, ref: main }]”。',
    ),
  })
}
