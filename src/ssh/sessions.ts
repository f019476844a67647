import type { Client } from 'ssh2'
import { type Inside, type Opened, openSession, type Sink, softwareOf, startBlindly, startCommand } from './ssh2-inside.ts'

/** The channels of a connection on which commands run. */
export interface Sessions {
  /** Starts a command: at once, or as soon as the login is granted. */
  start(start: Start): void
}

/** A command that is to be started. */
interface Start {
  readonly command: string
  /**
   * Takes the first bytes of its input: runs as soon as the command was asked for, with the number of bytes in all that may be sent before the host says
   * that it runs, of which `sent` have left; and again when the way changes.
   */
  follow(sink: Sink, room: number, sent: number): void
  /** Runs when the host says that the command runs, or that it does not. */
  readonly done: Opened
}

/** Sessions by what ssh2 offers: one step after the other. */
export function plainSessions(client: Client): Sessions {
  const early = heldBack()
  client.once('ready', () => early.release((start) => client.exec(start.command, start.done)))
  return { start: (start) => early.hold(start) || client.exec(start.command, start.done) }
}

/** Commands that are asked for before the login was granted. */
function heldBack() {
  let starts: Start[] | undefined = []
  return {
    /** False: nothing is held back any more. */
    hold: (start: Start): boolean => starts !== undefined && starts.push(start) > 0,
    /** The first of them, which is not held back any more. */
    first: (): Start | undefined => starts?.shift(),
    release: (task: (start: Start) => void): void => {
      const all = starts ?? []
      starts = undefined
      for (const start of all) task(start)
    },
  }
}

/**
 * Servers that deal with each message to its end before they look at the next: a request may be sent before the one ahead of it is answered,
 * and what comes behind the request for a command is the command's input. Others may lose or refuse it.
 */
export const isInOrder = (software: string): boolean => /^(OpenSSH_\d|dropbear_)/.test(software)

/**
 * OpenSSH lets requests for channels wait until the login in front of them is granted, as RFC 4252 5.1 asks; when it is not, it says that it
 * does not know them. Dropbear hangs up then.
 */
export const holdsBack = (software: string): boolean => /^OpenSSH_\d/.test(software)

/**
 * OpenSSH opens the channel of a session with a window of 0 and grants 2 MiB in the moment in which it starts the command, before it looks at
 * what comes behind (`session_set_fds` in its session.c): what is sent in these few bytes of credit finds the window open. Where the command
 * is not started it is dropped (`channel_input_data` in its channels.c).
 */
const credit = 32 * 1024

/** Sessions that save round trips where the server is known to be good for it. */
interface HastySessions extends Sessions {
  /**
   * To be called when a login has left that will be granted, or nothing is lost: the first command leaves right behind it, with its channel and the
   * beginning of its input.
   */
  followLogin(): void
}

export function hastySessions(inside: Inside): HastySessions {
  const early = heldBack()
  let hasFollowed = false
  const startNow = ({ command, follow, done }: Start) =>
    openSession(inside, (error, channel) => {
      if (error) return done(error, channel)
      const software = softwareOf(inside)
      const room = startCommand(inside, channel, command, holdsBack(software) ? credit : 0, done)
      follow(channel, isInOrder(software) ? room : 0, 0)
    })
  inside.client.once('ready', () => early.release(startNow))
  const start = (start: Start): void => void (early.hold(start) || startNow(start))
  return {
    start,
    followLogin: () => {
      const first = hasFollowed ? undefined : early.first()
      if (!first) return
      hasFollowed = true
      const { command, follow, done } = first
      startBlindly(inside, command, credit, { early: (sink) => follow(sink, credit, 0), opened: follow, refused: () => start(first), done })
    },
  }
}
