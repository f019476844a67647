/** All that is trusted: what Node trusts (its own list, and NODE_EXTRA_CA_CERTS), and the authorities of `ca` beside it. */
export async function trusted(ca: string): Promise<string[]> {
  const { getCACertificates } = await import('node:tls')
  return [...getCACertificates('default'), ca]
}
