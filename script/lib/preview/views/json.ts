/** What a body holds, looked at step by step: bodies are shown as they are, whatever they are. */
export type Json = Readonly<Record<string, unknown>>

export const objectIn = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
export const listIn = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(objectIn) : [])
export const wordsIn = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** JSON inside of JSON, as some platforms want it. */
export function parsedIn(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return undefined
  }
}
