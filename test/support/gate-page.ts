import type { RunningStep } from './runner.ts'

/** A person before the web page of a request, as a browser without scripts: it reads the form and sends it. */
export interface PageVisitor {
  readonly url: string
  read(): Promise<string>
  decide(verdict: Verdict, reason?: string): Promise<Answered>
  /** Opens the form, so that only the click is left to do. */
  prepare(verdict: Verdict, reason?: string): Promise<() => Promise<Answered>>
}

type Verdict = 'approve' | 'reject'

interface Answered {
  readonly status: number
  readonly text: string
}

/** Takes the personal link of somebody out of the log. */
export async function visitorOf(step: RunningStep, person: string): Promise<PageVisitor> {
  const line = await step.waitForLine(new RegExp(`${person} (decides at|的审批链接)`))
  return visitorAt(/http:\S+/.exec(line)?.[0] ?? '')
}

/** Who opens a personal link. */
export function visitorAt(url: string): PageVisitor {
  const read = async () => (await fetch(url)).text()
  const prepare: PageVisitor['prepare'] = async (verdict, reason = '') => {
    const token = /name="token" value="([^"]+)"/.exec(await read())?.[1] ?? ''
    const body = new URLSearchParams({ token, verdict, reason })
    return async () => {
      const response = await fetch(url, { method: 'POST', body, redirect: 'manual', headers: { origin: new URL(url).origin } })
      return { status: response.status, text: await response.text() }
    }
  }
  return { url, read, prepare, decide: async (verdict, reason) => (await prepare(verdict, reason))() }
}

/** The channel `web` on a free port, its links in the log. */
export const pageChannel = { page: { type: 'web', listen: '127.0.0.1:0', url: 'http://127.0.0.1', links: 'log' } }
