import { describe, expect, it } from '@jest/globals'
import { exclusionWords, type Parties, resolvePolicy } from '../../../src/approval/resolve-policy.ts'
import { directoryOf } from '../../../src/config/config.ts'
import { approvalSettings, environmentOf } from '../../../src/config/environment.ts'
import { load, refusal } from '../config/loading.ts'

const base = `
people:
  alice: { github: alice-l, telegram: 11, feishu: ou_a }
  bob: { github: Bobby, telegram: 22 }
  carol: { telegram: 33 }
  dave: { github: dave-d, email: dave@example.com }
  erin: { github: erin-e, telegram: 55, projects: [api-*] }
  root: { github: root-r, telegram: 66, projects: [blog] }
groups: { sre: [alice, bob, carol], nobody: [], apis: [erin], all: [alice, bob, carol, dave, erin] }
`
const parties: Parties = { project: 'shop', environment: 'production', requesters: ['zoe'], authors: [], platforms: new Set(['telegram']) }

interface Given {
  readonly approval?: string
  readonly file?: string
  readonly more?: Partial<Parties>
  readonly env?: NodeJS.ProcessEnv
}

/** The policy for a file whose only environment is approved as given. */
async function resolved({ approval = '', file = base, more = {}, env = {} }: Given) {
  const config = await load(`${file}\nenvironments: { production: { approval: { ${approval} } } }`, { env })
  return resolvePolicy(approvalSettings(config, environmentOf(config, 'shop', 'production')), directoryOf(config), { ...parties, ...more })
}

const eligibleIn = async (given: Given) => (await resolved(given)).requirements.map(({ eligible }) => eligible)
const leftOut = async (given: Given) => (await resolved(given)).excluded.map(({ person, because }) => `${person}: ${because}`)
const from = (...names: readonly string[]) => `require: [{ count: 1, from: [${names.join(', ')}] }]`
const admins = 'admins: [root]\n'

describe('who may decide', () => {
  it.each([
    { name: 'a group', approval: from('sre'), eligible: [['alice', 'bob', 'carol']] },
    { name: 'people by name', approval: from('carol', 'alice'), eligible: [['alice', 'carol']] },
    { name: 'somebody named twice', approval: from('alice', 'alice', 'sre'), eligible: [['alice', 'bob', 'carol']] },
    {
      name: 'two requirements',
      approval: 'require: [{ count: 1, from: [alice] }, { count: 2, from: [sre] }]',
      eligible: [['alice'], ['alice', 'bob', 'carol']],
    },
    {
      name: 'a role',
      file: `${base}  fred: { role: lead, telegram: 7 }\n`.replace(/(groups:.*\n)(.*\n)/, '$2$1'),
      approval: from('lead'),
      eligible: [['fred']],
    },
  ])('$name', async ({ eligible, ...given }) => {
    expect(await eligibleIn(given)).toEqual(eligible)
  })

  it.each([
    { name: 'administrators beside those who are named', approval: from('sre'), eligible: [['alice', 'bob', 'carol', 'root']] },
    { name: 'administrators for an empty group', approval: from('nobody'), eligible: [['root']] },
    { name: 'administrators where nobody is named', approval: '', eligible: [['root']] },
    {
      name: 'administrators for each requirement',
      approval: 'require: [{ from: [alice] }, { from: [bob] }]',
      eligible: [
        ['alice', 'root'],
        ['bob', 'root'],
      ],
    },
  ])('$name, whatever their projects are', async ({ approval, eligible }) => {
    expect(await eligibleIn({ approval, file: admins + base })).toEqual(eligible)
  })

  it.each([
    { project: 'shop', eligible: ['alice', 'bob', 'carol'] },
    { project: 'api-users', eligible: ['alice', 'bob', 'carol', 'erin'] },
    { project: 'API_Users', eligible: ['alice', 'bob', 'carol', 'erin'] },
  ])('people of $project only', async ({ project, eligible }) => {
    expect(await eligibleIn({ approval: from('sre', 'apis'), more: { project } })).toEqual([eligible])
  })

  it('carries the other settings over', async () => {
    const approval = `${from('sre')}, reject-by: 2, on-timeout: approve, reason: always, remind: { every: 2m, factor: 3, max: 4 }`
    expect(await resolved({ approval })).toMatchObject({
      rejectBy: 2,
      onTimeout: 'approve',
      reason: 'always',
      reminders: { every: 120_000, factor: 3, max: 4 },
    })
  })

  it.each([
    { rejectBy: 1, counts: 1 },
    { rejectBy: 3, counts: 3 },
    { rejectBy: 4, counts: 3 },
    { rejectBy: 1_000_000, counts: 3 },
  ])('reject-by $rejectBy of three people is $counts: all together can always reject', async ({ rejectBy, counts }) => {
    expect((await resolved({ approval: `${from('sre')}, reject-by: ${rejectBy}` })).rejectBy).toBe(counts)
  })
})

