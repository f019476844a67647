/** Something a step said about a place: `::error file=…::…`, or a problem matcher. Hostile. */
export interface Annotation {
  readonly level: 'failure' | 'warning' | 'notice'
  /** Empty where it names no file; `.github` where the runner itself speaks. */
  readonly path: string
  readonly line: number
  readonly title: string
  readonly message: string
}
