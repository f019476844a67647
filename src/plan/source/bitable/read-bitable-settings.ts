import * as v from 'valibot'
import type { Channel } from '../../../config/channels.ts'
import { read } from '../../../config/judge.ts'
import { configurationError, type Mistake } from '../../../config/mistakes.ts'
import { readYaml, type YamlKind } from '../../../config/read-yaml.ts'
import { expand, secretsFrom } from '../../../config/secrets.ts'
import { named, section } from '../../../config/section.ts'
import { placeOf, type Tree } from '../../../config/tree.ts'
import { about, name, say, timeZone, words } from '../../../config/values.ts'
import { type Text, text } from '../../../kit/text.ts'
import { defaultsSchema } from '../file/entry-schema.ts'
import { defaultsFrom, type PlanDefaults } from '../file/plan-defaults.ts'
import { thePlan } from '../file/plan-subject.ts'
import type { ColumnNames } from './columns.ts'
import { roleNames } from './roles.ts'

/** A table with a plan in it, and how to get there. */
export interface BitableSettings {
  /** Channel of the configuration whose app is used; undefined: the app stands in the input itself. */
  readonly channel: string | undefined
  readonly appId: string
  readonly appSecret: string
  /** Base address of Feishu, Lark or a test, without a slash at its end. */
  readonly api: string
  readonly appToken: string
  readonly table: string
  /** Undefined: all rows of the table. */
  readonly view: string | undefined
  readonly fields: ColumnNames
  /** IANA zone in which times are told, and in which those are meant that are written as text. */
  readonly timeZone: string
  /** For rows that do not say otherwise. */
  readonly defaults: PlanDefaults
}

/** What the settings depend on besides their own words. */
export interface SettingsGround {
  /** Channels of the configuration, by name. Without it none can be named. */
  readonly channelNamed?: (name: string) => Channel | undefined
  /** Of the configuration. Default: Asia/Shanghai, where most tables of Feishu are. */
  readonly timeZone?: string
  /** What is released where neither row nor defaults say so; undefined: they must. */
  readonly branch?: string
  /** Of the plan file beside it: for what the table's own defaults leave out. */
  readonly defaults?: PlanDefaults | undefined
}

const columnName = v.exactOptional(words)
const inputName = v.pipe(v.string(say('input-name')), v.regex(/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/, say('input-name')))
const roleEntries = Object.fromEntries(roleNames.map((role) => [role, columnName]))

/** The names of columns keep their keys as they are written. */
const fieldsSchema = v.pipe(
  section({ ...roleEntries, inputs: v.exactOptional(named(inputName, words)) }),
  v.transform((given) => Object.fromEntries(Object.entries(given).map(([key, value]) => [hyphened(key), value])) as ColumnNames), // what the section lets through
)
const hyphened = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

export const bitableSchema = section({
  channel: v.exactOptional(
    about(name, 'Channel of the configuration whose app reads the table.', '读取数据表所用应用所属的渠道（配置中的名称）。'),
  ),
  'app-id': v.exactOptional(about(words, 'Id of the app (cli_…).', '应用 ID（cli_…）。')),
  'app-secret': v.exactOptional(about(words, 'Secret of the app, as $NAME.', '应用密钥，写作 $NAME。')),
  'app-token': about(words, 'Token of the base, from its address: …/base/<app-token>.', '多维表格的 token，见其网址：…/base/<app-token>。'),
  table: about(words, 'Id of the table, from its address: tbl….', '数据表 ID，见其网址：tbl…。'),
  view: v.exactOptional(
    about(
      words,
      'Id of a view (vew…): only rows that it shows are planned. All of them are read each time.',
      '视图 ID（vew…）：仅计划其中显示的行。每次都会读取该视图的全部行。',
    ),
  ),
  api: v.exactOptional(about(words, 'feishu (default), lark, or a base address.', 'feishu（默认）、lark，或基础地址。')),
  fields: v.exactOptional(about(fieldsSchema, 'Which column stands for what, by its name.', '各项对应的列名。')),
  'time-zone': v.exactOptional(about(timeZone, 'IANA time zone of the plan.', '计划的 IANA 时区。')),
  defaults: v.exactOptional(about(defaultsSchema, 'For rows that do not say otherwise.', '行中未写明时的默认值。')),
})

const kind: YamlKind = {
  subject: thePlan,
  sections: text('“app-token:”, “table:” and “fields:”', '“app-token:”“table:”和“fields:”'),
  mostPieces: 2000,
}

const apis: Readonly<Record<string, string>> = { feishu: 'https://open.feishu.cn', lark: 'https://open.larksuite.com' }

/**
 * Reads the input `bitable`: YAML or JSON. `$NAME` is replaced from the environment and masked. Throws an InputError that tells every
 * mistake with its place.
 */
