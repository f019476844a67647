/** A fenced block of code. `line`: of its first line, counted from 1. */
export interface CodeBlock {
  readonly language: string
  /** What stands behind the language. */
  readonly info: string
  readonly words: string
  readonly line: number
}

export interface Heading {
  readonly level: number
  readonly title: string
}

export interface Page {
  readonly blocks: readonly CodeBlock[]
  readonly headings: readonly Heading[]
  /** Targets of links and pictures, as written. */
  readonly links: readonly string[]
  /** What a link may name behind `#`. */
  readonly anchors: ReadonlySet<string>
  /** Everything that is not in a fenced block. */
  readonly prose: string
}

/** Reads a page of Markdown as far as tests need it. */
export function readPage(words: string): Page {
  const blocks: CodeBlock[] = []
  const prose: string[] = []
  let open: { fence: string; language: string; info: string; lines: string[]; line: number } | undefined
  words.split('\n').forEach((text, index) => {
    const [, fence, language = '', info = ''] = /^\s*(`{3,}|~{3,})\s*(\S*)\s*(.*?)\s*$/.exec(text) ?? []
    if (open && fence?.startsWith(open.fence) && language === '') {
      blocks.push({ language: open.language, info: open.info, words: undented(open.lines), line: open.line })
      open = undefined
    } else if (open) open.lines.push(text)
    else if (fence) open = { fence, language, info, lines: [], line: index + 2 }
    else prose.push(text)
  })
  if (open) blocks.push({ language: '', info: 'not closed', words: undented(open.lines), line: open.line })
  const text = prose.join('\n')
  const headings = [...text.matchAll(/^(#{1,6}) +(.+?) *$/gm)].map(([, marks = '', title = '']) => ({ level: marks.length, title }))
  return { blocks, headings, links: linksIn(text), anchors: anchorsOf(headings, text), prose: text }
}

function undented(lines: readonly string[]): string {
  const margin = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)))
  return `${lines.map((line) => line.slice(margin)).join('\n')}\n`
}

const linksIn = (prose: string): string[] => [...prose.replace(/`[^`\n]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => to)

/** GitHub's anchors: lower case, spaces as dashes, other punctuation gone, the second of a kind with `-1`. */
function anchorsOf(headings: readonly Heading[], prose: string): Set<string> {
  const anchors = new Set([...prose.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = '']) => id))
  for (const { title } of headings) {
    const plain = title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/<[^>]+>(?=[^`]*$)/g, '')
    const slug = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
      .replace(/\s/g, '-')
    let anchor = slug
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`
    anchors.add(anchor)
  }
  return anchors
}
