/**
 * What is secret in the address of a webhook: all of it, its password, the values of its query, and parts of its path that are as long as
 * tokens are.
 */
export function secretsIn(address: string): readonly string[] {
  const url = new URL(address)
  const query = [...url.searchParams.values()].filter((value) => value.length >= 8)
  const path = url.pathname.split('/').filter((part) => part.length >= 16)
  const login = url.password ? [url.password, decoded(url.password)] : []
  const tokens = [...query, ...path, ...login]
  const isBare = url.pathname.length <= 1 && !url.search && login.length === 0
  return [...(isBare ? [] : [address, url.href]), ...(tokens.length > 0 ? [url.pathname + url.search] : []), ...tokens]
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Words without secrets that a remote party may have repeated in them. */
export function withoutSecrets(words: string, secrets: readonly string[]): string {
  const long = secrets.filter((secret) => secret.length >= 4).sort((a, b) => b.length - a.length)
  return long.reduce((clean, secret) => clean.replaceAll(secret, '***'), words)
}
