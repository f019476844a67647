import { type Block, emptyProblems, isBlock, listProblems, problem, urlProblems } from './block-kit.ts'

/** What is wrong with an element of a rich text block. Nothing in it is parsed: text is text, links and people are elements of their own. */
export function richTextProblems(element: unknown, at: string): string[] {
  if (!isBlock(element)) return [problem('must be an object', at)]
  const check = checks[String(element.type)]
  return check ? check(element, at) : [problem(`unsupported rich text element: ${String(element.type)}`, `${at}/type`)]
}

const container = ({ elements }: Block, at: string): string[] => listProblems(elements, 1000, `${at}/elements`, richTextProblems)

const matchProblems = (value: unknown, pattern: RegExp, at: string): string[] =>
  pattern.test(String(value)) ? [] : [problem('must be valid', at)]

const checks: Readonly<Record<string, (element: Block, at: string) => string[]>> = {
  rich_text_section: container,
  rich_text_quote: container,
  rich_text_preformatted: container,
  rich_text_list: (element, at) => [...matchProblems(element.style, /^(bullet|ordered)$/, `${at}/style`), ...container(element, at)],
  text: ({ text }, at) => emptyProblems(text, `${at}/text`),
  link: ({ url, text }, at) => [...urlProblems(url, `${at}/url`), ...(text === undefined ? [] : emptyProblems(text, `${at}/text`))],
  user: ({ user_id: id }, at) => matchProblems(id, /^[UW][A-Z0-9]+$/, `${at}/user_id`),
  emoji: ({ name }, at) => matchProblems(name, /^[a-z0-9_+-]+$/, `${at}/name`),
}
