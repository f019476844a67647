import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import { type Mistake, unknownName } from './mistakes.ts'
import { mentionKeywords } from './notify.ts'
import { isDeferred } from './secrets.ts'
import { mappingAt, type Path, placeOf, select, type Tree, textAt } from './tree.ts'

type Kind = 'person' | 'who' | 'mention' | 'channel' | 'server' | 'target' | 'tag' | 'template' | 'environment'

const kinds: Record<Kind, Text> = {
  person: text('person', '人员'),
  who: text('person, group or role', '人员、组或角色'),
  mention: text('person, group or role', '人员、组或角色'),
  channel: text('channel', '渠道'),
  server: text('server', '服务器'),
  target: text('server or tag', '服务器或标签'),
  tag: text('tag', '标签'),
  template: text('hook template', '钩子模板'),
  environment: text('environment', '环境'),
}

const inEnvironment: readonly (readonly [Path, Kind])[] = [
  [['approval', 'channels', '*'], 'channel'],
  [['approval', 'require', '*', 'from', '*'], 'who'],
  [['deploy', 'servers', '*'], 'target'],
  [['deploy', 'waves', '*'], 'tag'],
  [['deploy', 'hooks', '*', 'use'], 'template'],
  [['notify', 'start', '*'], 'channel'],
  [['notify', 'success', '*'], 'channel'],
  [['notify', 'failure', '*'], 'channel'],
  [['notify', 'cancelled', '*'], 'channel'],
  [['notify', 'fixed', '*'], 'channel'],
  [['notify', 'fallback', '*'], 'channel'],
  [['notify', 'mention', '*'], 'mention'],
]

/** Where one part of the file names another. */
const references: readonly (readonly [Path, Kind])[] = [
  [['groups', '*', '*'], 'person'],
  [['admins', '*'], 'who'],
  [['servers', '*', 'owner'], 'who'],
  [['servers', '*', 'jump'], 'server'],
  [['routes', '*', 'to', '*'], 'channel'],
  [['routes', '*', 'fallback', '*'], 'channel'],
  [['routes', '*', 'mention', '*'], 'mention'],
  ...inEnvironment.map(([path, kind]) => [['environments', '*', ...path], kind] as const),
  ...inEnvironment.map(([path, kind]) => [['projects', '*', 'environments', '*', ...path], kind] as const),
]

type Known = Readonly<Record<Kind, ReadonlySet<string>>>

const keysAt = (tree: Tree, path: Path): string[] => [...(mappingAt(tree, path)?.entries.keys() ?? [])]
const textsAt = (tree: Tree, pattern: Path): string[] => select(tree, pattern).flatMap(({ path }) => textAt(tree, path) ?? [])

/** Groups that are declared, and roles: a role is the group of those who have it. */
const groupsIn = (tree: Tree): string[] => [
  ...keysAt(tree, ['groups']),
  ...[
    ['people', '*'],
    ['people', '*', 'role'],
    ['people', '*', 'role', '*'],
  ].flatMap((path) => textsAt(tree, path)),
]

function knownIn(tree: Tree): Known {
  const people = keysAt(tree, ['people'])
  const servers = keysAt(tree, ['servers'])
  const tags = textsAt(tree, ['servers', '*', 'tags', '*'])
  const who = [...people, ...groupsIn(tree)]
  return {
    person: new Set(people),
    who: new Set(who),
    mention: new Set([...mentionKeywords, ...who]),
    channel: new Set(keysAt(tree, ['channels'])),
    server: new Set(servers),
    target: new Set([...servers, ...tags]),
    tag: new Set(tags),
    template: new Set(keysAt(tree, ['hook-templates'])),
    environment: new Set(keysAt(tree, ['environments'])),
  }
}

/** Names that are used and stand for nothing, stand for two things, or lead in a circle. */
export function findNameMistakes(tree: Tree): Mistake[] {
  const known = knownIn(tree)
  return [...danglingReferences(tree, known), ...strayOverrides(tree, known), ...collisions(tree, known), ...jumpLoops(tree)]
}

const danglingReferences = (tree: Tree, known: Known): Mistake[] =>
  references.flatMap(([pattern, kind]) =>
    select(tree, pattern).flatMap(({ path, tree: found }) => {
      const name = found.kind === 'scalar' && typeof found.value === 'string' ? found.value : undefined
      if (name === undefined || known[kind].has(name) || isDeferred(found, path) || (kind === 'tag' && name.endsWith('%'))) return []
      return [{ at: found.at, path, ...unknownName(kinds[kind], name, known[kind]) }]
    }),
  )

const strayOverrides = (tree: Tree, known: Known): Mistake[] =>
  select(tree, ['projects', '*', 'environments', '*']).flatMap(({ path }) => {
    const name = String(path.at(-1))
    if (known.environment.has(name)) return []
    return [{ at: placeOf(tree, path), path, ...unknownName(kinds.environment, name, known.environment) }]
  })

function collisions(tree: Tree, known: Known): Mistake[] {
  const groups = new Set(groupsIn(tree))
  const keywords: ReadonlySet<string> = new Set(mentionKeywords)
  const clash = (section: string, taken: ReadonlySet<string>, problem: (name: string) => Text): Mistake[] =>
    keysAt(tree, [section])
      .filter((name) => taken.has(name))
      .map((name) => ({ at: placeOf(tree, [section, name]), path: [section, name], problem: problem(printable(name, 64)) }))
  return [
    ...clash('servers', known.tag, serverAndTag),
    ...clash('people', groups, personAndGroup),
    ...clash('people', keywords, reserved),
    ...clash('groups', keywords, reserved),
  ]
}

const serverAndTag = (name: string): Text =>
  text(`“${name}” is both a server and a tag: rename one of them.`, `“${name}”既是服务器又是标签：请改名其一。`)

const personAndGroup = (name: string): Text =>
  text(`“${name}” is both a person and a group or role: rename one of them.`, `“${name}”既是人员又是组或角色：请改名其一。`)

const reserved = (name: string): Text =>
  text(`“${name}” is a word of “mention:” and cannot be a name.`, `“${name}”是“mention:”的保留字，不能用作名称。`)

/** Chains of jump hosts that come back to where they began. */
const jumpLoops = (tree: Tree): Mistake[] =>
  keysAt(tree, ['servers']).flatMap((name) => {
    const chain = jumpChain(tree, name)
    if (!chain.slice(1).includes(name)) return []
    const shown = chain.join(' → ')
    const problem = text(`The jump hosts go in a circle: ${shown}.`, `跳板服务器形成循环：${shown}。`)
    const path = ['servers', name, 'jump']
    return [{ at: placeOf(tree, path), path, problem }]
  })

function jumpChain(tree: Tree, name: string): string[] {
  const chain = [name]
  for (let next = textAt(tree, ['servers', name, 'jump']); next !== undefined; next = textAt(tree, ['servers', next, 'jump'])) {
    const seen = chain.includes(next)
    chain.push(next)
    if (seen) break
  }
  return chain
}
