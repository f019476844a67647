const longest = 2000

/**
 * An address that may become a link: of the web, not absurdly long, and without characters that end a link in some markup. Undefined for
 * anything else (`javascript:`, `dtmd:`).
 */
export function linkUrl(address: string): string | undefined {
  const url = URL.parse(address)
  if (!url || !['http:', 'https:'].includes(url.protocol)) return undefined
  const href = url.href.replace(/[()[\]'"*`|~<>\\{}]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  return href.length <= longest ? href : undefined
}
