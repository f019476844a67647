/** A message of a webhook. Who knows the webhook can edit it: its address is not kept here. */
export interface HookPlace {
  readonly id: string
  /** The file that it shows: an edit must name it again, or it is shown apart from the words. */
  readonly picture?: string | undefined
}

export const refOf = ({ id, picture }: HookPlace): string => JSON.stringify(picture === undefined ? { id } : { id, picture })

/** The place that a text stands for; undefined where it is none: the id becomes part of an address. */
export function placeFrom(ref: string): HookPlace | undefined {
  try {
    const { id, picture } = (JSON.parse(ref) ?? {}) as Partial<HookPlace> // looked at part by part
    if (typeof id !== 'string' || !/^\d{1,20}$/.test(id)) return undefined
    return /^[\w.-]{1,60}$/.test(picture ?? '') ? { id, picture } : { id }
  } catch {
    return undefined
  }
}
