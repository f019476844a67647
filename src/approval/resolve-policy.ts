import { platforms as allPlatforms } from '../chat/message.ts'
import type { ApprovalSettings } from '../config/approval.ts'
import { unknownName } from '../config/mistakes.ts'
import { type Directory, entitled, type Person } from '../config/people.ts'
import { InputError } from '../kit/errors.ts'
import { type Text, text } from '../kit/text.ts'
import { type Exclusion, type Policy, type Requirement, votersOf } from './policy.ts'

/** Whom a request concerns, as far as that decides who may vote. Logins of GitHub. */
export interface Parties {
  readonly project: string
  readonly environment: string
  /** Who started the run or this attempt of it, or is said to have asked. */
  readonly requesters: readonly string[]
  /** Who wrote the commits; only looked at where authors are excluded. */
  readonly authors: readonly string[]
  /** Addresses by which people are known on the channels that decide (see `Platform`); `web` knows everybody. */
  readonly platforms: ReadonlySet<string>
}

/**
 * Works the settings out for one request: who is eligible for each requirement, and who is not and why. Where fewer people may decide than
 * `reject-by` asks for, all of them together can reject. Throws an InputError for a name that stands for nobody and for a policy that nobody
 * can satisfy, before anything is posted.
 */
export function resolvePolicy(settings: ApprovalSettings, directory: Directory, parties: Parties): Policy {
  const written = settings.require.length > 0 ? settings.require : [{ count: 1, from: directory.admins }]
  for (const name of written.flatMap(({ from }) => from)) if (!isKnown(directory, name)) throw unknown(directory, name, parties)
  const sets = written.map(({ count, from }) => ({ count, from, people: entitled(directory, from, parties.project) }))
  const excluded = exclusionsAmong([...new Set(sets.flatMap(({ people }) => people))], settings, parties)
  const requirements = sets.map(({ count, from, people }) => ({
    count,
    from,
    eligible: namesOf(people).filter((name) => !isExcluded(name, excluded)),
  }))
  const unmet = requirements.find(({ count, eligible }) => eligible.length < count)
  if (unmet) throw unsatisfiable(unmet, sets[requirements.indexOf(unmet)]?.people ?? [], excluded, parties)
  const { rejectBy, onTimeout, reason, remind: reminders } = settings
  const policy = { requirements, rejectBy, excluded, onTimeout, reason, reminders }
  return { ...policy, rejectBy: Math.min(rejectBy, votersOf(policy).length) }
}

const namesIn = ({ people, groups }: Directory): readonly string[] => [
  ...people.flatMap(({ name, roles }) => [name, ...roles]),
  ...Object.keys(groups),
]
const isKnown = (directory: Directory, name: string): boolean => namesIn(directory).includes(name)

/** The file is checked when it is read, but a name may have come from a variable since. */
const unknown = (directory: Directory, name: string, { environment }: Parties): InputError =>
  new InputError({
    code: 'invalid-configuration',
    where: whereOf(environment),
    ...unknownName(text('person, group or role', '人员、组或角色'), name, new Set(namesIn(directory))),
  })

const whereOf = (environment: string): string => `environments.${environment}.approval.require`

const namesOf = (people: readonly Person[]): string[] => people.map(({ name }) => name)
const isExcluded = (name: string, excluded: readonly Exclusion[]): boolean => excluded.some(({ person }) => person === name)

function exclusionsAmong(people: readonly Person[], settings: ApprovalSettings, parties: Parties): readonly Exclusion[] {
  return people.flatMap((person): Exclusion[] => {
    if (!settings.selfApproval && isOneOf(person, parties.requesters)) return [{ person: person.name, because: 'requester' }]
    if (settings.exclude.includes('authors') && isOneOf(person, parties.authors)) return [{ person: person.name, because: 'author' }]
    return isReachable(person, parties.platforms) ? [] : [{ person: person.name, because: 'no-identity' }]
  })
}

/** GitHub does not tell logins apart by case. Somebody without a login of their own is known by name: better excluded once too often. */
const isOneOf = (person: Person, logins: readonly string[]): boolean => {
  const own = (person.github ?? person.name).toLowerCase()
  return logins.some((login) => login.toLowerCase() === own)
}

const isReachable = (person: Person, platforms: ReadonlySet<string>): boolean =>
  platforms.has('web') || allPlatforms.some((platform) => platforms.has(platform) && person[platform] !== undefined)

function unsatisfiable(unmet: Requirement, people: readonly Person[], excluded: readonly Exclusion[], parties: Parties): InputError {
  const { count, from, eligible } = unmet
  const set = from.join(', ') || 'admins'
  const left = excluded.filter(({ person }) => namesOf(people).includes(person))
  const en = left.map(({ person, because }) => `${person} (${exclusionWords[because].en})`).join(', ')
  const zh = left.map(({ person, because }) => `${person}（${exclusionWords[because]['zh-CN']}）`).join('、')
  return new InputError({
    code: 'unsatisfiable-policy',
    where: whereOf(parties.environment),
    problem: text(
      `Nobody could approve this: ${count} of ${set} are needed, ${eligible.length} can decide.${en ? ` Left out: ${en}.` : ''}`,
      `此审批无法完成：需要 ${set} 中的 ${count} 人，可作决定的只有 ${eligible.length} 人。${zh ? `已排除：${zh}。` : ''}`,
    ),
    remedy: remedyFor(unmet, people, left),
  })
}

/** `left`: those of the people who are excluded. */
function remedyFor({ from, count }: Requirement, people: readonly Person[], left: readonly Exclusion[]): Text {
  if (from.length === 0 && people.length === 0) return nameApprovers
  if (people.length === 0) return text('Put people into this group, or name other people.', '请为该组添加人员，或指定其他人。')
  if (people.length < count) return text('Add approvers, or ask for fewer.', '请增加审批人或减少所需人数。')
  if (left.some(({ because }) => because === 'no-identity'))
    return text(
      'Give these people an id on a channel of “approval.channels” under “people:”, or add a channel that knows them.',
      '请在“people:”下为这些人填写“approval.channels”中某个渠道的 ID，或添加认识他们的渠道。',
    )
  return text(
    'Add approvers, ask for fewer, or set “self-approval: true” if requesters may decide for themselves.',
    '请增加审批人、减少所需人数，或在允许发起人自批时设置“self-approval: true”。',
  )
}

const nameApprovers = text(
  'Name approvers: “approval: { require: [{ count: 1, from: [NAME] }] }”, or “admins: [NAME]”.',
  '请指定审批人：“approval: { require: [{ count: 1, from: [姓名] }] }”，或“admins: [姓名]”。',
)

/** Why somebody is not eligible. */
export const exclusionWords: Readonly<Record<Exclusion['because'], Text>> = {
  requester: text('asked for it', '发起人本人'),
  author: text('wrote commits of it', '提交的作者'),
  'no-identity': text('has no id on these channels', '在这些渠道上没有 ID'),
}
