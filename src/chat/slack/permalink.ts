import type { Place } from './thread.ts'
import type { SlackApi } from './web-api.ts'

/** Milliseconds: nothing depends on it. */
const patience = 3000

/** The addresses of messages. Slack is asked for the first one: those of a workspace differ by channel and time alone. */
export function pagesOf(api: SlackApi): (place: Place) => Promise<{ readonly url?: string }> {
  let base: string | undefined
  return async (place) => {
    base ??= await baseFor(api, place)
    return base === undefined ? {} : { url: `${base}${pathOf(place)}` }
  }
}

const pathOf = ({ channel, ts }: Place): string => `archives/${channel}/p${ts.replace('.', '')}`

async function baseFor(api: SlackApi, place: Place): Promise<string | undefined> {
  const params = { channel: place.channel, message_ts: place.ts }
  const link = await api.call('chat.getPermalink', params, { patience, repeatable: true }).catch(() => undefined)
  const page = link?.ok && typeof link.body.permalink === 'string' ? link.body.permalink : ''
  return page.endsWith(pathOf(place)) ? page.slice(0, -pathOf(place).length) : undefined
}
