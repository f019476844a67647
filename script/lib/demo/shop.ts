import { createHash } from 'node:crypto'
import { seededRandom } from '../../../test/support/random.ts'

export type Version = 'v1' | 'v2' | 'v3'

/** What `shop.json` says of a version: the digests of its files, and the settings that it needs from its host. */
export interface ShopFacts {
  readonly files: Readonly<Record<string, string>>
  readonly settings: readonly string[]
}

const news: Readonly<Record<Version, { readonly line: string; readonly settings: readonly string[] }>> = {
  v1: { line: 'We are open.', settings: ['GREETING'] },
  v2: { line: 'New: jasmine tea.', settings: ['GREETING'] },
  v3: { line: 'New: pay by card.', settings: ['GREETING', 'PAYMENT_URL'] },
}

/** The files of a version of the shop: a page, what it needs to be well, and photographs that stay the same. */
export function shopFiles(version: Version): ReadonlyMap<string, string | Buffer> {
  const { line, settings } = news[version]
  const files = new Map<string, string | Buffer>([['index.html', pageOf(version, line)], ...photographs()])
  const digests = Object.fromEntries([...files].map(([path, content]) => [path, digestOf(content)]))
  const facts: ShopFacts = { files: digests, settings }
  return files.set('shop.json', `${JSON.stringify(facts, null, 2)}\n`)
}

const pageOf = (version: Version, line: string): string => `<!doctype html>
<meta charset="utf-8">
<title>Tea shop ${version}</title>
<h1>Tea shop</h1>
<p>${line}</p>
<p>Visits: {visits}</p>
`

/** Some bulk that does not compress, the same in every run. */
function photographs(): [string, Buffer][] {
  const random = seededRandom(7)
  return Array.from({ length: 24 }, (_, index) => [
    `photos/tea-${index + 1}.jpg`,
    Buffer.from(Array.from({ length: 48 << 10 }, () => Math.floor(random() * 256))),
  ])
}

export const digestOf = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex')
