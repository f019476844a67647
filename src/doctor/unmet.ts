import { InputError } from '../kit/errors.ts'
import { joinText, type Text, text, verbatim } from '../kit/text.ts'
import { type Check, isFailed, placedWords } from './check.ts'

/** Everything that failed as one error, for a step that refuses before anything has happened; undefined where nothing did. */
export function unmet(checks: readonly Check[]): InputError | undefined {
  const failed = checks.filter(isFailed)
  const [first] = failed
  if (!first) return undefined
  const { code = 'invalid-configuration', words, remedy, where } = first
  if (failed.length === 1) return new InputError({ code, problem: words, ...(remedy ? { remedy } : {}), ...(where ? { where } : {}) })
  const heading = text(`${failed.length} things keep this release from beginning:`, `有 ${failed.length} 项问题使此次发布无法开始：`)
  return new InputError({
    code,
    problem: joinText([heading, ...failed.map(lineOf)], '\n'),
    remedy: text('Mend all of these; nothing has happened yet.', '请逐项处理；目前尚未做任何操作。'),
  })
}

const indented = (words: Text): Text => ({ en: words.en.replaceAll('\n', '\n    '), 'zh-CN': words['zh-CN'].replaceAll('\n', '\n    ') })

/** `- DEPLOY_KEY: is not set … ` with what to do on a line of its own. */
function lineOf(check: Check): Text {
  const head = joinText([verbatim('  -'), joinText([check.subject, indented(placedWords(check))], ': ')])
  return check.remedy ? joinText([head, joinText([verbatim('    →'), indented(check.remedy)])], '\n') : head
}
