/** Runs tasks in the order they come, at most `limit` at once: an sshd drops connections when many are not logged in yet (MaxStartups). */
export function gate(limit: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let free = limit
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else free++
  }
  const enter = async () => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  return async (task) => {
    await enter()
    try {
      return await task()
    } finally {
      leave()
    }
  }
}
