/** How much of everything; times in milliseconds. Tests take less. */
export interface Limits {
  /** How long a decision waits for what became of it. */
  readonly patience: number
  /** How long an answer waits for the card that shows it. */
  readonly afterglow: number
  /** For how long from the end decisions that were on their way are told that they come too late. */
  readonly lastCall: number
  /** How long those who read slowly may take for what they were being sent at the end. */
  readonly grace: number
  /** Between two signs of life on an open page; who has not read the last one by then is dropped. */
  readonly heartbeat: number
  /** To send the headers of a request, and the whole of it. */
  readonly headers: number
  readonly request: number
  /** Connections, in all and by address: a reverse proxy is one address. */
  readonly connections: number
  readonly connectionsByAddress: number
  /** Pages that are open at a time: by one personal link (the oldest goes), and of those who look on. */
  readonly pagesByLink: number
  readonly pagesToLookOn: number
  /** Bytes of what a form sends. */
  readonly form: number
}

export const usualLimits: Limits = {
  patience: 10_000,
  afterglow: 700,
  lastCall: 100,
  grace: 400,
  heartbeat: 15_000,
  headers: 10_000,
  request: 15_000,
  connections: 512,
  connectionsByAddress: 256,
  pagesByLink: 8,
  pagesToLookOn: 128,
  form: 8192,
}
