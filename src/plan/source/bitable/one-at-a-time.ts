/** The last task of each key, whether it ended well or not. */
const last = new Map<string, Promise<unknown>>()

/** Begins a task when every earlier one of the same key in this process has ended. */
export async function oneAtATime<T>(key: string, task: () => Promise<T>): Promise<T> {
  const before = last.get(key)
  const own = Promise.resolve(before?.catch(() => undefined)).then(task)
  last.set(key, own)
  try {
    return await own
  } finally {
    if (last.get(key) === own) last.delete(key)
  }
}
