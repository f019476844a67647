import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Certificate } from './certificates.ts'
import { removeFolder, temporaryFolder } from './temporary.ts'

export interface Wishes {
  /** As OpenSSL writes times; from now until tomorrow by default. */
  readonly validity?: { readonly since: string; readonly until: string }
  /** Elliptic curves are the default; not every server takes them. */
  readonly key?: 'rsa'
}

/** An authority of one's own, that nobody trusts unless it is named. */
export interface Authority extends Certificate {
  /** A certificate for some names: `IP:127.0.0.1`, `DNS:localhost`. */
  issue(names: readonly string[], wishes?: Wishes): Promise<Certificate>
}

const rsa = ['-newkey', 'rsa:2048', '-nodes']
const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
const openssl = (...argv: readonly string[]) => execFileSync('openssl', argv, { stdio: 'pipe' })

export async function authority(): Promise<Authority> {
  const own = await inFolder((folder) => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const rights = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign']
    openssl('req', '-x509', ...curve, '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=Sallyport test authority', ...rights)
    return { key, cert }
  })
  return { ...own, issue: (names, wishes = {}) => inFolder((folder) => issue(folder, own, names, wishes)) }
}

type Paths = { readonly key: string; readonly cert: string }

async function inFolder(work: (folder: string) => Paths): Promise<Certificate> {
  const folder = await temporaryFolder('authority')
  try {
    const { key, cert } = work(folder)
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  } finally {
    removeFolder(folder)
  }
}

function issue(folder: string, issuer: Certificate, names: readonly string[], { validity, key: kind }: Wishes): Paths {
  const at = (name: string, content?: string): string => {
    if (content !== undefined) writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const [key, request, cert] = [at('key.pem'), at('request.pem'), at('cert.pem')]
  const base = ['[ca]', 'default_ca=own', '[own]', `dir=${folder}`, `database=${at('index', '')}`, `new_certs_dir=${folder}`]
  const policy = ['rand_serial=yes', 'default_md=sha256', 'policy=any', '[any]', 'commonName=optional']
  const config = at('ca.cnf', [...base, ...policy, '[names]', `subjectAltName=${names.join(',')}`, ''].join('\n'))
  openssl('req', ...(kind === 'rsa' ? rsa : curve), '-keyout', key, '-out', request, '-subj', '/CN=Sallyport test')
  const by = ['-cert', at('ca.pem', issuer.cert), '-keyfile', at('ca.key', issuer.key)]
  const span = validity ? ['-startdate', validity.since, '-enddate', validity.until] : ['-days', '1']
  openssl('ca', '-batch', '-notext', '-config', config, ...by, '-in', request, '-out', cert, '-extensions', 'names', ...span)
  return { key, cert }
}
