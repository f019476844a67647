import * as v from 'valibot'
import { parseDuration } from '../kit/duration.ts'
import type { Expectation } from './expectations.ts'

/** Names a schema's expectation: the message that a mistake is told with. */
export const say = (expectation: Expectation): Expectation => expectation

/** Describes a setting in both languages: for editors, and for the documentation made from the schema. */
export const about = <S extends v.GenericSchema>(schema: S, en: string, zh: string) =>
  v.pipe(schema, v.metadata({ description: en, 'x-zh-CN': zh }))

const matching = (pattern: RegExp, expectation: Expectation) => v.pipe(v.string(expectation), v.regex(pattern, expectation))
const passing = (test: (value: string) => boolean, expectation: Expectation) => v.pipe(v.string(expectation), v.check(test, expectation))

export const words = v.pipe(v.string(say('text')), v.nonEmpty(say('text')))
export const flag = v.boolean(say('boolean'))

/** Names that become parts of paths: projects, environments, servers, tags, channels, templates. */
export const name = matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'name')

/** Names of people, groups, roles and departments: any script. */
export const label = matching(/^[^\s\x00-\x1f\x7f,:*?[\]{}]{1,64}$/, 'label')
export const pattern = matching(/^[A-Za-z0-9._*?/ -]{1,128}$/, 'pattern')

/** Identifiers of chat platforms: a number or text, always text afterwards. */
export const id = v.pipe(
  v.union([v.pipe(v.string(say('id')), v.nonEmpty(say('id'))), v.pipe(v.number(say('id')), v.integer(say('id')))], say('id')),
  v.transform(String),
)

/** GitHub's rule for logins; apps have `[bot]` behind them. */
export const login = matching(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:_[A-Za-z0-9]+)?(?:\[bot\])?$/, 'login')
/** A user of Telegram: a number, which may be written as text. */
export const telegramUser = v.pipe(id, v.regex(/^[1-9]\d{0,19}$/, say('telegram-user')))

const longest = 365 * 86_400_000

/** A duration as written; milliseconds afterwards. */
export const duration = v.pipe(
  v.string(say('duration')),
  v.regex(/^(?=\d)(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/, say('duration')),
  v.check((given) => (parseDuration(given) ?? 0) <= longest, say('duration')),
  v.transform((given) => parseDuration(given) ?? 0),
)

const whole = (least: number, most: number, expectation: Expectation) =>
  v.pipe(v.number(expectation), v.integer(expectation), v.minValue(least, expectation), v.maxValue(most, expectation))

export const count = whole(0, 1_000_000, 'count')
export const positive = whole(1, 1_000_000, 'count-positive')
export const port = whole(1, 65_535, 'port')
export const status = whole(100, 599, 'status')
export const factor = v.pipe(v.number(say('factor')), v.minValue(1, say('factor')), v.maxValue(10, say('factor')))

/** One of a few words; the mistake lists them. */
export const choice = <const C extends readonly string[]>(options: C) => v.picklist(options)

const hasProtocol = (protocols: readonly string[]) => (given: string) =>
  URL.canParse(given) && protocols.includes(new URL(given).protocol) && new URL(given).hostname !== ''

export const httpUrl = passing(hasProtocol(['http:', 'https:']), 'http-url')
export const proxyUrl = passing(hasProtocol(['http:', 'https:']), 'proxy-url')
export const smtpUrl = passing(hasProtocol(['smtp:', 'smtps:']), 'smtp-url')
export const email = matching(/^(?:[^\r\n<>]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/, 'email')
export const hostName = matching(/^[A-Za-z0-9_:\u0080-\uffff][A-Za-z0-9_.:%\u0080-\uffff-]{0,253}$/, 'host-name')
export const userName = matching(/^[^\s\x00-\x1f\x7f-][^\s\x00-\x1f\x7f]*$/, 'user')
export const listen = matching(/^(?:\[[0-9A-Fa-f:]+\]|[^\s:/]+):\d{1,5}$/, 'listen')
export const variableName = matching(/^[A-Za-z_][A-Za-z0-9_]*$/, 'variable')

/** Absolute POSIX path with placeholders, without `..`, control characters or a slash at its end. Never the root itself. */
export const hostPath = v.pipe(
  v.string(say('host-path')),
  v.check(isHostPath, say('host-path')),
  v.transform((given) => given.replace(/\/+/g, '/').replace(/\/$/, '')),
)

function isHostPath(given: string): boolean {
  const filled = given.replace(/\{(project|environment|server)\}/g, 'x')
  const parts = filled.split('/').filter((part) => part !== '')
  return filled.startsWith('/') && parts.length > 0 && parts.every(isPathPart) && !/[{}]/.test(filled)
}

const isPathPart = (part: string): boolean => part !== '..' && part !== '.' && !/[\x00-\x1f\x7f]/.test(part)

/** Relative path inside a release or the workspace. A slash at its end stays: for a shared path it means something. */
export const innerPath = v.pipe(
  v.string(say('inner-path')),
  v.check(isInnerPath, say('inner-path')),
  v.transform((given) => given.replace(/^(?:\.\/+)+/, '').replace(/\/+/g, '/')),
)

function isInnerPath(given: string): boolean {
  const parts = given
    .replace(/^(?:\.\/+)+/, '')
    .replace(/\/$/, '')
    .split('/')
  return parts.every((part) => part !== '' && isPathPart(part))
}

/** Whether the runtime knows the time zone. The list comes quickly but lacks old names; a formatter costs 20 ms the first time. */
const isTimeZone = (given: string): boolean => given === 'UTC' || Intl.supportedValuesOf('timeZone').includes(given) || isFormattable(given)

function isFormattable(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    return false
  }
}

export const timeZone = passing(isTimeZone, 'time-zone')
