/** A `repository` as git takes it: `owner/name` is one of this GitHub; with only a `ref`, it is this repository. */
export function cloneUrl(repository: string, ref: string, server: string, own: string): string {
  const wanted = repository || (ref ? own : '')
  return /^[\w.-]+\/[\w.-]+$/.test(wanted) ? `${server}/${wanted}` : wanted
}
