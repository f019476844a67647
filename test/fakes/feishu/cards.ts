import { isObject, parsed } from './call.ts'
import type { FeishuState } from './state.ts'

/** Why a card cannot be built, in Feishu's words behind `ext=`; undefined when it can. */
export function cardFault(card: unknown, state: FeishuState): string | undefined {
  if (!isObject(card)) return fault(200621, parseError, 'card is not an object')
  const problems = card.schema === '2.0' ? faultsOf(card) : oldFaults(card)
  return problems ?? mentionFault(card, state) ?? pictureFault(card, state)
}

/** Same for a card as JSON text, which is how messages carry it. */
export const cardTextFault = (content: string, state: FeishuState): string | undefined => cardFault(parsed(content), state)

/** Whether everybody sees the same card, which is what an edit needs. Schema 2.0 knows no other. */
export function isShared(content: string): boolean {
  const card = parsed(content)
  if (!isObject(card)) return false
  return card.schema === '2.0' || (isObject(card.config) && card.config.update_multi === true)
}

const parseError = 'parse card json err, please check whether the card json is correct'
const fault = (code: number, message: string, value: string): string => `ErrCode: ${code}; ErrMsg: ${message}; ErrorValue: ${value}; `
const removed = new Set(['action', 'note'])
const mostElements = 200

const component = ['tag', 'element_id', 'margin']
const container = ['direction', 'padding', 'horizontal_spacing', 'horizontal_align', 'vertical_spacing', 'vertical_align', 'elements']
const textual = ['tag', 'element_id', 'content', 'i18n_content', 'text_size', 'text_color', 'text_align', 'lines']

/** What schema 2.0 lets each part have. A component that is not here is not known to this fake, and refused as an unknown one. */
const properties: Readonly<Record<string, readonly string[]>> = {
  ROOT: ['schema', 'config', 'card_link', 'header', 'body'],
  config: [
    'streaming_mode',
    'streaming_config',
    'summary',
    'locales',
    'enable_forward',
    'enable_forward_interaction',
    'update_multi',
    'width_mode',
    'use_custom_translation',
    'style',
  ],
  header: ['title', 'subtitle', 'text_tag_list', 'i18n_text_tag_list', 'template', 'icon', 'padding'],
  body: container,
  markdown: [...component, 'content', 'i18n_content', 'text_size', 'text_align', 'icon'],
  div: [...component, 'text', 'icon', 'width'],
  plain_text: textual,
  lark_md: textual,
  text_tag: ['tag', 'element_id', 'text', 'color'],
  hr: component,
  img: [...component, 'img_key', 'alt', 'title', 'scale_type', 'size', 'corner_radius', 'transparent', 'preview'],
  button: [
    ...component,
    ...['type', 'size', 'width', 'text', 'icon', 'hover_tips', 'disabled', 'disabled_tips', 'confirm', 'behaviors', 'name', 'required'],
    'form_action_type',
  ],
  column_set: [...component, 'horizontal_spacing', 'horizontal_align', 'flex_mode', 'background_style', 'columns', 'action'],
  column: [...component, ...container, 'background_style', 'width', 'weight', 'action'],
  collapsible_panel: [...component, ...container, 'expanded', 'background_color', 'header', 'border'],
}

function faultsOf(card: Readonly<Record<string, unknown>>): string | undefined {
  const { config, header, body } = card
  if (isObject(config) && config.update_multi === false)
    return fault(300302, 'cards of schema V2 only support shared cards', 'update_multi: false')
  const tags: string[] = []
  const problem =
    unknownProperty('ROOT', card, 'ROOT') ??
    (isObject(config) ? unknownProperty('config', config, 'ROOT -> config') : undefined) ??
    (isObject(header) ? (unknownProperty('header', header, 'ROOT -> header') ?? inside(header, 'ROOT -> header', tags)) : undefined) ??
    (isObject(body) ? (unknownProperty('body', body, 'ROOT -> body') ?? inside(body, 'ROOT -> body', tags)) : undefined)
  if (problem) return problem
  return tags.length > mostElements ? fault(300305, 'the number of elements exceeds the limit', `${tags.length}`) : undefined
}

