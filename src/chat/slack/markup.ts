/** Data inside Slack's markup: these three characters begin mentions, links and entities. */
export const escaped = (words: string): string => words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

/** What somebody typed, from the text that Slack keeps of it: mentions and links as they look, entities as characters. */
export const typed = (text: string): string =>
  text
    .replace(/<([@#!])?([^<>|]*)(?:\|([^<>]*))?>/g, (_, kind: string | undefined, target: string, label: string | undefined) => {
      const words = label || target
      return kind === undefined ? words : `${kind === '#' ? '#' : '@'}${words.replace(/^[@#]/, '')}`
    })
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')

/** Ids of people as Slack gives them; anything else would be markup of somebody's own. */
export const isUserId = (id: string): boolean => /^[UW][A-Z0-9]{2,20}$/.test(id)
