import type { Block, Rendered } from './render.ts'
import type { RichElement, RichPart } from './rich-text.ts'

/** What a message would look like, as text for a log. */
export const previewOf = ({ blocks }: Rendered): string => blocks.map(blockWords).join('\n')

function blockWords(block: Block): string {
  if (block.type === 'divider') return '──────'
  if (block.type === 'context') return block.elements.map(({ text }) => text).join(' ')
  return block.type === 'rich_text' ? block.elements.map(partWords).join('\n') : block.text.text
}

const partWords = (part: RichPart): string =>
  part.type === 'rich_text_list'
    ? part.elements.map(({ elements }) => `• ${elements.map(elementWords).join('')}`).join('\n')
    : part.elements.map(elementWords).join('')

const elementWords = (element: RichElement): string => (element.type === 'link' ? `${element.text} (${element.url})` : element.text)
