type Needs = ReadonlyMap<string, readonly string[]>

/**
 * For every entry whose needs lead round in a circle: the circle, its first member again at the end. Whoever only waits for a member of one
 * is not in it. (No recursion: a chain may be ten thousand entries long.)
 */
export function findCircles(needs: Needs): ReadonlyMap<string, readonly string[]> {
  const knotted = peel(peel(needs), true)
  const circles = new Map<string, readonly string[]>()
  const walked = new Set<string>()
  for (const start of knotted.keys()) {
    if (walked.has(start)) continue
    const way: string[] = []
    let next = start
    for (; !walked.has(next); next = knotted.get(next)?.[0] ?? next) {
      walked.add(next)
      way.push(next)
    }
    const found = way.indexOf(next)
    const circle = found < 0 ? (circles.get(next) ?? []) : [...way.slice(found), next]
    for (const member of way) circles.set(member, circle)
  }
  return circles
}

/** Without those that need nothing, over and over; with `isBackwards` without those that nobody needs. What is left hangs together in circles. */
function peel(needs: Needs, isBackwards = false): Needs {
  const [ahead, behind] = isBackwards ? [turned(needs), needs] : [needs, turned(needs)]
  const open = new Map([...needs.keys()].map((id) => [id, (ahead.get(id) ?? []).filter((need) => needs.has(need)).length]))
  const free = [...open].flatMap(([id, count]) => (count === 0 ? [id] : []))
  for (const id of free) {
    for (const waiting of behind.get(id) ?? []) {
      const left = (open.get(waiting) ?? 0) - 1
      open.set(waiting, left)
      if (left === 0) free.push(waiting)
    }
  }
  const gone = new Set(free)
  return new Map(
    [...needs].filter(([id]) => !gone.has(id)).map(([id, list]) => [id, list.filter((need) => needs.has(need) && !gone.has(need))]),
  )
}

/** Who is needed by whom. */
function turned(needs: Needs): Needs {
  const found = new Map<string, string[]>([...needs.keys()].map((id) => [id, []]))
  for (const [id, list] of needs) for (const need of list) found.get(need)?.push(id)
  return found
}
