import { describe, expect, it } from '@jest/globals'
import { load, refusal } from './loading.ts'

const at = '.github/sallyport.yml'

describe('loadConfig takes', () => {
  it.each([
    { name: 'a byte-order mark', file: '\ufefflocale: zh-CN\n' },
    { name: 'CRLF', file: 'locale: zh-CN\r\nservers:\r\n  a:\r\n    host: b\r\n    user: c\r\n' },
    { name: 'anchors', file: 'locale: zh-CN\nservers:\n  a: &a { host: b, user: c }\n  d: *a\n' },
    { name: 'sections without a value', file: 'locale: zh-CN\nservers:\nenvironments:\n  test:\n' },
  ])('$name', async ({ file }) => {
    expect((await load(file)).locale).toBe('zh-CN')
  })

  it('identifiers as they are written, however long', async () => {
    const config = await load('people: { a: { discord: 1234567890123456789, dingtalk: 0012, telegram: 5 } }\n')
    const { directoryOf } = await import('../../../src/config/config.ts')
    expect(directoryOf(config).people[0]).toMatchObject({ discord: '1234567890123456789', dingtalk: '0012', telegram: '5' })
  })

  it('an inline configuration alone, and masks the secrets that it holds', async () => {
    const masked: string[] = []
    const config = await load(undefined, {
      inline: 'servers: { a: { host: b, user: c, key: KEY } }',
      mask: (secret) => masked.push(secret),
    })
    expect(config.servers.map(({ name }) => name)).toEqual(['a'])
    expect(masked).toEqual(['KEY'])
  })

  it('inline configuration over the file, with mistakes placed in the right one', async () => {
    const file = 'servers:\n  a: { host: b, user: c }\nenvironments: { test: { deploy: { keep: no } } }\n'
    const { words } = await refusal(() => load(file, { inline: 'servers:\n  a:\n    port: x\n' }))
    expect(words).toContain('  with.config:3:11 (servers.a.port)')
    expect(words).toContain(`  ${at}:3:41 (environments.test.deploy.keep)`)
  })
})
