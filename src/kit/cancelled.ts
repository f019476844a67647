/** What an abort by the runner carries: somebody cancelled the run. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

/** What an abort carries when the time for all of it is over. */
export class TimeLimit extends Error {
  override readonly name = 'TimeLimit'
}
