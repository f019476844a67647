/** What a token may do, as `permissions:` of a job says it; `metadata` can always be read. */
export type Permissions = Readonly<Record<string, 'read' | 'write' | 'none'>>

/** Whether the token has all of one of the lists that would do: `issues=write; pull_requests=write`. */
export function isAllowed(needs: string, permissions: Permissions | undefined): boolean {
  if (permissions === undefined || needs === '') return true
  const has = (need: string): boolean => {
    const [name = '', level] = need.trim().split('=')
    const given = name === 'metadata' ? 'read' : (permissions[name] ?? 'none')
    return given === 'write' || given === level
  }
  return needs.split(';').some((list) => list.split(',').every(has))
}
