const node = /^[A-Za-z]\w*(?:\["[^"[\]]*"\])?(?::::[a-z]\w*)?$/
const rules: readonly RegExp[] = [
  /^flowchart (?:LR|TB|TD|RL|BT)$/,
  /^direction (?:LR|TB|TD|RL|BT)$/,
  /^subgraph [A-Za-z]\w*(?:\["[^"[\]]*"\])?$/,
  /^end$/,
  /^classDef [a-z]\w* [\w#:,. -]+$/,
]

const isLine = (line: string): boolean =>
  rules.some((rule) => rule.test(line)) || line.split(/ (?:-->|-\.->|==>) /).every((part) => node.test(part))

/** What is wrong with a flow diagram, as far as ours go: statements, open groups, states without a colour. */
export function mermaidFaults(words: string): string[] {
  const lines = words.split('\n').map((line) => line.trim())
  const [first = '', ...rest] = lines.filter((line) => line !== '' && !line.startsWith('%%'))
  const defined = new Set([...words.matchAll(/^\s*classDef (\w+)/gm)].map(([, name]) => name))
  const used = [...words.matchAll(/:::(\w+)/g)].map(([, name = '']) => name)
  const open = rest.filter((line) => line.startsWith('subgraph ')).length - rest.filter((line) => line === 'end').length
  return [
    ...(first.startsWith('flowchart ') ? [] : ['a diagram begins with “flowchart”']),
    ...[first, ...rest].filter((line) => !isLine(line)).map((line) => `no statement: ${line}`),
    ...(open === 0 ? [] : [`${open} groups are not closed`]),
    ...[...new Set(used)].filter((name) => !defined.has(name)).map((name) => `no classDef ${name}`),
  ]
}
