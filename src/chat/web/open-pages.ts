import type { ServerResponse } from 'node:http'
import type { Frame } from './frame.ts'
import type { Limits } from './limits.ts'

/** Pages that are open in browsers and learn of every change: server-sent events. */
export interface OpenPages {
  /** Takes a page in; false when there are too many. `owner` tells whose link it is, or undefined for those who look on. */
  add(owner: string | undefined, response: ServerResponse, frame: () => Frame): boolean
  /** Shows everybody what is new. */
  refresh(): void
  readonly count: number
  /** Ends all of them, once what was written is sent. */
  close(): void
}

interface OpenPage {
  readonly owner: string | undefined
  readonly response: ServerResponse
  readonly frame: () => Frame
  /** Something is new that did not fit through yet. */
  isBehind: boolean
  /** It had not read everything at the last sign of life. */
  isSlow: boolean
}

const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' }

export function openPages(limits: Limits): OpenPages {
  const pages = new Set<OpenPage>()
  // One event at a time is on its way to a page; a slow one gets the latest state when it has taken the one before.
  const write = ({ response, frame }: OpenPage) => response.write(`event: frame\ndata: ${JSON.stringify(frame())}\n\n`)
  const send = (page: OpenPage) => {
    page.isBehind = page.response.writableNeedDrain
    if (!page.isBehind) write(page)
  }
  const drop = (page: OpenPage) => {
    pages.delete(page)
    page.response.destroy()
  }
  const beat = () => {
    for (const page of pages) {
      if (!page.response.writableNeedDrain) page.response.write(': still here\n\n')
      else if (page.isSlow) drop(page)
      page.isSlow = page.response.writableNeedDrain
    }
  }
  const timer = setInterval(beat, limits.heartbeat).unref()

  return {
    add: (owner, response, frame) => {
      const others = [...pages].filter((page) => page.owner === owner)
      if (owner === undefined && others.length >= limits.pagesToLookOn) return false
      if (owner !== undefined && others.length >= limits.pagesByLink && others[0]) drop(others[0])
      const page: OpenPage = { owner, response, frame, isBehind: false, isSlow: false }
      pages.add(page)
      response.on('close', () => pages.delete(page))
      response.on('drain', () => page.isBehind && pages.has(page) && send(page))
      response.writeHead(200, headers).write('retry: 2000\n\n')
      send(page)
      return true
    },
    refresh: () => {
      for (const page of pages) send(page)
    },
    get count() {
      return pages.size
    },
    close: () => {
      clearInterval(timer)
      for (const page of pages) {
        if (page.isBehind) write(page)
        page.response.end()
      }
      pages.clear()
    },
  }
}
