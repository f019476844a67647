import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { InputError } from '../../../../src/kit/errors.ts'
import type { Text } from '../../../../src/kit/text.ts'
import type { FeishuApp, FeishuChat } from '../../../fakes/feishu/state.ts'
import { type FeishuWorld, feishuWorld } from './open-feishu.ts'

let world: FeishuWorld
beforeEach(async () => {
  world = await feishuWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

const without = (app: FeishuApp, ...scopes: readonly string[]) => {
  for (const scope of scopes) app.scopes.delete(scope)
}

describe('check', () => {
  it('finds nothing to say where all is well, and posts nothing', async () => {
    expect(await world.open().check()).toEqual([])
    expect(world.feishu.state.messages.size).toBe(0)
    expect([...world.feishu.state.messages.values()].flatMap(({ reactions }) => reactions)).toEqual([])
  })

  const obstacles: readonly {
    name: string
    change: (app: FeishuApp, chat: FeishuChat) => void
    settings?: object
    says: RegExp
    remedy: RegExp
  }[] = [
    {
      name: 'a wrong secret',
      change: () => {},
      settings: { appSecret: 'wrong-secret-1' },
      says: /does not know this app and secret \(10014/,
      remedy: /larksuite/,
    },
    { name: 'an unknown app', change: () => {}, settings: { appId: 'cli_0' }, says: /10003/, remedy: /app-id/ },
    { name: 'a chat that is none', change: () => {}, settings: { chat: '-1001' }, says: /“-1001” is no chat/, remedy: /oc_/ },
    { name: 'an unknown chat', change: () => {}, settings: { chat: 'oc_0' }, says: /no such chat \(230034/, remedy: /oc_/ },
    {
      name: 'a bot that is not in it',
      change: (_, chat) => chat.apps.clear(),
      says: /not in the chat \(230002/,
      remedy: /Settings → Bots/,
    },
    {
      name: 'an app without a bot',
      change: (app) => {
        app.hasBot = false
      },
      says: /no bot \(230006/,
      remedy: /Switch the bot on/,
    },
    {
      name: 'a group with secret messages',
      change: (_, chat) => {
        chat.isSecret = true
      },
      says: /secret \(231203/,
      remedy: /copied/,
    },
    {
      name: 'a dissolved group',
      change: (_, chat) => {
        chat.isDissolved = true
      },
      says: /dissolved \(232009/,
      remedy: /./,
    },
    {
      name: 'no right to read the group',
      change: (app) => without(app, 'im:message.group_msg'),
      says: /lacks a right \(230027: .*im:message.group_msg/,
      remedy: /Grant/,
    },
    {
      name: 'no right to read messages',
      change: (app) => without(app, 'im:message:readonly'),
      says: /99991672/,
      remedy: /one of these rights.*im:message:readonly/,
    },
    {
      name: 'no right to read reactions',
      change: (app) => {
        without(app, 'im:message:readonly', 'im:message.reactions:read')
        app.scopes.add('im:message.history:readonly')
      },
      says: /99991672/,
      remedy: /im:message.reactions:read/,
    },
    {
      name: 'no right to react',
      change: (app) => without(app, 'im:message.reactions:write_only'),
      says: /99991672/,
      remedy: /im:message.reactions:write_only/,
    },
    {
      name: 'no right to send',
      change: (app) => without(app, 'im:message:send_as_bot'),
      says: /99991672/,
      remedy: /im:message:send_as_bot/,
    },
  ]
  it.each(obstacles)('stops at $name, and says how to mend it', async ({ change, settings, says, remedy }) => {
    change(world.app, world.chat)
    const fault = await world
      .open(settings)
      .check()
      .catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(InputError)
    const { problem, remedy: help, where, code } = fault as InputError
    expect(problem.en).toMatch(says)
    expect(help?.en).toMatch(remedy)
    expect([where?.replace(/\.chat$/, ''), code]).toEqual(['channels.lark', 'channel-unusable'])
    expect(`${problem['zh-CN']}${help?.['zh-CN']}`).toMatch(/\p{Script=Han}/u)
    expect(world.feishu.state.messages.size).toBe(0)
  })

  const notes: readonly { name: string; change: (world: FeishuWorld) => void; voters?: readonly object[]; says: RegExp }[] = [
    { name: 'who is not in the group', change: ({ chat, alice }) => chat.people.delete(alice.openId), says: /^alice is not in the group/ },
    {
      name: 'ids that are none',
      change: () => {},
      voters: [{ name: 'bob', roles: [], projects: [], feishu: '4d7a3c6g' }],
      says: /bob: “4d7a3c6g” is no open id/,
    },
    { name: 'what it may not look at', change: ({ app }) => without(app, 'im:chat:readonly'), says: /could not be found out.*im:chat/ },
  ]
  it.each(notes)('tells $name', async ({ change, voters, says }) => {
    change(world)
    const told = await world.open({}, voters ? { voters: voters as never } : {}).check()
    expect(told.map(({ en }) => en).join('\n')).toMatch(says)
  })

  it('does not hold up a request for that', async () => {
    world.chat.people.delete(world.alice.openId)
    const works: (() => Promise<readonly Text[]>)[] = []
    expect(await world.open().check((work) => works.push(work))).toEqual([])
    expect((await works[0]?.())?.map(({ en }) => en)).toEqual([expect.stringMatching(/^alice is not in the group/)])
  })

  it('tells that a group of topics has no answers for one person alone', async () => {
    await using topics = await feishuWorld({ chat: { messages: 'thread' } })
    expect((await topics.open().check()).map(({ en }) => en)).toEqual([expect.stringContaining('shows topics')])
  })

  it('is a fault of the network where nobody answers', async () => {
    world.feishu.faults.isDown = true
    await expect(world.open().check()).rejects.toMatchObject({ code: 'network-failed', retryable: true })
  })
})
