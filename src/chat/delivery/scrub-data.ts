/** Data with every word in it put through `clean`, at any depth; names of fields stay, and so does whatever is neither word, list nor record. */
export function scrubData<T>(data: T, clean: (words: string) => string): T {
  const visit = (value: unknown): unknown => {
    if (typeof value === 'string') return clean(value)
    if (Array.isArray(value)) return value.map(visit)
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, visit(part)]))
  }
  return visit(data) as T // the same shape, as just made
}
