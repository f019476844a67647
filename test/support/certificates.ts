import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { removeFolder, temporaryFolder } from './temporary.ts'

export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** A certificate that nobody trusts, for some names; made by OpenSSL, for a day. */
export async function selfSigned(names: readonly string[]): Promise<Certificate> {
  const folder = await temporaryFolder('certificate')
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const about = ['-subj', '/CN=Sallyport test', '-addext', `subjectAltName=${names.join(',')}`]
  try {
    execFileSync('openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', cert, '-days', '1', ...about], { stdio: 'pipe' })
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  } finally {
    removeFolder(folder)
  }
}

/** Lets this process trust a certificate, as NODE_EXTRA_CA_CERTS does from its start on; returns how to end that. */
export function trust({ cert }: Certificate): () => void {
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, cert])
  return () => setDefaultCACertificates(before)
}
