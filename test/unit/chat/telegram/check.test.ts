import { afterEach, describe, expect, it } from '@jest/globals'
import { Bot } from 'grammy'
import { InputError } from '../../../../src/kit/errors.ts'
import type { Text } from '../../../../src/kit/text.ts'
import { card, type Desk, type OpenSettings, openDesk } from './desk.ts'

let desk: Desk
afterEach(() => desk.close())

const words = async (settings: OpenSettings = {}) => (await desk.open(settings).check()).map(({ en }) => en)

/** What stands in the way, which the user can mend; nothing was posted. */
async function obstacle(settings: OpenSettings = {}): Promise<InputError> {
  const error = await desk
    .open(settings)
    .check()
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(InputError)
  expect((error as InputError).remedy?.['zh-CN']).toMatch(/\p{Script=Han}/u)
  expect(desk.telegram.calls.filter(({ method }) => method === 'sendMessage')).toEqual([])
  return error as InputError
}

describe('check', () => {
  it('says where the bot writes when all is well, and takes a few calls', async () => {
    desk = await openDesk()
    expect(await words()).toEqual(['The bot @gatekeeper_bot writes in “Operations”.'])
    expect(desk.messages()).toEqual([])
  })

  it.each([
    { name: 'a token that is not known', settings: { token: `1234567:${'x'.repeat(35)}` }, problem: /does not accept the token/ },
    { name: 'a chat that is not known', settings: { chat: '-100999' }, problem: /no such chat.*\(Bad Request: chat not found\)/ },
    { name: 'a topic that is none', settings: { topic: 'General' }, problem: /A topic is a number/ },
  ])('refuses $name', async ({ settings, problem }) => {
    desk = await openDesk()
    const { problem: told, where } = await obstacle(settings)
    expect(told.en).toMatch(problem)
    expect(where).toMatch(/^channels\.ops/)
  })

  it.each([
    { name: 'a bot that was thrown out', chat: { bot: 'kicked' }, problem: /not in this chat any more/ },
    { name: 'a bot that left', chat: { bot: 'left' }, problem: /not in this chat any more/ },
    { name: 'a bot that left a small group', chat: { bot: 'left', type: 'group', id: -5 }, problem: /not in this chat any more/ },
    { name: 'a bot that may not write', chat: { bot: 'restricted' }, problem: /may not write/ },
    { name: 'a group where nobody may write', chat: { canSend: false }, problem: /may not write/ },
    { name: 'a channel where it is no administrator', chat: { type: 'channel' }, problem: /may not write/ },
  ] as const)('refuses $name', async ({ chat, problem }) => {
    desk = await openDesk({ chat })
    expect((await obstacle()).problem.en).toMatch(problem)
  })

  it('refuses a topic that the forum does not have, and says nothing in the group', async () => {
    desk = await openDesk({ chat: { topics: [42] } })
    expect((await obstacle({ topic: '43' })).problem.en).toMatch(/no such topic/)
    expect(await words({ topic: '42' })).toHaveLength(1)
    expect(desk.messages()).toEqual([])
  })

  it('refuses a bot with a webhook, and names where that leads without what may be secret in it', async () => {
    desk = await openDesk()
    const bot = new Bot(desk.telegram.token, { client: { apiRoot: desk.telegram.url } })
    await bot.api.setWebhook('https://hooks.example/secret-path?key=abc')
    const { problem, remedy } = await obstacle()
    expect(problem.en).toContain('a webhook (hooks.example)')
    expect(problem.en).not.toMatch(/secret-path|abc/)
    expect(remedy?.en).toContain('bot of their own')
  })

  it('refuses an address where something else answers', async () => {
    desk = await openDesk()
    await expect(desk.open({ api: `${desk.telegram.url}/elsewhere` }).check()).rejects.toThrow(/does not accept the token/)
    desk.telegram.fail({ fault: { status: 404 } })
    await expect(desk.open().check()).rejects.toMatchObject({
      code: 'channel-failed',
      message: expect.stringContaining('HTTP 404, which is no answer of the Bot API'),
    })
  })

  it('tells who of the voters is not there', async () => {
    desk = await openDesk({ people: 3 })
    desk.telegram.chat(-1001234567890).members.delete(1002)
    expect(await words()).toContain('Not in the chat, and cannot decide there: person-2 (1002).')
  })

  it('does not hold up a request for that', async () => {
    desk = await openDesk({ people: 3 })
    desk.telegram.chat(-1001234567890).members.delete(1002)
    const works: (() => Promise<readonly Text[]>)[] = []
    expect(await desk.open().check((work) => works.push(work))).toHaveLength(1)
    expect(desk.telegram.calls.filter(({ method }) => method === 'getChatMember')).toHaveLength(1) // the bot itself
    expect(await works[0]?.()).toEqual([expect.objectContaining({ en: expect.stringContaining('person-2 (1002)') })])
  })

  it('tells that privacy mode is off, that the chat has no topics, and that a channel takes no commands', async () => {
    desk = await openDesk({ bot: { readsAll: true } })
    expect((await words({ topic: '7' })).join(' ')).toMatch(/Privacy mode of the bot is off.*no topics/)
    await desk.close()
    desk = await openDesk({ chat: { type: 'channel', bot: 'administrator' } })
    expect((await words()).join(' ')).toContain('give no commands')
  })

  it.each([
    { behind: 120_000, note: /behind Telegram/ },
    { behind: -120_000, note: /ahead of Telegram/ },
    { behind: 0, note: undefined },
  ])('compares the clocks: $behind', async ({ behind, note }) => {
    desk = await openDesk({ behind })
    const notes = (await words()).filter((one) => /The clock/.test(one))
    if (note) expect(notes).toEqual([expect.stringMatching(note)])
    else expect(notes).toEqual([])
  })

  it('shows what would be posted', async () => {
    desk = await openDesk()
    const gate = desk.open()
    await gate.check()
    const shown = gate.preview(card())
    await gate.post(card())
    expect(shown).toBe(`${desk.messages()[0]?.text}\n[ ✅ Approve ] [ ❌ Reject ]`)
  })
})
