import { Refused } from './refused.ts'
import { richTextProblems } from './rich-text.ts'

export type Block = Readonly<Record<string, unknown>>
export const isBlock = (value: unknown): value is Block => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Says what is wrong with a part of a block, and where. */
export const problem = (words: string, at: string): string => `${words} [json-pointer:${at}]`

/** Undocumented; refusals begin between 11,300 and 13,300 characters of text (slackapi/bolt-js issues 2509 and 2867). */
const longestMessage = 11_300

/** The blocks of a message, as Slack takes them: each with an id. Refuses what breaks a rule of Block Kit. */
export function acceptBlocks(written: string | undefined): readonly Block[] | undefined {
  if (written === undefined) return undefined
  const blocks = parsed(written)
  const errors = blocks.flatMap((block, index) => blockProblems(block, `/blocks/${index}`))
  if (blocks.length > 50) errors.push(problem('no more than 50 items allowed', '/blocks'))
  const ids = blocks.flatMap(({ block_id: id }) => (typeof id === 'string' ? [id] : []))
  if (new Set(ids).size < ids.length) errors.push(problem('block_id must be unique', '/blocks'))
  if (errors.length > 0) {
    throw new Refused('invalid_blocks', { errors, response_metadata: { messages: errors.map((error) => `[ERROR] ${error}`) } })
  }
  if (textOf(blocks) > longestMessage) throw new Refused('msg_blocks_too_long')
  return blocks.map((block) => ({ block_id: Math.random().toString(36).slice(2, 7), ...block }))
}

function parsed(written: string): Block[] {
  let value: unknown
  try {
    value = JSON.parse(written)
  } catch {
    throw new Refused('invalid_blocks_format')
  }
  if (!Array.isArray(value) || !value.every(isBlock)) throw new Refused('invalid_blocks_format')
  return value
}

/** Characters of every text in it. */
function textOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + textOf(item), 0)
  if (!isBlock(value)) return 0
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + (key === 'text' && typeof item === 'string' ? item.length : textOf(item)),
    0,
  )
}

function blockProblems(block: Block, at: string): string[] {
  const check = checks[String(block.type)]
  return [
    ...lengthProblems(block.block_id, 255, `${at}/block_id`),
    ...(check ? check(block, at) : [problem(`unsupported type: ${String(block.type)}`, `${at}/type`)]),
  ]
}

const anyText = ['plain_text', 'mrkdwn']

const checks: Readonly<Record<string, (block: Block, at: string) => string[]>> = {
  divider: () => [],
  header: ({ text }, at) => textProblems(text, ['plain_text'], 150, `${at}/text`),
  section: ({ text, fields, accessory }, at) => [
    ...(text === undefined && fields === undefined ? [problem('must define either `text` or `fields`', at)] : []),
    ...(text === undefined ? [] : textProblems(text, anyText, 3000, `${at}/text`)),
    ...(fields === undefined ? [] : listProblems(fields, 10, `${at}/fields`, (field, place) => textProblems(field, anyText, 2000, place))),
    ...(accessory === undefined ? [] : buttonProblems(accessory, `${at}/accessory`)),
  ],
  context: ({ elements }, at) =>
    listProblems(elements, 10, `${at}/elements`, (element, place) => textProblems(element, anyText, 2000, place)),
  actions: ({ elements }, at) => listProblems(elements, 25, `${at}/elements`, buttonProblems),
  rich_text: ({ elements }, at) => listProblems(elements, 1000, `${at}/elements`, richTextProblems),
}

export function listProblems(list: unknown, most: number, at: string, check: (item: unknown, at: string) => string[]): string[] {
  if (!Array.isArray(list) || list.length === 0) return [problem('must provide at least 1 item', at)]
  const excess = list.length > most ? [problem(`no more than ${most} items allowed`, at)] : []
  return [...excess, ...list.flatMap((item, index) => check(item, `${at}/${index}`))]
}

export function lengthProblems(value: unknown, most: number, at: string): string[] {
  if (value === undefined) return []
  if (typeof value !== 'string') return [problem('must be a string', at)]
  return value.length > most ? [problem(`must be less than ${most + 1} characters`, at)] : []
}

export const emptyProblems = (value: unknown, at: string): string[] =>
  typeof value === 'string' && value !== '' ? [] : [problem('must be more than 0 characters', at)]

export function urlProblems(url: unknown, at: string): string[] {
  const isUrl = typeof url === 'string' && /^(https?:\/\/|mailto:)[^\s<>]+$/.test(url)
  return [...lengthProblems(url, 3000, at), ...(isUrl ? [] : [problem('must be a valid url', at)])]
}

const foreign: Readonly<Record<string, string>> = { plain_text: 'verbatim', mrkdwn: 'emoji' }

function textProblems(text: unknown, types: readonly string[], most: number, at: string): string[] {
  if (!isBlock(text)) return [problem('must be a valid text composition object', at)]
  const type = String(text.type)
  const stranger = foreign[type]
  return [
    ...(types.includes(type) ? [] : [problem(`must be one of: ${types.join(', ')}`, `${at}/type`)]),
    ...(stranger !== undefined && stranger in text ? [problem(`additional property: ${stranger}`, at)] : []),
    ...emptyProblems(text.text, `${at}/text`),
    ...lengthProblems(text.text, most, `${at}/text`),
  ]
}

function buttonProblems(button: unknown, at: string): string[] {
  if (!isBlock(button) || button.type !== 'button') return [problem('unsupported element', at)]
  const isStyled = button.style === undefined || button.style === 'primary' || button.style === 'danger'
  return [
    ...textProblems(button.text, ['plain_text'], 75, `${at}/text`),
    ...lengthProblems(button.value, 2000, `${at}/value`),
    ...lengthProblems(button.action_id, 255, `${at}/action_id`),
    ...(button.url === undefined ? [] : urlProblems(button.url, `${at}/url`)),
    ...(isStyled ? [] : [problem('must be one of: primary, danger', `${at}/style`)]),
  ]
}
