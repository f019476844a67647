export type Mapping = Readonly<Record<string, unknown>>

export const isMapping = (value: unknown): value is Mapping => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether a mapping has something, and nothing but these keys. */
export const hasOnly = (value: Mapping, keys: ReadonlySet<string>): boolean =>
  Object.keys(value).length > 0 && Object.keys(value).every((key) => keys.has(key))
