/** The interface languages. Every text a person may see exists in both, written side by side where it is used. */
export const locales = ['en', 'zh-CN'] as const
export type Locale = (typeof locales)[number]

/** One message in every language. */
export type Text = Readonly<Record<Locale, string>>

/** A message in English and Chinese. */
export const text = (en: string, zh: string): Text => ({ en, 'zh-CN': zh })

/** A message that reads the same in every language: a name, a code, what a remote service said. */
export const verbatim = (words: string): Text => ({ en: words, 'zh-CN': words })

/** Joins messages language by language. */
export const joinText = (parts: readonly Text[], separator: string | Text = ' '): Text => {
  const { en, 'zh-CN': zh } = typeof separator === 'string' ? verbatim(separator) : separator
  return { en: parts.map((part) => part.en).join(en), 'zh-CN': parts.map((part) => part['zh-CN']).join(zh) }
}
