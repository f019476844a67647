/** What a `ref` input names. */
export type RefChoice =
  | { readonly kind: 'ref'; readonly ref: string }
  | { readonly kind: 'commit'; readonly commit: string; readonly branch: string | undefined }

/**
 * Reads a `ref` against the full names that exist: a tag, a branch, `HEAD` (the default branch), `branch@commit`, or a commit of at least seven digits. A tag wins
 * over a branch of the same name. Undefined when nothing fits.
 */
export function readRef(ref: string, known: readonly string[]): RefChoice | undefined {
  if (ref === 'HEAD') return { kind: 'ref', ref }
  for (const name of [ref, `refs/tags/${ref}`, `refs/heads/${ref}`]) {
    if (known.includes(name)) return { kind: 'ref', ref: name }
  }
  const [, branch, commit] = /^(?:(.+)@)?([0-9a-f]{7,40})$/i.exec(ref) ?? []
  if (!commit || (branch && !known.includes(`refs/heads/${branch}`))) return undefined
  return { kind: 'commit', commit: commit.toLowerCase(), branch }
}
