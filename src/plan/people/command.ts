/** What somebody asks of the plan by a comment. */
export interface PlanCommand {
  readonly does: 'postpone' | 'cancel' | 'skip' | 'override' | 'run' | 'status' | 'help'
  /** The entry that is meant; empty: all, or none was named. */
  readonly id: string
  /** What follows: a time and a reason. Hostile. */
  readonly rest: string
}

const verbs: Readonly<Record<string, PlanCommand['does']>> = {
  postpone: 'postpone',
  move: 'postpone',
  推迟: 'postpone',
  改期: 'postpone',
  cancel: 'cancel',
  取消: 'cancel',
  skip: 'skip',
  跳过: 'skip',
  override: 'override',
  例外: 'override',
  run: 'run',
  启动: 'run',
  status: 'status',
  状态: 'status',
  help: 'help',
  帮助: 'help',
}

const longestRest = 500

/** A slash, a whole word, an id, the rest. Four blanks would be a quotation; a question is no command. */
const shape =
  /^ {0,3}[/／](\p{L}+)(?:[\s:：]+[`“"]?([A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?)[`”"]?)?(?=[\s,.:;，。：；]|$)[\s,.:;，。：；]*(.*)$/u

/** What a comment asks for; undefined where it says nothing to us. Only its first line counts. */
export function commandIn(comment: string): PlanCommand | undefined {
  const [line = ''] = comment.replace(/^(?:\s*\r?\n)+/, '').split(/\r?\n/)
  const [, verb = '', id = '', rest = ''] = shape.exec(line.normalize('NFC')) ?? []
  const does = Object.hasOwn(verbs, verb.toLowerCase()) ? verbs[verb.toLowerCase()] : undefined
  return does && { does, id, rest: rest.trim().slice(0, longestRest) }
}
