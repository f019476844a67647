import { X509Certificate } from 'node:crypto'
import { InputError } from './errors.ts'
import { type Text, text } from './text.ts'

const block = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g

/**
 * The certificates of an authority of one's own, as the setting `ca` gives them: PEM, one or several, words around them ignored. Throws an
 * `InputError` at `where` for anything that could not be trusted as a whole.
 */
export function authorityOf(pem: string, where: string): string {
  const blocks = [...pem.matchAll(block)].map(([words, kind]) => ({ words, kind }))
  if (blocks.some(({ kind }) => kind?.includes('PRIVATE KEY'))) throw unusable(where, privateKey)
  if (blocks.length === 0) throw unusable(where, noCertificate)
  for (const { words } of blocks) {
    try {
      new X509Certificate(words)
    } catch (cause) {
      throw unusable(where, damaged, cause)
    }
  }
  return blocks.map(({ words }) => `${words}\n`).join('')
}

const noCertificate = text('There is no certificate in it.', '其中没有证书。')
const damaged = text('A certificate in it is damaged.', '其中的证书已损坏。')
const privateKey = text('There is a private key in it, which belongs nowhere but to its owner.', '其中含有私钥，私钥只应由其所有者保管。')

const unusable = (where: string, problem: Text, cause?: unknown): InputError =>
  new InputError({
    code: 'invalid-configuration',
    problem,
    where,
    remedy: text(
      'Put the certificate of the authority here, as PEM: -----BEGIN CERTIFICATE----- … -----END CERTIFICATE-----.',
      '请在此填写 CA 证书（PEM 格式）：-----BEGIN CERTIFICATE----- … -----END CERTIFICATE-----。',
    ),
    ...(cause === undefined ? {} : { cause }),
  })
