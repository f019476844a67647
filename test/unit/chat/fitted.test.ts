import { describe, expect, it } from '@jest/globals'
import { fitted } from '../../../src/chat/fitted.ts'
import type { Message } from '../../../src/chat/message.ts'
import { exampleMessage } from './notice-context.ts'

const links = Array.from({ length: 5 }, (_, index) => ({
  label: `Link ${index}`,
  url: `https://example.test/${'x'.repeat(1500)}/${index}`,
}))
const mentions = Array.from({ length: 20 }, (_, index) => ({ name: `person${index}`, ids: {} }))
const size = (message: unknown) => JSON.stringify(message).length

describe('a message in a place with a limit', () => {
  it('stays as it is where it fits', () => {
    expect(fitted(exampleMessage, () => true)).toEqual(exampleMessage)
  })

  it('gives up mentions before links, and links from the last on', () => {
    const message = { ...exampleMessage, links, mentions }
    const least = { ...message, facts: [], sections: [] }
    const room = (spare: Partial<Message>) => size({ ...least, ...spare })
    const within = (limit: number) => fitted(message, (candidate) => size(candidate) <= limit)
    expect(within(room({ mentions: mentions.slice(0, 5) }))).toMatchObject({ links, mentions: mentions.slice(0, 5) })
    expect(within(room({ mentions: [], links: links.slice(0, 2) }))).toMatchObject({ links: links.slice(0, 2), mentions: [] })
  })

  it('gives up an endless address rather than the links behind it', () => {
    const endless = `https://example.test/${'x'.repeat(5000)}`
    const lines = [{ words: 'x', url: endless }]
    const message = { ...exampleMessage, links: [{ label: 'x', url: endless }, ...exampleMessage.links], sections: [{ title: 'x', lines }] }
    expect(fitted(message, () => true)).toMatchObject({ links: exampleMessage.links, sections: [{ lines: [{ words: 'x' }] }] })
    expect(size(fitted(message, () => true))).toBeLessThan(3000)
  })

  it('cuts what nobody reads to the end', () => {
    const { headline, footer } = fitted({ ...exampleMessage, headline: '长'.repeat(1000), footer: 'x'.repeat(1000) }, () => true)
    expect([headline.length, footer.length]).toEqual([200, 300])
  })

  it('says how many lines it left out', () => {
    const lines = Array.from({ length: 700 }, () => ({ words: 'x' }))
    const { sections } = fitted({ ...exampleMessage, sections: [{ title: 'x', lines, more: 5 }] }, () => true)
    expect([sections[0]?.lines.length, sections[0]?.more]).toEqual([500, 205])
  })
})
