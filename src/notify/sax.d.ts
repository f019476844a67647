// The parts of sax that are used.
declare module 'sax' {
  interface Tag {
    readonly name: string
    readonly attributes: Readonly<Record<string, string>>
  }
  interface Parser {
    onopentag: (tag: Tag) => void
    onclosetag: (name: string) => void
    ontext: (words: string) => void
    oncdata: (words: string) => void
    onerror: (error: Error) => void
    /** Set while a fault is unanswered; nothing more is read before it is taken away. */
    error: Error | null
    write(words: string): Parser
    close(): Parser
  }

  const sax: { parser(strict: boolean, options?: object): Parser }
  export = sax
}
