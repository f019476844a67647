/** An address with the name that stands before it. */
export interface Mailbox {
  readonly name: string
  readonly address: string
}

/** `Name <user@host>` or `user@host`, taken apart by us: a comma or a line break in a name must not become a second recipient. */
export function mailboxOf(written: string): Mailbox | undefined {
  if (/\p{Cc}/u.test(written)) return undefined
  const [, named, angled, bare] = /^([^<>]*)<([^<>]+)>$|^([^<>]+)$/.exec(written.trim()) ?? []
  const address = (angled ?? bare ?? '').trim()
  if (!/^[^\s@<>,;:"\\()[\]\p{Cc}]{1,64}@[^\s@<>,;:"\\()[\]\p{Cc}]{1,255}$/u.test(address)) return undefined
  return { name: (named ?? '').trim().replace(/^"(.*)"$/, '$1'), address }
}
