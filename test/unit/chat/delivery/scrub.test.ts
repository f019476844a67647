import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { scrub } from '../../../../src/chat/delivery/scrub.ts'

const letters = (count: number) => 'aB3dE6gH9j'.repeat(Math.ceil(count / 10)).slice(0, count)
const key = (kind: string) => `-----BEGIN ${kind}-----\n${letters(64)}\n${letters(64)}\n-----END ${kind}-----`

/** What is left: a secret with a mask in its place, the rest as it was. */
const shapes = [
  ['a token of a job', `use ghs_${letters(36)} now`, 'use *** now'],
  ['a token in colour', `\u001b[31mghp_${letters(36)}\u001b[0m`, '\u001b[31m***\u001b[0m'],
  ['a JWT in colour', `\u001b[1;31meyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${letters(43)}\u001b[0m`, '\u001b[1;31m***\u001b[0m'],
  ['a token of a person', `ghp_${letters(36)}`, '***'],
  ['a token of an OAuth app', `gho_${letters(36)},`, '***,'],
  ['a fine-grained token', `(github_pat_${letters(22)}_${letters(59)})`, '(***)'],
  ['a bot of Slack', `xoxb-123456789012-123456789012-${letters(24)}`, '***'],
  ['a person of Slack', `token=xoxp-1-${letters(30)}`, 'token=***'],
  ['an app of Slack', `xoxa-2-${letters(30)} end`, '*** end'],
  ['a JWT', `jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${letters(43)} end`, 'jwt *** end'],
  ['a key of AWS', 'AKIAIOSFODNN7EXAMPLE is the id', '*** is the id'],
  ['a secret key of AWS', `AWS_SECRET_ACCESS_KEY=${letters(40)} x`, 'AWS_SECRET_ACCESS_KEY=*** x'],
  ['a private key', `before\n${key('OPENSSH PRIVATE KEY')}\nafter`, 'before\n***\nafter'],
  ['a private key in JSON', `{"key":"${key('RSA PRIVATE KEY').replaceAll('\n', '\\n')}"}`, '{"key":"***"}'],
  ['a private key that was cut off', key('EC PRIVATE KEY').slice(0, 120), '***'],
  ['two private keys', `${key('PRIVATE KEY')} and ${key('PRIVATE KEY')}`, '*** and ***'],
  ['a password in an address', 'git clone https://user:pass@git.test/x.git', 'git clone https://***@git.test/x.git'],
  ['a password with signs', 'smtps://ci%40x:p@ss:w!rd@mail.test:465', 'smtps://***@mail.test:465'],
  ['a token in an address', `https://${letters(40)}@github.com/x`, 'https://***@github.com/x'],
  ['a webhook of Slack', `https://hooks.slack.com/services/T0/B0/${letters(24)}?x=1`, 'https://hooks.slack.com/services/***?x=1'],
  ['a webhook of Discord', 'https://discord.com/api/v10/webhooks/12/abc-def_x', 'https://discord.com/api/v10/webhooks/***'],
  ['a bot of Feishu', 'https://open.feishu.cn/open-apis/bot/v2/hook/0a-1b', 'https://open.feishu.cn/open-apis/bot/v2/hook/***'],
  ['a bot of Lark', 'https://open.larksuite.com/open-apis/bot/v2/hook/0a-1b', 'https://open.larksuite.com/open-apis/bot/v2/hook/***'],
  [
    'a robot of DingTalk',
    'https://oapi.dingtalk.com/robot/send?access_token=abc&timestamp=1',
    'https://oapi.dingtalk.com/robot/send?access_token=***&timestamp=1',
  ],
  ['the secret of a robot', `SEC${'0123456789abcdef'.repeat(4)}`, '***'],
  [
    'a robot of WeCom',
    'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=ab-c',
    'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=***',
  ],
  ['a bot of Telegram', `https://api.telegram.org/bot12345678:${letters(35)}/getMe`, 'https://api.telegram.org/bot***/getMe'],
  ['a token of Telegram', `TOKEN=12345678:${letters(35)}`, 'TOKEN=***'],
  ['a secret of a webhook', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', '***'],
  ['a bearer', 'curl -H "Authorization: Bearer abc123" x', 'curl -H "Authorization: Bearer ***" x'],
  ['a basic login', 'authorization: basic dXNlcjpwYXNz -> 401', 'authorization: basic *** -> 401'],
  ['a header without a scheme', "{'Authorization': 'abcdef0123456789'\n}", "{'Authorization': '***'\n}"],
  ['a signature of AWS', 'Authorization: AWS4-HMAC-SHA256 Credential=x, Signature=y\nok', 'Authorization: ***\nok'],
  ['a bearer alone', `sent Bearer ${letters(30)}, got 401`, 'sent Bearer ***, got 401'],
] as const

const harmless = [
  'git@github.com:acme/shop.git',
  'ssh://git@github.com/acme/shop.git',
  'https://github.com/acme/shop/commit/0123456789abcdef0123456789abcdef01234567',
  'https://hooks.slack.com/ is down, and so is discord.com/api',
  'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=***',
  'the bearer of good news, who has authorization to deploy',
  'authorization: the user must log in first',
  'ghp_short, xox, AKIA, eyJ.x.y, SEC, 12:34:56, sk-learn',
  'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
  '2026-10-01T08:00:00Z ERROR at com.acme.Shop(Shop.java:42)',
  'https://example.test:8443/path?at=12:30@noon',
  '发布到生产环境 🚀 \u202e \ud800',
  '***',
]

describe('what looks like a secret', () => {
  it.each(shapes)('%s', (_, words, expected) => {
    expect(scrub(words, [])).toBe(expected)
  })

  it.each(harmless)('is not: %s', (words) => {
    expect(scrub(words, [])).toBe(words)
  })
})

const base64 = (words: string) => Buffer.from(words).toString('base64')
const written: readonly (readonly [string, (secret: string) => string])[] = [
  ['as it is', (secret) => secret],
  ['in a query', encodeURIComponent],
  ['in a form', (secret) => new URLSearchParams({ x: secret }).toString().slice(2)],
  ['in JSON', (secret) => JSON.stringify(secret)],
  ['in Base64', base64],
  ['in Base64 for addresses', (secret) => Buffer.from(secret).toString('base64url')],
  ['in a login of one letter', (secret) => base64(`u:${secret}`)],
  ['in a login of a job', (secret) => base64(`x-access-token:${secret}`)],
  ['in a login of two letters', (secret) => base64(`me:${secret}`)],
]

describe('a registered secret', () => {
  it.each(written)('is found %s', (_, write) => {
    const secret = 'pä?ß "wo/rd"+~*'
    const clean = scrub(`one ${write(secret)} two`, [secret])
    expect(clean).toMatch(/^one .{0,20}\*\*\*.{0,3} two$/)
    for (const [, form] of written.slice(0, 6)) expect(clean).not.toContain(form(secret))
  })

  it('of many lines is found line by line', () => {
    const lines = [letters(40), `x${letters(40)}`]
    expect(scrub(`1 ${lines[0]}\n2 ${lines[1]}`, [lines.join('\n')])).toBe('1 ***\n2 ***')
  })

  it('leaves nothing of another that overlaps it', () => {
    expect(scrub('see abcdefghij!', ['abcdefg', 'defghij'])).toBe('see ***!')
  })

  it('does not come about when another goes', () => {
    expect(scrub('ab1234cd', ['1234', 'b***c'])).toBe('a***d')
  })

  it('of a few letters is no secret: every other word would go', () => {
    expect(scrub('on a machine', ['on', 'a', ''])).toBe('on a machine')
  })
})

describe('whatever is said', () => {
  const secret = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 4, maxLength: 30 }),
    fc.string({ unit: 'binary-ascii', minLength: 4, maxLength: 20 }),
  )
  const piece = fc.string({ unit: fc.constantFrom('发', '🚀', ' ', 'x', '\u202e', '\n', '，'), maxLength: 12 })

  it('no registered secret survives, and the rest is unchanged', () => {
    const parts = fc.array(fc.tuple(piece, fc.nat(), fc.nat(written.length - 1)), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), parts, (secrets, given) => {
        const said = given.map(([before, which, way]) => `${before}${written[way]?.[1](secrets[which % secrets.length] ?? '')}`).join('')
        const clean = scrub(said, secrets)
        for (const form of secrets.flatMap((each) => [each, encodeURIComponent(each.toWellFormed())]))
          expect(clean.includes(form)).toBe(false)
        for (const each of secrets.filter(({ length }) => length >= 8)) expect(clean).not.toContain(base64(each))
      }),
      { seed: 7, numRuns: 150 },
    )
    fc.assert(
      fc.property(fc.array(secret), fc.array(piece), (secrets, pieces) => {
        const said = pieces.join('')
        fc.pre(!secrets.some((each) => said.includes(each)))
        expect(scrub(said, secrets)).toBe(said)
      }),
      { seed: 7, numRuns: 60 },
    )
    fc.assert(
      fc.property(piece, piece, (before, after) => {
        expect(scrub(`${before}${letters(30)}${after}`, [letters(30)])).toBe(`${before}***${after}`)
      }),
      { seed: 7, numRuns: 60 },
    )
  })

  it.each([
    '-----BEGIN PRIVATE KEY-----',
    'authorization:',
    'eyJ-',
    'eyJhbGciOiJIUzI1NiJ9.',
    'x://a:',
    'https://oapi.dingtalk.com/robot/send?',
    'bearer ',
    'AWS_SECRET_ACCESS_KEY=',
    '-----BEGIN PRIVATE KEY-----\nx: ',
  ])('a megabyte of %j takes no time to speak of', (unit) => {
    const started = process.cpuUsage() // of this process alone: others may be at work on the machine
    scrub(`${unit.repeat(Math.ceil(1e6 / unit.length))} end`, ['not in there'])
    expect(process.cpuUsage(started).user).toBeLessThan(6_000_000)
  })
})
