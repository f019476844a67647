import type { Channel, ChannelContext } from '../../../src/chat/channel.ts'
import { bodyOf, titleOf } from '../../../src/chat/github/render.ts'
import type { Message } from '../../../src/chat/message.ts'
import { openChannel } from '../../../src/chat/open-channel.ts'
import { gitHubWith } from '../../../src/github/client.ts'
import type { Clock } from '../../../src/kit/clock.ts'
import { messageOf } from '../../../src/kit/errors.ts'
import { httpWith } from '../../../src/kit/http.ts'
import type { Log } from '../../../src/kit/log.ts'
import type { Locale } from '../../../src/kit/text.ts'
import { startInbox } from '../inbox/inbox.ts'
import type { Note } from '../inbox/note.ts'
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
    for (const dialect of dialectsAt(inbox.addresses)) posted.push(...(await postIn(dialect, examples, locale, inbox.received)))
    return [...posted, ...examples.map((example) => onGithub(example, locale))]
  } finally {
    await inbox.close()
  }
}

async function postIn(dialect: Dialect, examples: readonly Example[], locale: Locale, received: () => readonly Note[]): Promise<Posted[]> {
  const posted: Posted[] = []
  for (const { name, message } of examples) {
    const before = received().length
    // A channel where people decide is there for one request.
    const channel = await openChannel(dialect.settings, contextIn(locale))
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

/** An issue is opened by a client of its own; only what it says is ours. */
function onGithub({ name, message }: Example, locale: Locale): Posted {
  const body = { title: titleOf(message, locale), body: bodyOf(message, { locale, isComment: false }) }
  return { example: name, locale, dialect: 'github', platform: 'github', shown: [{ platform: 'github', body, pictures: new Map() }] }
}

function contextIn(locale: Locale): ChannelContext {
  const env = { GITHUB_REPOSITORY: 'acme/shop', NO_PROXY: '*' }
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
    github: { client: gitHubWith('', env, { api: 'http://127.0.0.1:1', http, clock }), repository: 'acme/shop' },
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