describe('who may not', () => {
  it.each([
    { name: 'the requester', more: { requesters: ['bobby'] }, out: ['bob: requester'] },
    { name: 'the requester in other letters', more: { requesters: ['BOBBY'] }, out: ['bob: requester'] },
    { name: 'requester and re-runner', more: { requesters: ['bobby', 'alice-l'] }, out: ['alice: requester', 'bob: requester'] },
    { name: 'a requester without a login, by name', more: { requesters: ['Carol'] }, out: ['carol: requester'] },
    { name: 'not a login that is somebody’s name here', more: { requesters: ['bob', 'alice'] }, out: [] },
    { name: 'not an author, unless it says so', more: { authors: ['bobby'] }, out: [] },
    { name: 'nobody else', more: { requesters: ['stranger', ''] }, out: [] },
  ])('$name', async ({ more, out }) => {
    expect(await leftOut({ approval: from('sre'), more })).toEqual(out)
  })

  it.each([
    { name: 'authors', authors: ['Bobby', 'alice-l'], out: ['alice: author', 'bob: author'] },
    { name: 'an author without a login, by name', authors: ['carol'], out: ['carol: author'] },
    { name: 'an author who is the requester too, as that', authors: ['bobby'], requesters: ['bobby'], out: ['bob: requester'] },
  ])('$name, where they are excluded', async ({ authors, requesters = [], out }) => {
    expect(await leftOut({ approval: `${from('sre')}, exclude: [authors]`, more: { authors, requesters } })).toEqual(out)
  })

  it('excludes nobody for asking where self-approval is on', async () => {
    expect(await leftOut({ approval: `${from('sre')}, self-approval: true`, more: { requesters: ['bobby'] } })).toEqual([])
  })

  it('self-approval is no way around the exclusion of authors', async () => {
    const approval = `${from('sre')}, self-approval: true, exclude: [authors]`
    expect(await leftOut({ approval, more: { requesters: ['bobby'], authors: ['bobby'] } })).toEqual(['bob: author'])
  })

  it('excludes administrators like everybody else', async () => {
    expect(await leftOut({ approval: from('sre'), file: admins + base, more: { requesters: ['root-r'] } })).toEqual(['root: requester'])
  })

  it.each([
    { platforms: ['telegram'], out: ['dave: no-identity'] },
    { platforms: ['github'], out: ['carol: no-identity'] },
    { platforms: ['telegram', 'github'], out: [] },
    { platforms: ['feishu'], out: ['bob: no-identity', 'carol: no-identity', 'dave: no-identity'] },
    { platforms: ['web'], out: [] },
    { platforms: ['feishu', 'web'], out: [] },
  ])('people who are unknown on $platforms', async ({ platforms, out }) => {
    expect(await leftOut({ approval: from('sre', 'dave'), more: { platforms: new Set(platforms) } })).toEqual(out)
  })

  it('nobody is known by something that is no address', async () => {
    const platforms = new Set(['name', 'roles', 'projects', 'constructor'])
    expect((await refusal(() => resolved({ approval: from('sre'), more: { platforms } }))).words).toContain('0 can decide')
  })

  it('an excluded person is eligible for none of the requirements', async () => {
    const approval = 'require: [{ from: [sre] }, { from: [alice, bob] }]'
    expect(await eligibleIn({ approval, more: { requesters: ['alice-l'] } })).toEqual([['bob', 'carol'], ['bob']])
  })
})

