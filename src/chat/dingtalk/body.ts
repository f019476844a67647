/** What a custom robot posts, without `msgUuid` (facts/chat.md 3.1). */
export type DingtalkBody =
  | { readonly msgtype: 'actionCard'; readonly actionCard: ActionCard }
  | { readonly msgtype: 'markdown'; readonly markdown: Content; readonly at: At }
  | { readonly msgtype: 'text'; readonly text: { readonly content: string }; readonly at: At }
  | { readonly msgtype: 'link'; readonly link: Content & { readonly messageUrl: string; readonly picUrl: '' } }
  | { readonly msgtype: 'feedCard'; readonly feedCard: { readonly links: readonly FeedLink[] } }

export interface Content {
  /** Shown in the list of chats and in notifications: plain text. */
  readonly title: string
  readonly text: string
}

interface ActionCard extends Content {
  readonly btnOrientation: '0' | '1'
  readonly btns: readonly { readonly title: string; readonly actionURL: string }[]
}

interface FeedLink {
  readonly title: string
  readonly messageURL: string
  /** Pictures have to have a public address; there is none to show. */
  readonly picURL: ''
}

interface At {
  readonly atUserIds: readonly string[]
  /** Never: no data of ours may alert a whole group. */
  readonly isAtAll: false
}

/** Bytes of a whole message, as JSON. */
export const largestBody = 20_000
