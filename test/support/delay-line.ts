/** A wire: what is sent arrives later, in order. */
export interface DelayLine {
  /** Sends something of so many bytes; `arrive` is called when it is there. */
  send(bytes: number, arrive: () => void): void
  /** Bytes that are under way. */
  readonly underWay: number
  /** Loses what is under way. */
  lose(): void
}

export interface LineOptions {
  /** Milliseconds each piece takes, however many are under way. */
  readonly delay?: number
  /** Bytes a second that go in. */
  readonly ratePerSecond?: number
}

/** A wire with a constant delay and a limited rate; without either, things arrive at once. */
export function delayLine({ delay = 0, ratePerSecond = Number.POSITIVE_INFINITY }: LineOptions): DelayLine {
  const queue: { readonly due: number; readonly bytes: number; readonly arrive: () => void }[] = []
  let timer: NodeJS.Timeout | undefined
  let free = 0
  let underWay = 0
  const deliver = () => {
    timer = undefined
    for (let head = queue[0]; head && head.due <= performance.now(); head = queue[0]) {
      queue.shift()
      underWay -= head.bytes
      head.arrive()
    }
    const next = queue[0]
    if (next) timer ??= setTimeout(deliver, Math.ceil(next.due - performance.now()))
  }
  return {
    send: (bytes, arrive) => {
      free = Math.max(free, performance.now()) + (bytes / ratePerSecond) * 1000
      queue.push({ due: free + delay, bytes, arrive })
      underWay += bytes
      if (!timer) deliver()
    },
    get underWay() {
      return underWay
    },
    lose: () => {
      clearTimeout(timer)
      timer = undefined
      underWay = 0
      queue.length = 0
    },
  }
}
