import type { Text } from '../kit/text.ts'

/** What can only inform, and stands in nobody's way: it is found out and told once people have been asked. */
export type Later = (work: () => Promise<readonly Text[]>) => void

/** Findings that stand in nobody's way: now, or with the others of their kind. */
export async function findingsOf(work: () => Promise<readonly Text[]>, later: Later | undefined): Promise<readonly Text[]> {
  if (!later) return work()
  later(work)
  return []
}
