import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { cleanKeyText, findPem, pemText } from '../../../src/ssh/key-text.ts'

const base64 = fc.uint8Array({ minLength: 30, maxLength: 600 }).map((bytes) => Buffer.from(bytes).toString('base64'))
const label = fc.constantFrom('OPENSSH PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'PRIVATE KEY')

/** What forms, shells and people make of a key. */
const damages: readonly ((pem: string) => string)[] = [
  (pem) => pem,
  (pem) => pem.trim(),
  (pem) => pem.replaceAll('\n', '\r\n'),
  (pem) => pem.replaceAll('\n', '\r'),
  (pem) => pem.replaceAll('\n', ' '),
  (pem) => pem.replaceAll('\n', ''),
  (pem) => pem.replaceAll('\n', '\\n'),
  (pem) => pem.replaceAll('\n', '\\r\\n'),
  (pem) => pem.replaceAll('\n', '\n    '),
  (pem) => pem.replaceAll('\n', '\n\n'),
  (pem) => `\ufeff${pem}`,
  (pem) => `"${pem}"`,
  (pem) => `  '${pem.replaceAll('\n', '\\n')}' \n`,
  (pem) => pem.replaceAll(' ', '\u00a0'),
  (pem) => pem.replaceAll('-----', '\u2014\u2014'),
  (pem) => Buffer.from(pem).toString('base64'),
  (pem) => `my key:\n${pem}\nthat was it`,
]

describe('the text of a key', () => {
  it('survives whatever happens to its line breaks and edges', () => {
    fc.assert(
      fc.property(label, base64, fc.constantFrom(...damages), (name, content, damage) => {
        const pem = pemText({ label: name, headers: [], base64: content })
        expect(findPem(cleanKeyText(damage(pem)))).toEqual({ label: name, headers: [], base64: content })
      }),
    )
  })

  it('keeps the headers of an encrypted old-style key, even without line breaks', () => {
    const headers = ['Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-128-CBC,0123456789ABCDEF0123456789ABCDEF']
    const pem = pemText({ label: 'RSA PRIVATE KEY', headers, base64: 'ABCDEF00'.repeat(20) })
    for (const damage of damages) expect(findPem(cleanKeyText(damage(pem)))?.headers).toEqual(headers)
  })

  it('finds nothing where the end is missing', () => {
    expect(findPem('-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA')).toBeUndefined()
  })
})