function unknownProperty(kind: string, part: Readonly<Record<string, unknown>>, path: string): string | undefined {
  const stranger = Object.keys(part).find((name) => !properties[kind]?.includes(name))
  return stranger === undefined ? undefined : fault(200621, parseError, `unknown property, property: ${stranger}, path: ${path}`)
}

/** The first fault among the components inside a part. */
function inside(part: Readonly<Record<string, unknown>>, path: string, tags: string[]): string | undefined {
  for (const [name, value] of Object.entries(part)) {
    if (name === 'behaviors') continue // no components, and checked with its button
    const children = Array.isArray(value) ? value : [value]
    for (const [index, child] of children.entries()) {
      if (!isObject(child) || !('tag' in child)) continue
      const place = Array.isArray(value) ? `${path} -> ${name} -> [${index}]` : `${path} -> ${name}`
      const problem = componentFault(child, `${place}(tag: ${child.tag})`, tags)
      if (problem) return problem
    }
  }
  return undefined
}

function componentFault(child: Readonly<Record<string, unknown>>, path: string, tags: string[]): string | undefined {
  const tag = String(child.tag)
  tags.push(tag)
  if (removed.has(tag))
    return `ErrCode: 200861; ErrPath: ${path}; ErrMsg: cards of schema V2 no longer support this capability; ErrorValue: unsupported tag ${tag}; `
  if (!(tag in properties)) return fault(200621, parseError, `unknown tag ${tag}, path: ${path}`)
  return unknownProperty(tag, child, path) ?? shapeFault(tag, child, path) ?? inside(child, path, tags)
}

/** What a component must have. */
function shapeFault(tag: string, child: Readonly<Record<string, unknown>>, path: string): string | undefined {
  const needsContent = ['markdown', 'plain_text', 'lark_md'].includes(tag)
  if (needsContent && typeof child.content !== 'string') return fault(200621, parseError, `content is required, path: ${path}`)
  if (tag !== 'button' || child.behaviors === undefined) return undefined
  const behaviors: readonly unknown[] = Array.isArray(child.behaviors) ? child.behaviors : [undefined]
  const isGood = behaviors.every(
    (does) => isObject(does) && (does.type === 'callback' ? isObject(does.value) : typeof does.default_url === 'string'),
  )
  return isGood ? undefined : fault(200621, parseError, `invalid behaviors, path: ${path}`)
}

/** Schema 1.0 ignores what it does not know, but its parts are lists of components all the same. */
function oldFaults(card: Readonly<Record<string, unknown>>): string | undefined {
  const elements = card.elements ?? []
  const isList = Array.isArray(elements) && elements.every((element) => isObject(element) && typeof element.tag === 'string')
  return isList ? undefined : fault(200621, parseError, 'elements is not a list of components')
}

/** Somebody who is mentioned in Markdown and does not exist spoils the whole card. */
function mentionFault(card: Readonly<Record<string, unknown>>, state: FeishuState): string | undefined {
  const ids = markdownOf(card).flatMap((words) =>
    [...words.matchAll(/<at\s+ids?\s*=\s*['"]?([^'">\s]*)['"]?\s*>/g)].flatMap(([, list = '']) => list.split(',')),
  )
  const stranger = ids.find((id) => id !== 'all' && !state.people.has(id))
  return stranger === undefined ? undefined : fault(100290, 'There is an invalid user resource(at/person) in your card', `id: ${stranger}`)
}

/** A picture has to be uploaded before it is shown. */
function pictureFault(part: unknown, state: FeishuState): string | undefined {
  if (Array.isArray(part)) return part.map((one) => pictureFault(one, state)).find((one) => one !== undefined)
  if (!isObject(part)) return undefined
  const isStrange = part.tag === 'img' && !state.images.has(String(part.img_key))
  if (isStrange) return fault(200570, 'card contains invalid image keys', `${part.img_key}`)
  return pictureFault(Object.values(part), state)
}

/** Every text of a card that is read as Markdown. */
export function markdownOf(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(markdownOf)
  if (!isObject(part)) return []
  const own = ['markdown', 'lark_md'].includes(String(part.tag)) && typeof part.content === 'string' ? [part.content] : []
  return [...own, ...Object.values(part).flatMap(markdownOf)]
}
