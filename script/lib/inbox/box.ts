import { setTimeout as delay } from 'node:timers/promises'
import type { Shown, ShownPlatform } from '../preview/views/shown.ts'
import type { Call, Note, Outcome } from './note.ts'

/** The messages that were taken, in the order in which they came. */
export interface Box {
  readonly notes: readonly Note[]
  /** A number that no other call and no other message has. */
  next(): number
  take(call: Call, outcome: Outcome): void
  add(platform: ShownPlatform, body: unknown, pictures: Shown['pictures']): void
}

export function openBox(): Box {
  const notes: Note[] = []
  const places = new Map<string, number>()
  const uploads = new Map<string, string>()
  let calls = 100

  const add = (platform: ShownPlatform, body: unknown, pictures: Shown['pictures']) => {
    notes.push({ number: notes.length + 1, platform, at: Date.now(), edits: 0, body, pictures, raw: JSON.stringify(body, undefined, 2) })
  }
  const change = (index: number, changed: Partial<Note>) => {
    const note = notes[index]
    if (note) notes[index] = { ...note, ...changed }
  }
  const takePicture = ({ platform }: Call, { key, data, below }: NonNullable<Outcome['picture']>) => {
    if (below === undefined) return void uploads.set(key, data)
    const index = places.get(`${platform} ${below}`)
    const note = index === undefined ? undefined : notes[index]
    if (index !== undefined && note) change(index, { pictures: new Map([...note.pictures, [key, uploads.get(data.slice(1)) ?? '']]) })
  }
  const takeMessage = (call: Call, { message, id, isEdit }: Outcome) => {
    const pictures = new Map([...uploads, ...call.files].filter(([key]) => call.files.has(key) || JSON.stringify(message).includes(key)))
    const index = id === undefined ? undefined : places.get(`${call.platform} ${id}`)
    if (isEdit && index !== undefined) {
      const { edits = 0, pictures: before = [], body } = notes[index] ?? {}
      const whole = mergedWith(body, message)
      change(index, {
        body: whole,
        raw: JSON.stringify(whole, undefined, 2),
        at: Date.now(),
        edits: edits + 1,
        pictures: new Map([...before, ...pictures]),
      })
      return
    }
    if (id !== undefined) places.set(`${call.platform} ${id}`, notes.length)
    add(call.platform, message, pictures)
  }
  return {
    notes,
    next: () => ++calls,
    add,
    take: (call, outcome) => {
      if (outcome.picture) takePicture(call, outcome.picture)
      if (outcome.message !== undefined) takeMessage(call, outcome)
    },
  }
}

/** What an edit does not name stays as it was: the type of a message, its picture. */
const mergedWith = (before: unknown, edit: unknown): unknown => ({ ...(before as object | undefined), ...(edit as object) })

/** Waits until there are so many messages; whatever there is after a while. Milliseconds. */
export async function until(box: Box, count: number, patience = 5000): Promise<void> {
  for (let waited = 0; box.notes.length < count && waited < patience; waited += 20) await delay(20)
}
