/** Lines that stand together, or what stands behind a value. */
export interface Comment {
  readonly kind: 'block' | 'trailing'
  /** Counted from 1. */
  readonly line: number
  readonly lines: readonly string[]
}

/** Comments of a YAML file, those of scripts and configurations in it included. Hints for editors are none. */
export function commentsIn(words: string): readonly Comment[] {
  const comments: Comment[] = []
  let block: { line: number; lines: string[] } | undefined
  words.split('\n').forEach((text, index) => {
    const [, whole] = /^\s*#(?: (.*))?$/.exec(text) ?? []
    if (/^\s*#/.test(text)) {
      if (!whole || whole.startsWith('yaml-language-server:')) return
      block ??= { line: index + 1, lines: [] }
      block.lines.push(whole)
      return
    }
    if (block) comments.push({ kind: 'block', ...block })
    block = undefined
    const [, behind] = /\s# (.*)$/.exec(text.replace(/'[^']*'|"[^"]*"/g, '')) ?? []
    if (behind) comments.push({ kind: 'trailing', line: index + 1, lines: [behind] })
  })
  return block ? [...comments, { kind: 'block', ...(block as { line: number; lines: string[] }) }] : comments
}

const isChinese = (line: string): boolean => /\p{Script=Han}/u.test(line)

/** Comments that are not there in English and, below or behind that, in Chinese. */
export const brokenPairs = (comments: readonly Comment[]): readonly Comment[] =>
  comments.filter(({ kind, lines: [first = '', ...others] }) =>
    kind === 'trailing' ? !/^[^\p{Script=Han}]*\w.* · .*\p{Script=Han}/u.test(first) : isChinese(first) || !others.some(isChinese),
  )
