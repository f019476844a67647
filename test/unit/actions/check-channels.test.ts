import { describe, expect, it } from '@jest/globals'
import type { OpenChannels } from '../../../src/actions/approval-channels.ts'
import { checkChannels, checkToAsk } from '../../../src/actions/check-channels.ts'
import type { Later } from '../../../src/chat/later.ts'
import { InputError, RemoteError } from '../../../src/kit/errors.ts'
import type { Io } from '../../../src/kit/run.ts'
import { type Text, text } from '../../../src/kit/text.ts'

const connected = text('Connected.', '已连接。')
const absent = text('bob is not there.', 'bob 不在。')
const down = new RemoteError({ code: 'channel-failed', party: 'Chat', problem: text('It is down.', '故障。') })
const mistake = new InputError({ code: 'channel-unusable', problem: text('No such chat.', '没有此群。'), where: 'channels.ops' })

function desk(check: (later?: Later) => Promise<readonly Text[]>) {
  const lines: string[] = []
  const cancel = new AbortController()
  const say = (kind: string) => (words: Text) => void lines.push(`${kind}: ${words.en}`)
  const io = { signal: cancel.signal, log: { info: say('info'), warning: say('warning'), debug: () => {}, locale: 'en' } } as unknown as Io // what checking uses of it
  const channels = { deciding: [{ kind: 'decides', name: 'ops', check }], notifying: [] } as unknown as OpenChannels // likewise
  return { lines, io, channels, cancel }
}

const noting =
  (further: () => Promise<readonly Text[]>) =>
  async (later?: Later): Promise<readonly Text[]> => {
    if (!later) return [connected, ...(await further())]
    later(further)
    return [connected]
  }

describe('a check before people are asked', () => {
  it('does not wait for what can only inform, and tells it afterwards', async () => {
    let isAsked = false
    const { lines, io, channels } = desk(
      noting(async () => {
        isAsked = true
        return [absent]
      }),
    )
    const { cleared, tellFurther } = checkToAsk(channels, io)
    await cleared
    expect([isAsked, lines]).toEqual([false, ['info: ops: Connected.']])
    await tellFurther()
    expect(lines).toEqual(['info: ops: Connected.', 'info: ops: bob is not there.'])
  })

  it('asks nothing any more in a run that is cancelled', async () => {
    const { lines, io, channels, cancel } = desk(noting(async () => [absent]))
    const { cleared, tellFurther } = checkToAsk(channels, io)
    await cleared
    cancel.abort()
    await tellFurther()
    expect(lines).toEqual(['info: ops: Connected.'])
  })

  it('warns of what could not be found out afterwards', async () => {
    const { lines, io, channels } = desk(noting(() => Promise.reject(down)))
    const { cleared, tellFurther } = checkToAsk(channels, io)
    await cleared
    await tellFurther()
    expect(lines.at(-1)).toBe('warning: It is down.')
  })

  it('refuses what must be mended, and goes on where a service is down', async () => {
    const bad = desk(() => Promise.reject(mistake))
    await expect(checkToAsk(bad.channels, bad.io).cleared).rejects.toBe(mistake)
    const late = desk(() => Promise.reject(down))
    await checkToAsk(late.channels, late.io).cleared
    expect(late.lines).toEqual(['warning: It is down.'])
  })
})

describe('a preview', () => {
  it('tells everything', async () => {
    const { io, channels } = desk(noting(async () => [absent]))
    expect(await checkChannels(channels, io)).toEqual([{ name: 'ops', decides: true, findings: [connected, absent] }])
  })
})
