import type { Channel, ChannelContext } from '../../../src/chat/channel.ts'
import type { Message } from '../../../src/chat/message.ts'
import { openChannel } from '../../../src/chat/open-channel.ts'
import { openNotices } from '../../../src/chat/open-notices.ts'
import { gitHubWith } from '../../../src/github/client.ts'
import type { Clock } from '../../../src/kit/clock.ts'
import { messageOf } from '../../../src/kit/errors.ts'
import { httpWith } from '../../../src/kit/http.ts'
import type { Log } from '../../../src/kit/log.ts'
import type { Locale } from '../../../src/kit/text.ts'
import { type Inbox, startInbox } from '../inbox/inbox.ts'
import { type Dialect, dialectsAt } from './dialects.ts'
import type { Example } from './examples.ts'
import type { Shown, ShownPlatform } from './views/shown.ts'

/** A message in one dialect, as it was really sent. */
export interface Posted {
  readonly example: string
  readonly locale: Locale
  readonly dialect: string
  readonly platform: ShownPlatform
  /** What was sent; more than one where a platform needs several (a picture of its own). None: the platform's channel refused. */
  readonly shown: readonly Shown[]
  /** Why there is less than was asked for. */
  readonly problem?: string
}

/** Sends each example through the real channels to a local inbox, and takes from there what arrived. */
export async function postAll(examples: readonly Example[], locale: Locale): Promise<readonly Posted[]> {
  const inbox = await startInbox({ locale })
  try {
    const posted: Posted[] = []
    for (const dialect of dialectsAt(inbox.addresses)) posted.push(...(await postIn(dialect, examples, locale, inbox)))
    return posted
  } finally {
    await inbox.close()
  }
}

async function postIn(dialect: Dialect, examples: readonly Example[], locale: Locale, { received, addresses }: Inbox): Promise<Posted[]> {
  const posted: Posted[] = []
  for (const { name, message } of examples) {
    const before = received().length
    const context = contextIn(locale, addresses.github)
    const channel = await (message.decision ? openChannel : openNotices)(dialect.settings, context)
    const problem = await post(channel, message).finally(() => channel.close())
    const shown = received().slice(before)
    posted.push({ example: name, locale, dialect: dialect.name, platform: dialect.platform, shown, ...(problem ? { problem } : {}) })
  }
  return posted
}

/** What stood in the way; undefined when all arrived. */
async function post(channel: Channel, message: Message): Promise<string | undefined> {
  if (channel.kind === 'notifies') {
    const delivery = await channel.send(message)
    return delivery.state === 'delivered' ? delivery.note?.en : delivery.reason.en
  }
  return channel.post(message).then(() => undefined, messageOf)
}

function contextIn(locale: Locale, api: string): ChannelContext {
  const env = { GITHUB_REPOSITORY: 'acme/shop', GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567', NO_PROXY: '*' }
  const http = httpWith({ env })
  const clock = hurried()
  return {
    clock,
    log: silent(locale),
    env,
    signal: new AbortController().signal,
    random: () => 0.5,
    http,
    voters: [],
    github: { client: gitHubWith('inbox', env, { api, http, clock }), repository: 'acme/shop' },
  }
}

/** Waits for nothing: the pace of a platform does not matter to the inbox. */
function hurried(): Clock {
  let ahead = 0
  return {
    now: () => Date.now() + ahead,
    sleep: async (milliseconds) => {
      ahead += milliseconds
    },
  }
}

function silent(locale: Locale): Log {
  const nothing = () => {}
  return {
    locale,
    info: nothing,
    debug: nothing,
    from: nothing,
    notice: nothing,
    warning: nothing,
    error: nothing,
    mask: nothing,
    group: (_, body) => body(),
  }
}