describe('a policy that nobody can satisfy is refused', () => {
  const cases = [
    {
      name: 'nobody is named at all',
      approval: '',
      en: ['1 of admins are needed, 0 can decide', 'Name approvers', 'admins: [NAME]'],
      zh: ['需要 admins 中的 1 人', '可作决定的只有 0 人', '请指定审批人'],
    },
    {
      name: 'an empty group',
      approval: from('nobody'),
      en: ['1 of nobody are needed, 0 can decide', 'Put people into this group'],
      zh: ['需要 nobody 中的 1 人', '请为该组添加人员'],
    },
    {
      name: 'people of other projects only',
      approval: from('apis'),
      en: ['1 of apis are needed, 0 can decide'],
      zh: ['需要 apis 中的 1 人'],
    },
    {
      name: 'more than there are',
      approval: 'require: [{ count: 4, from: [sre] }]',
      en: ['4 of sre are needed, 3 can decide', 'Add approvers, or ask for fewer'],
      zh: ['需要 sre 中的 4 人', '可作决定的只有 3 人', '请增加审批人或减少所需人数'],
    },
    {
      name: 'more than are left without the requester',
      approval: 'require: [{ count: 3, from: [sre] }]',
      more: { requesters: ['bobby'] },
      en: ['3 of sre are needed, 2 can decide', 'Left out: bob (asked for it).', 'self-approval: true'],
      zh: ['可作决定的只有 2 人', '已排除：bob（发起人本人）。', 'self-approval: true'],
    },
    {
      name: 'everybody is excluded',
      approval: 'require: [{ from: [alice, bob] }], exclude: [authors]',
      more: { requesters: ['bobby'], authors: ['alice-l'] },
      en: ['Left out: alice (wrote commits of it), bob (asked for it).'],
      zh: ['已排除：alice（提交的作者）、bob（发起人本人）。'],
    },
    {
      name: 'nobody has an address on these channels',
      approval: from('dave'),
      en: ['Left out: dave (has no id on these channels).', 'Give these people an id'],
      zh: ['已排除：dave（在这些渠道上没有 ID）。', '请在“people:”下为这些人填写'],
    },
    {
      name: 'the second of two requirements, with its own people only',
      approval: 'require: [{ from: [alice, dave] }, { count: 2, from: [bob, carol] }]',
      more: { requesters: ['bobby'] },
      en: ['2 of bob, carol are needed, 1 can decide', 'Left out: bob (asked for it).', 'self-approval'],
      zh: ['需要 bob, carol 中的 2 人', '已排除：bob（发起人本人）。'],
    },
  ]
  it.each(cases)('$name', async ({ en, zh, ...given }) => {
    const english = await refusal(() => resolved(given))
    const chinese = await refusal(() => resolved(given), 'zh-CN')
    expect(english.code).toBe('unsatisfiable-policy')
    for (const words of [...en, 'environments.production.approval.require']) expect(english.words).toContain(words)
    for (const words of zh) expect(chinese.words).toContain(words)
    expect(chinese.words).not.toMatch(/undefined|needed|Left out|\badd\b/i)
  })

  it('does not blame people of another requirement', async () => {
    const approval = 'require: [{ from: [alice, dave] }, { count: 2, from: [bob, carol] }]'
    const { words } = await refusal(() => resolved({ approval, more: { requesters: ['bobby'] } }))
    expect(words).not.toMatch(/dave|Give these people an id/)
  })
})

describe('a name that stands for nobody is refused', () => {
  it.each([
    { name: 'unknown', group: 'sre2', says: ['No person, group or role is called “sre2”.', 'Did you mean “sre”?'] },
    { name: 'nothing like any', group: 'zzzzzzzz', says: ['No person, group or role is called “zzzzzzzz”.', 'There are:'] },
    { name: 'something every object has', group: 'constructor', says: ['is called “constructor”'] },
  ])('even where it comes from a variable: $name', async ({ group, says }) => {
    const { code, words } = await refusal(() => resolved({ approval: from('$GROUP'), file: admins + base, env: { GROUP: group } }))
    expect(code).toBe('invalid-configuration')
    for (const part of says) expect(words).toContain(part)
  })

  it.each([' sre', 'sre ', ' ', 'sre,alice'])('or is blank or badly written: “%s”', async (group) => {
    const { code, words } = await refusal(() => resolved({ approval: from('$GROUP'), env: { GROUP: group } }))
    expect(`${code} ${words}`).toMatch(/invalid-configuration|missing-secret/)
  })

  it('but a role may have any name', async () => {
    const file = 'people: { bob: { role: constructor, telegram: 1 } }'
    expect(await eligibleIn({ approval: from('constructor'), file })).toEqual([['bob']])
  })
})

describe('exclusionWords', () => {
  it('say why in both languages', () => {
    for (const words of Object.values(exclusionWords)) expect(words.en).not.toBe(words['zh-CN'])
    expect(new Set(Object.values(exclusionWords).map(({ en }) => en)).size).toBe(3)
  })
})
