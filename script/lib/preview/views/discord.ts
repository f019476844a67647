import { element, escaped, type Html, linkTo, picture } from './html.ts'
import { type Json, listIn, objectIn, wordsIn } from './json.ts'
import { markdownReader } from './markdown.ts'
import type { Shown } from './shown.ts'

const read = markdownReader({
  breaks: true,
  finds: true,
  without: ['table', 'html_block', 'html_inline', 'entity', 'image', 'hr', 'lheading', 'reference', 'code'],
  words: (html) => html.replace(/&lt;@[!&]?(\d+)&gt;/g, (_, id: string) => element('span', 'mention', '@', id)),
})

/** A message of a webhook: what alerts stands above, the embed below. */
export function discordView({ body, pictures }: Shown): Html {
  const { content, embeds, username } = objectIn(body)
  const files = [...pictures].filter(([name]) => !JSON.stringify(embeds ?? []).includes(`attachment://${name}`))
  return element(
    'div',
    'discord',
    element('div', 'sender', escaped(username ?? 'Releases'), element('span', 'app', 'APP')),
    content === undefined ? '' : element('div', 'content', read(content)),
    ...listIn(embeds).map((embed) => embedView(embed, pictures)),
    ...files.map(([name, data]) => picture(data, name)),
  )
}

function embedView(embed: Json, pictures: Shown['pictures']): Html {
  const { title, url, description, color, footer, image, fields } = embed
  const name = wordsIn(objectIn(image).url).replace(/^attachment:\/\//, '')
  const heading = title === undefined ? '' : element('div', 'title', url === undefined ? read(title) : linkTo(url, read(title)))
  const colour = `#${Number(color ?? 0)
    .toString(16)
    .padStart(6, '0')}`
  const inside = [
    heading,
    description === undefined ? '' : element('div', 'description', read(description)),
    ...listIn(fields).map((field) => element('div', 'field', element('b', '', read(field.name)), read(field.value))),
    image === undefined ? '' : picture(pictures.get(name), name),
    footer === undefined ? '' : element('div', 'footer', escaped(objectIn(footer).text)),
  ]
  return `<div class="embed" style="border-left-color:${escaped(colour)}">${inside.join('')}</div>`
}
