/**
 * What is said to people, before it is rendered in a platform's own dialect. Every text is final (one language) and hostile: whoever
 * renders it escapes it and fits it (see `fit.ts`).
 */
export interface Message {
  readonly headline: string
  readonly tone: Tone
  /** How the headline is dressed: production must be unmistakable. */
  readonly level: 'production' | 'test'
  /** Short facts, most important first. */
  readonly facts: readonly Fact[]
  /** Longer parts, most important first; the first to lose detail when there is no room. */
  readonly sections: readonly Section[]
  readonly links: readonly Link[]
  /** There while people can decide: its buttons, or how else to answer. */
  readonly decision?: Decision
  /** People who are to be alerted. */
  readonly mentions: readonly Mention[]
  /** Small print: the id of the request, the run. */
  readonly footer: string
  /** Shown below the words where the platform takes pictures from us; what matters is in the words. */
  readonly picture?: Picture
  /** What it tells about. */
  readonly about?: About
}

/** For places that keep the messages about one thing together (threads in mail), and for programs that read them. */
export interface About {
  /** The same for all messages about the same thing: the id of a request. */
  readonly id: string
  readonly event: MessageEvent
}

export type MessageEvent =
  | 'approval.requested'
  | 'approval.reminded'
  | 'approval.settled'
  | 'run.started'
  | 'run.finished'
  | 'log.event'
  | 'plan.changed'
  | 'message'

export type Tone = 'waiting' | 'good' | 'bad' | 'neutral' | 'warning'

export interface Fact {
  readonly label: string
  readonly value: string
  readonly url?: string
}

export interface Section {
  readonly title: string
  readonly lines: readonly Line[]
  /** What a program printed: in a font of fixed width, its spaces kept, where the platform can show that. */
  readonly isCode?: boolean
  /** How many lines there are beyond those given. */
  readonly more?: number
}

/** One line of a section, perhaps with a link on its words. */
export interface Line {
  readonly words: string
  readonly url?: string
}

export interface Picture {
  readonly data: Buffer
  readonly type: 'image/png' | 'image/jpeg'
  /** What it shows, for whoever cannot see it. */
  readonly alt: string
}

export interface Link {
  readonly label: string
  readonly url: string
}

/** A decision that is asked for. */
export interface Decision {
  /** The request's id, as people type it: `K7QF2M`. */
  readonly id: string
  readonly approve: string
  readonly reject: string
  /** Said where there are no buttons, by how this platform decides. */
  readonly hint: string
  /** When it ends, in milliseconds since 1970: for places that can count down. */
  readonly deadline: number
}

/** Platforms on which a person may have an identity; the keys of `people:`. */
export const platforms = ['github', 'telegram', 'feishu', 'dingtalk', 'slack', 'wecom', 'discord', 'email'] as const
export type Platform = (typeof platforms)[number]

/** Somebody to alert: by the platform's own id where there is one, by name otherwise. */
export interface Mention {
  readonly name: string
  readonly ids: Readonly<Partial<Record<Platform, string>>>
}
