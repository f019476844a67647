import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { feishuPlatform, type GatePlatform, slackPlatform, telegramPlatform } from '../support/gate-platforms.ts'
import { configWith, type Gates, openGates } from '../support/gates.ts'
import type { StepOptions } from '../support/runner.ts'

interface Case {
  readonly name: string
  readonly config?: (config: Config) => void
  readonly options?: StepOptions
  readonly reason: string
  readonly says: readonly RegExp[]
}
interface Config {
  people: Record<string, Record<string, unknown>>
  groups: Record<string, unknown>
  channels: Record<string, Record<string, unknown>>
  environments: Record<string, { approval: Record<string, unknown> }>
}

const approval = (config: Config) => config.environments.production?.approval as Record<string, unknown>

/** Bad input of an approval: one clear message, and nobody has heard of it. */
describe('an approval that cannot be asked for', () => {
  let gates: Gates
  const platforms: Record<string, GatePlatform> = {}

  beforeAll(async () => {
    gates = await openGates({})
    platforms.telegram = await telegramPlatform(['alice', 'bob'])
    platforms.feishu = await feishuPlatform(['alice', 'bob'])
    platforms.slack = await slackPlatform(['alice', 'bob'])
  })
  afterEach(() => expect(gates.github.requests.filter(({ method }) => method !== 'GET')).toEqual([]))
  afterAll(async () => {
    await Promise.all(Object.values(platforms).map((platform) => platform.close()))
    await gates.stop()
  })

  const cases: readonly Case[] = [
    { name: 'no environment', options: { inputs: { environment: '' } }, reason: 'invalid-input', says: [/environment/] },
    {
      name: 'an unknown environment',
      options: { inputs: { environment: 'prodution' } },
      reason: 'unknown-environment',
      says: [/prodution/, /production/],
    },
    {
      name: 'no approver at all',
      config: (config) => {
        delete approval(config).require
      },
      reason: 'unsatisfiable-policy',
      says: [/Nobody could approve/, /admins/],
    },
    {
      name: 'an empty group',
      config: (config) => {
        config.groups.nobody = []
        approval(config).require = [{ count: 1, from: ['nobody'] }]
      },
      reason: 'unsatisfiable-policy',
      says: [/nobody/],
    },
    {
      name: 'an unknown group',
      config: (config) => {
        approval(config).require = [{ count: 1, from: ['manager'] }]
      },
      reason: 'invalid-configuration',
      says: [/manager/, /managers/],
    },
    {
      name: 'more than there are',
      config: (config) => {
        approval(config).require = [{ count: 3, from: ['alice', 'bob'] }]
      },
      reason: 'unsatisfiable-policy',
      says: [/3 of alice, bob/],
    },
    {
      name: 'nobody but who asked',
      config: (config) => {
        approval(config).require = [{ count: 1, from: ['carol'] }]
      },
      reason: 'unsatisfiable-policy',
      says: [/carol \(asked for it\)/, /self-approval/],
    },
    {
      name: 'people whom the channel does not know',
      config: (config) => {
        config.channels = { ops: { type: 'telegram', token: '$TOKEN', chat: -1 } }
        approval(config).channels = ['ops']
        for (const person of Object.values(config.people)) delete person.telegram
      },
      options: { env: { TOKEN: '1234567:AAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' } },
      reason: 'unsatisfiable-policy',
      says: [/alice/, /no id on these channels/],
    },
    {
      name: 'a missing secret',
      config: (config) => {
        config.channels = { ops: { type: 'telegram', token: '$TELEGRAM_TOKEN', chat: -1 } }
        approval(config).channels = ['ops']
      },
      reason: 'missing-secret',
      says: [/TELEGRAM_TOKEN/],
    },
    {
      name: 'an end that there is not',
      options: { inputs: { 'fail-on': 'failed' } },
      reason: 'invalid-input',
      says: [/failed/, /fail-on/],
    },
    { name: 'a time that is none', options: { inputs: { timeout: 'soon' } }, reason: 'invalid-input', says: [/timeout/, /soon/] },
    {
      name: 'a commit that there is not',
      options: { inputs: { commit: 'deadbeef' } },
      reason: 'unknown-ref',
      says: [/deadbeef/],
    },
    {
      name: 'personal links that would reach nobody',
      config: (config) => {
        config.channels = { page: { type: 'web', listen: '127.0.0.1:0', url: 'http://127.0.0.1' } }
        approval(config).channels = ['page']
      },
      reason: 'invalid-configuration',
      says: [/personal link/, /links: log/],
    },
  ]

  it.each(cases)('$name', async ({ config, options, reason, says }) => {
    const changed = configWith({}) as Config
    config?.(changed)
    gates.configure(changed)
    await expectRefused(options, reason, says)
  })

  it.each([
    { name: 'a wrong token', platform: 'telegram', settings: { token: '$WRONG' }, says: [/token/i] },
    { name: 'a chat that there is not', platform: 'telegram', settings: { chat: -100999 }, says: [/chat/i] },
    { name: 'a wrong secret', platform: 'feishu', settings: { 'app-secret': '$WRONG' }, says: [/app/i] },
    { name: 'a chat that there is not', platform: 'feishu', settings: { chat: 'oc_nowhere' }, says: [/chat|group/i] },
    { name: 'a wrong token', platform: 'slack', settings: { token: '$WRONG' }, says: [/token/i] },
    { name: 'a channel that there is not', platform: 'slack', settings: { chat: 'C0NOWHERE' }, says: [/channel/i] },
  ])('$platform: $name', async ({ platform: name, settings, says }) => {
    const platform = platforms[name] as GatePlatform
    const changed = configWith({ ops: { ...platform.channel, ...settings } }) as Config
    for (const person of ['alice', 'bob']) changed.people[person] = { [name]: platform.ids[person] }
    gates.configure(changed)
    const env = { ...platform.env, WRONG: '7654321098:AAwrong_token_for_tests_0123456789abc' }
    await expectRefused({ env }, /channel-unusable|invalid-configuration|telegram|feishu|slack/, [...says, /ops/])
  })

  it('says all that is wrong with several channels at once', async () => {
    const { telegram, slack } = platforms as Record<'telegram' | 'slack', GatePlatform>
    const changed = configWith({ ops: { ...telegram.channel, chat: -100999 }, team: { ...slack.channel, chat: 'C0NOWHERE' } }) as Config
    for (const person of ['alice', 'bob']) changed.people[person] = { telegram: telegram.ids[person], slack: slack.ids[person] }
    gates.configure(changed)
    await expectRefused({ env: { ...telegram.env, ...slack.env } }, /./, [/ops/, /team/])
  })

  async function expectRefused(options: StepOptions = {}, reason: string | RegExp, says: readonly RegExp[]): Promise<void> {
    const { code, outputs, annotations, log } = await gates.run(options)
    const errors = annotations.filter(({ level }) => level === 'error')
    expect(log).not.toMatch(/^ {4}at /m)
    expect({ code, outcome: outputs.outcome }).toEqual({ code: 1, outcome: 'failed' })
    expect(outputs['reason-code']).toMatch(reason)
    expect(errors).toHaveLength(1)
    for (const words of says) expect(`${errors[0]?.message} ${errors[0]?.title ?? ''}`).toMatch(words)
    for (const platform of Object.values(platforms)) expect(platform.shown('production')).toBeUndefined()
  }
})
