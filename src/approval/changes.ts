/** What a release would bring that is not there yet, as far as it could be found out. */
export type Changes =
  | {
      readonly kind: 'known'
      /** What was released before. */
      readonly since: string
      /** Newest first, perhaps not all of them. */
      readonly commits: readonly Change[]
      /** How many there are in all. */
      readonly total: number
      /** How many commits of what was released before are not in this release: it was made beside them. */
      readonly behind: number
      readonly compareUrl: string
    }
  /** An older commit than the one that was released before: nothing comes, and these go away again. */
  | {
      readonly kind: 'back'
      readonly since: string
      /** Newest first, perhaps not all of them. */
      readonly commits: readonly Change[]
      readonly total: number
      readonly compareUrl: string
    }
  /** The very commit that was released before. */
  | { readonly kind: 'same'; readonly since: string }
  | { readonly kind: 'first' }
  /** Could not be found out, and why. */
  | { readonly kind: 'unknown'; readonly why: string }

/** One commit: texts from outside, hostile. */
export interface Change {
  readonly commit: string
  readonly subject: string
  readonly author: string
  readonly url: string
}
