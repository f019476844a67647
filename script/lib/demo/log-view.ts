import { indent, type Screen } from './screen.ts'

/**
 * Shows the log of an action while it runs: groups and what is in them, dimmed. The reports per host at its end are left out: the
 * demo asks the hosts themselves.
 */
export function logView({ line: write, paint }: Screen, hosts: readonly string[]): (line: string) => void {
  const isReport = (line: string) => hosts.some((host) => new RegExp(`^▸ ${host}[:：]`).test(line))
  let isOver = false
  let isInside = false
  return (line) => {
    isOver ||= isReport(line)
    if (isOver) return
    const isGroup = line.startsWith('▸ ')
    write(indent + paint('dim', isInside && !isGroup ? `  ${line}` : line))
    isInside ||= isGroup
  }
}
