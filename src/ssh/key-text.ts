/** The text of a key between its BEGIN and END lines. */
export interface Pem {
  /** `OPENSSH PRIVATE KEY`, `RSA PRIVATE KEY`, … */
  readonly label: string
  /** The lines that tell how an old-style key is encrypted. */
  readonly headers: readonly string[]
  readonly base64: string
}

/**
 * What a secret holds, freed from what people and forms do to it: byte order mark, invisible spaces, quotes around it, `\n`
 * written out, Windows line ends, the whole of it in base64 once more.
 */
export function cleanKeyText(raw: string): string {
  const cleaned = raw
    .replace(/[\ufeff\u200b-\u200d\u2060]/g, '')
    .replaceAll('\u00a0', ' ')
    .replace(/(\\r)?\\n/g, '\n')
    .replace(/\r\n?/g, '\n')
    .trim()
    .replace(/^(["'`])([\s\S]*)\1$/, '$2')
    .trim()
  return /^LS0tLS1CRUdJTi/.test(cleaned) ? cleanKeyText(Buffer.from(cleaned, 'base64').toString('utf8')) : cleaned
}

const dashes = '[-\u2010-\u2015]{2,}'
const envelope = new RegExp(`${dashes} ?BEGIN ([A-Z0-9 ]+?) ?${dashes}([\\s\\S]*?)${dashes} ?END \\1 ?${dashes}`)
const header = /(Proc-Type|DEK-Info): *(4,ENCRYPTED|AES-\d+-CBC,[0-9A-Fa-f]{32}|DES-(?:EDE3-)?CBC,[0-9A-Fa-f]{16})/g

/** Finds the key in cleaned text, whatever became of its line breaks. */
export function findPem(cleaned: string): Pem | undefined {
  const [, label, body] = envelope.exec(cleaned) ?? []
  if (label === undefined || body === undefined) return undefined
  const headers = [...body.matchAll(header)].map(([, name, value]) => `${name}: ${value}`)
  return { label, headers, base64: body.replace(header, '').replace(/\s+/g, '') }
}

/** The key as every parser takes it. */
export function pemText({ label, headers, base64 }: Pem): string {
  const lines = base64.match(/.{1,64}/g) ?? []
  const head = headers.length > 0 ? [...headers, ''] : []
  return [`-----BEGIN ${label}-----`, ...head, ...lines, `-----END ${label}-----`, ''].join('\n')
}
