import { afterEach, describe, expect, it } from '@jest/globals'
import { harmlessOffset } from '../../../../src/chat/telegram/peek.ts'
import { card, type Desk, group, only, openDesk, openPosted, request, user } from './desk.ts'

let desk: Desk
afterEach(() => desk?.close())

/** What other gates in Telegram get wrong, each as it must not be with us (facts/approval.md 1c). */
describe('a gate in Telegram', () => {
  it('forgets no update of another one: 11, an offset of -1 kept the newest alone', async () => {
    const opened = await openPosted({ firstUpdate: 2_000_001 })
    desk = opened.desk
    const other = desk.open()
    await other.post(card({ decision: { ...card().decision, id: 'AB2CD3' } as never }))
    const gates = [opened.gate, other]
    for (let number = 1; number <= 5; number++) {
      void desk.telegram.people.press(user(number), group, 1, 'Approve')
      void desk.telegram.people.press(user(number), group, 2, 'Reject')
    }
    for (const gate of gates) {
      const asks = await gate.read()
      expect(asks.map((ask) => ask.user)).toEqual(['1001', '1002', '1003', '1004', '1005'])
      expect(new Set(asks.map(({ does }) => does)).size).toBe(1)
    }
    const offsets = desk.telegram.calls.filter(({ method }) => method === 'getUpdates').map(({ parameters }) => Number(parameters.offset))
    expect(offsets.every((offset) => offset >= 0 && offset < 2_000_001)).toBe(true)
    expect(desk.telegram.pending).toBe(10)
  })

  it('asks below every id that is there, wherever ids begin', () => {
    const known = (id: number) => ({ known: new Map([[id, { seen: 0, after: 0, dated: undefined }]]) })
    for (const random of [0, 0.5, 0.999_999]) {
      expect(harmlessOffset({ known: new Map() }, random)).toBeLessThan(100_000)
      for (const id of [1, 2, 3, 1000, 2_000_001]) expect(harmlessOffset(known(id), random)).toBeLessThan(id)
    }
  })

  it('looks at who it was and where: 11, anybody in any chat could approve', async () => {
    const opened = await openPosted()
    desk = opened.desk
    void desk.telegram.people.press(user(3), group, 1, 'Approve')
    expect(only(await opened.gate.read())).toMatchObject({ user: '1003' })
  })

  it('leaves no click spinning: 11, they were never answered', async () => {
    const opened = await openPosted()
    desk = opened.desk
    const seen = desk.telegram.people.press(user(3), group, 1, 'Approve')
    await opened.gate.answer(only(await opened.gate.read()), { words: 'Not counted', kind: 'refused' })
    expect(await seen).toEqual({ text: 'Not counted', isAlert: true })
  })

  it('writes no update into the log: 9, 11, they were dumped there', async () => {
    const opened = await openPosted({ bot: { readsAll: true } })
    desk = opened.desk
    desk.telegram.people.say(user(2), group, 'a private remark')
    void desk.telegram.people.press(user(2), group, 1, 'Approve')
    await opened.gate.read()
    expect(desk.logged.join('\n')).not.toMatch(/private remark|callback_query|update_id|first_name/)
  })

  it('takes words for what they are: 6, “this is NOT approved!” approved', async () => {
    const opened = await openPosted({ bot: { readsAll: true } })
    desk = opened.desk
    for (const words of [
      `this is NOT approved! ${request}`,
      `approve ${request}`,
      `/approve_all ${request}`,
      `please do not /approve ${request}`,
    ])
      desk.telegram.people.say(user(2), group, words, { replyTo: 1 })
    expect(await opened.gate.read()).toEqual([])
  })

  it('does not go by what a button says alone: 9, a constant in it let any gate’s click through', async () => {
    desk = await openDesk()
    const gates = [desk.open(), desk.open()]
    for (const gate of gates) await gate.post(card())
    const data = [1, 2].map((number) => JSON.stringify(desk.telegram.message(group, number).markup))
    expect(data[0]).not.toBe(data[1])
    void desk.telegram.people.press(user(1), group, 2, 'Approve')
    expect(await gates[0]?.read()).toEqual([])
    expect(await gates[1]?.read()).toHaveLength(1)
  })
})
