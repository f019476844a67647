/** A workflow command that the runner took from the output of a step. */
export interface WorkflowCommand {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

export interface Annotation {
  readonly level: 'notice' | 'warning' | 'error'
  readonly title: string | undefined
  readonly message: string
}

/** What the runner makes of the output of a step, line by line. */
export interface RunnerLog {
  /** Takes one line; returns the lines that a person sees for it. */
  take(line: string): readonly string[]
  readonly lines: readonly string[]
  readonly commands: readonly WorkflowCommand[]
  readonly annotations: readonly Annotation[]
  mask(secret: string): void
  /** The same text with every secret known so far hidden. */
  masked(words: string): string
}

const known = [
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
]
const unescapeData = (words: string): string => words.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
const unescapeProperty = (words: string): string => unescapeData(words.replaceAll('%3A', ':').replaceAll('%2C', ','))
const unescapeOld = (words: string): string => unescapeData(words.replaceAll('%3B', ';').replaceAll('%5D', ']'))

/** `::name key=value,…::data` at the start of a line, blanks before it aside. */
const parseNew = (line: string): WorkflowCommand | undefined =>
  build(/^\s*::(?<name>[^ :]+)(?: (?<rest>.*?))?::(?<data>.*)$/s.exec(line)?.groups, ',', unescapeProperty, unescapeData)

/** `##[name key=value;…]data` anywhere in a line. */
const parseOld = (line: string): WorkflowCommand | undefined =>
  build(/##\[(?<name>[^ \]]+)(?: (?<rest>[^\]]*))?\](?<data>.*)$/s.exec(line)?.groups, ';', unescapeOld, unescapeOld)

type Unescape = (words: string) => string

function build(
  parts: Record<string, string> | undefined,
  separator: string,
  property: Unescape,
  data: Unescape,
): WorkflowCommand | undefined {
  const name = parts?.name?.toLowerCase()
  if (!parts || !name || !known.includes(name)) return undefined
  const pairs = (parts.rest ?? '').split(separator).filter((pair) => pair.includes('='))
  const entries = pairs.map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), property(pair.slice(pair.indexOf('=') + 1))])
  return { name, properties: Object.fromEntries(entries), data: data(parts.data ?? '') }
}

/** The command in a line, as the runner finds it (`ActionCommand.cs`: the newer form first, then the older one). */
export const parseCommand = (line: string): WorkflowCommand | undefined => parseNew(line) ?? parseOld(line)

/** The log of one step, with the given secrets hidden from the start. */
export function runnerLog(secrets: readonly string[] = []): RunnerLog {
  const [lines, commands, annotations, masks]: [string[], WorkflowCommand[], Annotation[], string[]] = [[], [], [], []]
  let stopToken: string | undefined
  const mask = (secret: string) => {
    masks.push(...[secret, ...secret.split(/[\r\n]+/)].filter((part) => part.trim() !== ''))
    masks.sort((a, b) => b.length - a.length)
  }
  const masked = (words: string) => masks.reduce((shown, secret) => shown.replaceAll(secret, '***'), words)
  const obey = (command: WorkflowCommand): string => {
    commands.push(command)
    if (command.name === 'add-mask') mask(command.data)
    if (command.name === 'stop-commands') stopToken = command.data
    const level = command.name
    if (level === 'notice' || level === 'warning' || level === 'error')
      annotations.push({ level, title: command.properties.title, message: masked(command.data) })
    return visible(command)
  }
  const show = (line: string): string => {
    if (stopToken !== undefined) {
      if (line.trim() === `::${stopToken}::`) stopToken = undefined
      return line
    }
    const command = parseCommand(line)
    return command ? obey(command) : line
  }
  for (const secret of secrets) mask(secret)
  const take = (line: string) => {
    const shown = show(line)
    const added = shown === '' && parseCommand(line) ? [] : masked(shown).split('\n')
    lines.push(...added)
    return added
  }
  return { take, lines, commands, annotations, mask, masked }
}

/** What stands in the log for a command; nothing for those that only act. */
function visible({ name, data }: WorkflowCommand): string {
  if (name === 'group') return `▸ ${data}`
  if (name === 'notice' || name === 'warning' || name === 'error') return `${name[0]?.toUpperCase()}${name.slice(1)}: ${data}`
  return ''
}
