/**
 * Does something for each item, at most `limit` at a time. Every one is awaited, whatever happens to the others; the results are in
 * the order of the items.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  task: (item: T) => Promise<R>,
): Promise<PromiseSettledResult<R>[]> {
  const results: PromiseSettledResult<R>[] = []
  let next = 0
  const work = async () => {
    while (next < items.length) {
      const index = next++
      const [result] = await Promise.allSettled([task(items[index] as T)]) // in range: checked above
      results[index] = result
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work))
  return results
}
