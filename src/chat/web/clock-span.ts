const second = 1000

/** A span as a clock shows it: `58:12`, `1:05:09`, `2 d 03:05:09`. The script of the page goes on from there and says it alike. */
export function clockSpan(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / second))
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60]
  if (days > 0) return `${days} d ${two(hours)}:${two(minutes)}:${two(seconds % 60)}`
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}
