import { secretShapes } from './secret-shapes.ts'

/** Stands where a secret stood. */
const mask = '***'
/** Shorter ones would take every other word with them. */
const shortest = 4
/** Parts of a secret: the lines of a key, which logs show one by one. */
const shortestLine = 12

/** From the first character on, up to but without the last. */
export type Span = readonly [start: number, end: number]

/**
 * Words without secrets: the registered ones, as they are and as they are written in addresses, in JSON and in Base64, and whatever looks
 * like one (tokens, keys, passwords in addresses, addresses of webhooks). Everything else is left as it is.
 */
export const scrub = (words: string, secrets: readonly string[]): string => scrubberOf(secrets)(words)

/** The same for many words: how the secrets may be written is found out once. */
export function scrubberOf(secrets: readonly string[]): (words: string) => string {
  const forms = formsOf(secrets)
  const clean = (words: string): string => {
    const cleaner = without(words, spansOf(words, forms))
    // What is left may form one that has the mask in it; each round is shorter than the one before.
    return cleaner === words ? words : clean(cleaner)
  }
  return clean
}

/** Where secrets stand in words: in order, and apart from each other. */
export const secretSpans = (words: string, secrets: readonly string[]): readonly Span[] => spansOf(words, formsOf(secrets))

function spansOf(words: string, forms: readonly string[]): readonly Span[] {
  const registered = forms.flatMap((form) => occurrences(words, form))
  const shaped = secretShapes.flatMap((shape) => [...words.matchAll(shape)].flatMap(({ indices }) => spanIn(indices)))
  return merged([...registered, ...shaped]).filter(([start, end]) => words.slice(start, end) !== mask)
}

/** What a shape means: its group, or all of it. */
const spanIn = (indices: RegExpIndicesArray | undefined): Span[] => {
  const found = indices?.[1] ?? indices?.[0]
  return found ? [found] : []
}

/** The words with a mask in the place of each span. */
export function without(words: string, spans: readonly Span[]): string {
  let clean = ''
  let from = 0
  for (const [start, end] of spans) {
    clean += words.slice(from, start) + mask
    from = end
  }
  return clean + words.slice(from)
}

function merged(spans: readonly Span[]): readonly Span[] {
  const apart: [number, number][] = []
  for (const [start, end] of spans.toSorted(([a], [b]) => a - b)) {
    const last = apart.at(-1)
    if (last && start < last[1]) last[1] = Math.max(last[1], end)
    else apart.push([start, end])
  }
  return apart
}

function occurrences(words: string, secret: string): Span[] {
  const found: Span[] = []
  for (let at = words.indexOf(secret); at >= 0; at = words.indexOf(secret, at + 1)) found.push([at, at + secret.length])
  return found
}

/** Every way in which the secrets may be written. */
function formsOf(secrets: readonly string[]): readonly string[] {
  const whole = secrets.filter(({ length }) => length >= shortest)
  const lines = whole.flatMap((secret) => (secret.includes('\n') ? secret.split(/\r?\n/).map((line) => line.trim()) : []))
  const all = [...whole, ...lines.filter(({ length }) => length >= shortestLine)]
  return [...new Set(all.flatMap((secret) => [secret, ...inAddresses(secret), JSON.stringify(secret).slice(1, -1), ...inBase64(secret)]))]
}

function inAddresses(secret: string): readonly string[] {
  const encoded = encodeURIComponent(secret.toWellFormed())
  const lower = (words: string) => words.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
  const strict = encoded.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  const all = [encoded, strict, encodeURI(secret.toWellFormed()), new URLSearchParams([['', secret]]).toString().slice(1)]
  return [...all, ...all.map(lower)]
}

/**
 * What is the same in the Base64 of anything that contains the secret, for each of the three places in which it may begin: a login is encoded
 * together with its user.
 */
function inBase64(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  const forms = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const end = (offset + bytes.length) % 3 === 0 ? encoded.length : encoded.length - 1
    return encoded.slice(offset === 0 ? 0 : offset + 1, end)
  })
  // Too short a part would be found by chance.
  const all = [bytes.toString('base64'), ...forms.filter(({ length }) => length >= 8)]
  return all.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')])
}
