import type { Client, ClientChannel } from 'ssh2'
import { type Inside, isOpen, type Opened, openSession, softwareOf, startCommand } from './ssh2-inside.ts'

/** The channels of a connection on which commands run. */
export interface Sessions {
  /** Asks for so many channels for commands to come. Before the login was answered, that is only good if it will be granted. */
  openAhead(count: number): void
  /**
   * Starts a command. `follow` runs as soon as it was asked for, with the number of bytes of its input that may be sent before the host says
   * that it runs; `done` when it says so, or that it does not.
   */
  start(command: string, follow: (channel: ClientChannel, room: number) => void, done: Opened): void
}

/** Sessions by what ssh2 offers: one step after the other. */
export const plainSessions = (client: Client): Sessions => ({
  openAhead: () => undefined,
  start: (command, _follow, done) => void client.exec(command, done),
})

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
export function hastySessions(inside: Inside): Sessions {
  const spares: Spare[] = []
  const openAhead = () => {
    const spare: Spare = { channel: undefined, take: undefined }
    spares.push(spare)
    openSession(inside, (error, channel) => {
      if (spare.take) return spare.take(error, channel)
      if (error) spares.splice(spares.indexOf(spare), 1)
      else spare.channel = channel
    })
  }
  const open = (opened: Opened) => {
    const spare = spares.shift()
    if (!spare) openSession(inside, opened)
    else if (!spare.channel) spare.take = opened
    else if (isOpen(spare.channel)) opened(undefined, spare.channel)
    else open(opened)
  }
  return {
    openAhead: (count) => Array.from({ length: count }).forEach(openAhead),
    start: (command, follow, done) =>
      open((error, channel) => {
        if (error) return done(error, channel)
        const software = softwareOf(inside)
        const room = startCommand(inside, channel, command, holdsBack(software) ? credit : 0, done)
        follow(channel, isInOrder(software) ? room : 0)
      }),
  }
}

/** A channel for a command to come: not confirmed yet, perhaps taken already, or there. */
interface Spare {
  channel: ClientChannel | undefined
  take: Opened | undefined
}
