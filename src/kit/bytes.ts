const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** A number of bytes as people read it: `812 B`, `9.4 MiB`. */
export function formatBytes(bytes: number): string {
  let power = 0
  let value = bytes
  while (value >= 1023.95 && power < units.length - 1) {
    value /= 1024
    power++
  }
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`
}
