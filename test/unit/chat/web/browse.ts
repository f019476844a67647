import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** What a browser without a script does: it opens pages and sends their forms. */
export interface Shown {
  readonly status: number
  readonly headers: Headers
  readonly body: string
  /** The token of the form; empty when there is no form. */
  readonly token: string
  /** What the person is told. */
  readonly reply: string
}

const shown = async (response: Response): Promise<Shown> => {
  const body = await response.text()
  const [, token = ''] = /name="token" value="([^"]*)"/.exec(body) ?? []
  const [, reply = ''] = /<p class="reply \w+"><bdi>([^<]*)/.exec(body) ?? []
  return { status: response.status, headers: response.headers, body, token, reply }
}

export const open = async (url: string, init: RequestInit = {}): Promise<Shown> => shown(await fetch(url, { redirect: 'manual', ...init }))

/** Sends a form to a link. */
export const send = async (url: string, form: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
  shown(await fetch(url, { method: 'POST', body: new URLSearchParams(form), headers, redirect: 'manual' }))

/** Opens a link and presses one of its buttons. */
export async function press(url: string, verdict: 'approve' | 'reject', reason = ''): Promise<Shown> {
  const { token } = await open(url)
  return send(url, { token, verdict, reason })
}

/** Listens to a link: the frames it was sent, and how the stream went. */
export async function listen(url: string) {
  const stop = new AbortController()
  const response = await fetch(`${url}/events`, { signal: stop.signal })
  const frames: { readonly title: string; readonly isOpen: boolean; readonly parts: Readonly<Record<string, string>> }[] = []
  const comments: string[] = []
  const read = async () => {
    let rest = ''
    for await (const chunk of response.body ?? []) {
      rest += Buffer.from(chunk).toString()
      const events = rest.split('\n\n')
      rest = events.pop() ?? ''
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1]
        if (data) frames.push(JSON.parse(data))
        else comments.push(event)
      }
    }
  }
  const ended = read().then(
    () => 'ended' as const,
    () => 'dropped' as const,
  )
  return { status: response.status, headers: response.headers, frames, comments, ended, stop: () => stop.abort() }
}

/** A bare connection to where an address leads. */
export async function dial(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}
