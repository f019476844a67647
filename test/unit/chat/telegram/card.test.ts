import { afterEach, describe, expect, it } from '@jest/globals'
import type { DecisionChannel } from '../../../../src/chat/channel.ts'
import { buttonsOf, card, type Desk, finalCard, group, only, openDesk, openPosted, request, user } from './desk.ts'

let desk: Desk
afterEach(() => desk.close())

/** A gate whose card is posted. */
async function posted(...options: Parameters<typeof openPosted>): Promise<DecisionChannel> {
  const opened = await openPosted(...options)
  desk = opened.desk
  return opened.gate
}
const press = (number: number, label = 'Approve', message = 1) => desk.telegram.people.press(user(number), group, message, label)

describe('the card', () => {
  it('is posted with two buttons, and where a page of it is', async () => {
    desk = await openDesk()
    const { url, ref } = await desk.open().post(card())
    const [message] = desk.messages()
    expect(url).toBe('https://t.me/c/1234567890/1')
    expect(ref).not.toContain(desk.telegram.token.split(':')[1])
    expect(message?.text).toBe(
      [
        '🔴 PRODUCTION\n⏳ Release shop v2 to production?',
        'Project: shop\nCommit: abcdef123456',
        'Changes\n• abc1234 Mend the cart — ann\n… and 3 more',
        `Run\nWith a reason: /approve@gatekeeper_bot ${request} … or /reject@gatekeeper_bot ${request} …`,
        `Request ${request}`,
      ].join('\n\n'),
    )
    expect(message && buttonsOf(message)).toEqual(['✅ Approve', '❌ Reject'])
    const links = message?.entities.flatMap((entity) => (entity.type === 'text_link' ? [entity.url] : []))
    expect(links).toEqual([
      'https://github.test/acme/shop/commit/abcdef',
      'https://github.test/c/abc1234',
      'https://github.test/acme/shop/actions/runs/7',
    ])
    const [call] = desk.telegram.calls.filter(({ method }) => method === 'sendMessage')
    expect(JSON.parse(call?.parameters.link_preview_options ?? '')).toEqual({ is_disabled: true })
  })

  it('is edited, left alone where nothing is new, and loses its buttons at the end', async () => {
    const gate = await posted()
    const edits = () => desk.telegram.calls.filter(({ method }) => method === 'editMessageText').length
    await gate.update(card())
    expect(edits()).toBe(0)
    await gate.update(card({ footer: '1 of 2' }))
    expect(desk.telegram.message(group, 1).text).toContain('1 of 2')
    expect(buttonsOf(desk.telegram.message(group, 1))).toHaveLength(2)
    await gate.update(finalCard())
    expect(desk.telegram.message(group, 1)).toMatchObject({ text: expect.stringContaining('✅ Approved: shop v2'), markup: undefined })
    expect(edits()).toBe(2)
    expect(desk.messages()).toHaveLength(1)
  })

  it('takes “not modified” for done: an edit whose answer was lost is made again', async () => {
    const gate = await posted()
    desk.telegram.fail({ method: 'editMessageText', fault: { reset: 'after' } })
    await gate.update(finalCard())
    expect(desk.telegram.message(group, 1)).toMatchObject({ edits: 1, markup: undefined })
  })

  it('is posted again, and says so, when somebody deleted it; the new one counts', async () => {
    const gate = await posted()
    desk.telegram.people.remove(group, 1)
    await gate.update(card({ footer: '1 of 2' }))
    const [message] = desk.messages()
    expect(message).toMatchObject({ id: 2, text: expect.stringMatching(/^Posted again: .*1 of 2$/s) })
    void press(1, 'Approve', 2)
    expect(only(await gate.read())).toMatchObject({ does: 'approve', user: '1001' })
    desk.telegram.people.remove(group, 2)
    await gate.update(finalCard())
    expect(desk.messages().map(buttonsOf)).toEqual([[]])
  })

  it('goes to a topic, and to General without naming it', async () => {
    await posted({ chat: { topics: [42] } }, { topic: '42' })
    expect(desk.messages()).toMatchObject([{ topic: 42 }])
    const { url } = await desk.open({ topic: '1' }).post(card())
    expect(desk.messages().at(-1)).toMatchObject({ topic: undefined })
    expect(url).toBe('https://t.me/c/1234567890/2')
  })

  it('gets its final form although the run is cancelled', async () => {
    const cancel = new AbortController()
    const gate = await posted({ signal: cancel.signal })
    cancel.abort(new Error('cancelled'))
    await gate.update(finalCard({ headline: 'Cancelled: shop v2' }))
    expect(desk.telegram.message(group, 1)).toMatchObject({ text: expect.stringContaining('Cancelled'), markup: undefined })
  })

  it('is sent without markup should Telegram not take the markup', async () => {
    desk = await openDesk()
    const { Refusal } = await import('../../../fakes/telegram/telegram.ts')
    const refuse = new Refusal(400, 'Bad Request: can\'t parse entities: Unsupported start tag "b" at byte offset 3')
    desk.telegram.fail({ method: 'sendMessage', fault: { refuse } })
    await desk.open().post(card())
    expect(desk.messages()).toMatchObject([{ entities: [], text: expect.stringContaining('⏳ Release shop v2') }])
  })
})

describe('reminders', () => {
  it('answer the card and alert people by their number', async () => {
    const gate = await posted()
    const mentions = [
      { name: 'Alice <b>', ids: { telegram: '1001' } },
      { name: 'Bob', ids: {} },
    ]
    await gate.remind(finalCard({ headline: 'Still waiting', tone: 'waiting', mentions, facts: [], sections: [], links: [] }))
    const note = desk.messages().at(-1)
    expect(note).toMatchObject({ replyTo: 1, text: `🔴 PRODUCTION\n⏳ Still waiting\n\nAlice <b>, Bob\n\nApproved by ann.` })
    const alerted = note?.entities.flatMap((entity) => (entity.type === 'text_mention' ? [entity.user.id] : []))
    expect(alerted).toEqual([1001])
  })

  it('come although the card was deleted, and never twice', async () => {
    const gate = await posted()
    desk.telegram.people.remove(group, 1)
    desk.telegram.fail({ method: 'sendMessage', fault: { reset: 'after' } })
    await expect(gate.remind(finalCard())).rejects.toMatchObject({ code: 'network-failed', retryable: true })
    expect(desk.messages()).toHaveLength(1)
  })
})