export async function readBitableSettings(
  input: string,
  env: NodeJS.ProcessEnv,
  mask: (secret: string) => void,
  ground: SettingsGround = {},
): Promise<BitableSettings> {
  const tree = expand(await readYaml(input, 'with.bitable', kind), [], secretsFrom(env, mask))
  const written = read(bitableSchema, tree, [])
  if (written.appSecret !== undefined) mask(written.appSecret)
  const channel = written.channel === undefined ? undefined : ground.channelNamed?.(written.channel)
  const mistakes = [...shapeMistakes(written), ...appMistakes(written, channel)].map((mistake) => placed(tree, mistake))
  if (mistakes.length > 0) throw configurationError(mistakes, thePlan)
  const app = channel?.type === 'feishu' ? channel : written
  if (app.appSecret !== undefined) mask(app.appSecret)
  return {
    channel: channel?.name,
    appId: app.appId ?? '',
    appSecret: app.appSecret ?? '',
    api: addressOf(written.api ?? app.api ?? 'feishu'),
    appToken: written.appToken,
    table: written.table,
    view: written.view,
    fields: written.fields ?? {},
    timeZone: written.timeZone ?? ground.timeZone ?? 'Asia/Shanghai',
    defaults: { ...defaultsFrom({}, ground.branch), ...ground.defaults, ...written.defaults },
  }
}

const addressOf = (api: string): string => (apis[api] ?? api).replace(/\/+$/, '')

type Written = v.InferOutput<typeof bitableSchema>
type Said = Omit<Mistake, 'at' | 'path'> & { readonly key: string }

const placed = (tree: Tree, { key, ...said }: Said): Mistake => ({ at: placeOf(tree, [key]), path: [key], ...said })

const mistake = (key: string, problem: Text, remedy?: Text): Said => ({ key, problem, ...(remedy ? { remedy } : {}) })

function shapeMistakes({ appToken, table, view, api }: Written): readonly Said[] {
  const isAddress = api !== undefined && !(api in apis) && !/^https?:\/\/[^\s/?#]+\/?$/.test(api)
  return [
    ...(/^[A-Za-z0-9]{5,100}$/.test(appToken) ? [] : [mistake('app-token', noToken, fromAddress)]),
    ...(/^tbl[A-Za-z0-9]{1,47}$/.test(table) ? [] : [mistake('table', noTable, fromAddress)]),
    ...(view === undefined || /^vew[A-Za-z0-9]{1,47}$/.test(view) ? [] : [mistake('view', noView, fromAddress)]),
    ...(isAddress ? [mistake('api', noApi)] : []),
  ]
}

const noToken = text('Expected the token of a base: letters and digits only.', '应为多维表格的 token：仅由字母和数字组成。')
const noTable = text('Expected the id of a table: tbl and letters or digits.', '应为数据表 ID：tbl 加字母或数字。')
const noView = text('Expected the id of a view: vew and letters or digits.', '应为视图 ID：vew 加字母或数字。')
const noApi = text(
  'Expected feishu, lark, or an address such as https://open.feishu.cn.',
  '应为 feishu、lark，或 https://open.feishu.cn 这样的地址。',
)
const fromAddress = text(
  'They are parts of the address of the table: …/base/<app-token>?table=<table>&view=<view>.',
  '它们都在数据表的网址中：…/base/<app-token>?table=<table>&view=<view>。',
)

function appMistakes({ channel: named, appId, appSecret }: Written, channel: Channel | undefined): readonly Said[] {
  if (named !== undefined && (appId !== undefined || appSecret !== undefined)) return [mistake('channel', both)]
  if (named !== undefined) {
    if (!channel) return [mistake('channel', unknownChannel)]
    return channel.type === 'feishu' && channel.appId !== undefined && channel.appSecret !== undefined ? [] : [mistake('channel', noApp)]
  }
  return [
    ...(appId !== undefined && /^cli_[A-Za-z0-9]{1,64}$/.test(appId) ? [] : [mistake('app-id', noAppId, whereApps)]),
    ...(appSecret === undefined ? [mistake('app-secret', noSecret, whereApps)] : []),
  ]
}

const both = text('Give either “channel”, or “app-id” and “app-secret”.', '请给出“channel”，或“app-id”和“app-secret”，二者之一。')
const unknownChannel = text('The configuration has no such channel.', '配置中没有这个渠道。')
const noApp = text('The channel is no app of Feishu: it has no app-id and app-secret.', '该渠道不是飞书应用：没有 app-id 和 app-secret。')
const noAppId = text('Expected the id of an app: cli_….', '应为应用 ID：cli_…。')
const noSecret = text('“app-secret” is missing.', '缺少“app-secret”。')
const whereApps = text(
  'They stand in the developer console; give the secret as $NAME. Or name a channel of the configuration: “channel: <name>”.',
  '请在开发者后台查看；密钥请写作 $NAME。也可以引用配置中的渠道：“channel: <名称>”。',
)
