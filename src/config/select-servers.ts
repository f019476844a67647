import { InputError } from '../kit/errors.ts'
import { text } from '../kit/text.ts'
import type { Config } from './config.ts'
import { unknownName } from './mistakes.ts'
import type { Server } from './servers.ts'
import { formatPlace, placeOf } from './tree.ts'

/**
 * The servers that names and tags stand for, each once, in the order of the file. Disabled ones are passed over by tags and refused by
 * name. `among` narrows what may be chosen: what an environment has. Throws an InputError for a name that is unknown or switched off.
 */
export function selectServers(config: Config, wanted: readonly string[], among: readonly Server[] = config.servers): readonly Server[] {
  const chosen = new Set(wanted.flatMap((word) => serversCalled(config, word, among)))
  return among.filter((server) => chosen.has(server))
}

function serversCalled(config: Config, word: string, among: readonly Server[]): readonly Server[] {
  const named = among.find(({ name }) => name === word)
  if (named && !named.enabled) throw disabled(config, [named])
  if (named) return [named]
  const tagged = among.filter(({ tags }) => tags.includes(word))
  if (tagged.length === 0) throw unknownServer(config, word, among)
  const enabled = tagged.filter((server) => server.enabled)
  if (enabled.length === 0) throw disabled(config, tagged)
  return enabled
}

function unknownServer(config: Config, word: string, among: readonly Server[]): InputError {
  const known = new Set(among.flatMap(({ name, tags }) => [name, ...tags]))
  return new InputError({
    code: 'unknown-server',
    where: formatPlace(placeOf(config.tree, ['servers'])),
    ...unknownName(text('server or tag', '服务器或标签'), word, known),
  })
}

function disabled(config: Config, servers: readonly Server[]): InputError {
  const names = servers.map(({ name, owner }) => ({
    en: `“${name}”${owner ? ` (owner: ${owner})` : ''}`,
    zh: `“${name}”${owner ? `（负责人：${owner}）` : ''}`,
  }))
  const [first] = servers
  return new InputError({
    code: 'server-disabled',
    problem: text(
      `Switched off by “enabled: false”: ${names.map(({ en }) => en).join(', ')}.`,
      `已被“enabled: false”停用：${names.map(({ zh }) => zh).join('、')}。`,
    ),
    where: formatPlace(placeOf(config.tree, first ? ['servers', first.name, 'enabled'] : ['servers'])),
    remedy: text('Leave it out, or ask its owner to switch it on again.', '请去掉该服务器，或请其负责人重新启用。'),
  })
}
