import { describe, expect, it } from '@jest/globals'
import { secretsIn, withoutSecrets } from '../../../../src/chat/delivery/secrets.ts'

const long = 'a1b2c3d4e5f6a7b8c9d0'

describe('secrets of an address', () => {
  it.each([
    ['a key in the query', `https://qyapi.test/cgi-bin/webhook/send?key=${long}`],
    ['a token in the path', `https://hooks.test/services/T00000000/B00000000/${long}`],
    ['a password', `https://user:${long}@hooks.test/x`],
  ])('%s goes, wherever it is repeated', (_, address) => {
    const secrets = secretsIn(address)
    const { pathname, search } = new URL(address)
    for (const said of [address, `no ${long}`, `POST ${pathname}${search}`, decodeURIComponent(address)]) {
      expect(withoutSecrets(said, secrets)).not.toContain(long)
    }
  })

  it('knows a password as it is written, and as it is', () => {
    expect(secretsIn('https://user:p%40ss%2Fword@hooks.test/x')).toEqual(expect.arrayContaining(['p%40ss%2Fword', 'p@ss/word']))
  })

  it.each(['https://hooks.test', 'https://hooks.test/'])('%s has none', (address) => {
    expect(secretsIn(address)).toEqual([])
  })

  it.each(['/hooks/ci', '/services/notify', '/webhook'])(
    'does not take the plain path %s for a secret: it would hide half of a log',
    (path) => {
      expect(secretsIn(`https://hooks.test${path}`)).toEqual([`https://hooks.test${path}`, `https://hooks.test${path}`])
    },
  )

  it('leaves everything else as it is', () => {
    expect(withoutSecrets('sign not match', ['abc', '', long])).toBe('sign not match')
  })

  it('does not cut a short secret out of a longer one', () => {
    expect(withoutSecrets(`see ${long}xyz`, [long, `${long}xyz`])).toBe('see ***')
  })
})
