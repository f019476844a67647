import type { ChannelContext, Delivery } from '../../../src/chat/channel.ts'
import type { Message } from '../../../src/chat/message.ts'
import { type Http, httpWith } from '../../../src/kit/http.ts'
import type { Log } from '../../../src/kit/log.ts'
import type { Locale, Text } from '../../../src/kit/text.ts'
import { seededRandom } from '../../support/random.ts'
import { virtualClock } from '../../support/virtual-clock.ts'

export interface NoticeContext extends ChannelContext {
  /** Everything that was written to the log. */
  readonly lines: string[]
  readonly masked: string[]
}

export interface NoticeOptions extends Partial<Omit<ChannelContext, 'log'>> {
  readonly locale?: Locale
  /** Milliseconds after which HTTP calls give up on a hanging service. */
  readonly patience?: number
}

/** What a channel has of the world, with a clock that waits in no time. */
export function noticeContext(options: NoticeOptions = {}): NoticeContext {
  const lines: string[] = []
  const masked: string[] = []
  const { locale = 'en', patience = 10_000, ...rest } = options
  return {
    clock: virtualClock(),
    log: logInto(lines, masked, locale),
    env: {},
    signal: new AbortController().signal,
    random: seededRandom(1),
    http: impatient(httpWith({ env: {} }), patience),
    voters: [],
    ...rest,
    lines,
    masked,
  } as NoticeContext
}

function logInto(lines: string[], masked: string[], locale: Locale): Log {
  const say = (message: Text | string) => {
    lines.push(typeof message === 'string' ? message : message[locale])
  }
  return {
    locale,
    info: say,
    debug: say,
    from: (_, output) => say(output),
    notice: say,
    warning: say,
    error: say,
    group: (_, body) => body(),
    mask: (secret) => masked.push(secret),
  }
}

const impatient = (http: Http, patience: number): Http => ({
  ...http,
  send: (request) => http.send({ ...request, timeout: Math.min(patience, request.timeout ?? patience) }),
})

/** All that a delivery says to people, in both languages. */
export function wordsOf(delivery: Delivery): string {
  if (delivery.state === 'delivered') return ''
  const { reason, remedy } = delivery
  return [reason.en, reason['zh-CN'], remedy?.en, remedy?.['zh-CN']].join('\n')
}

export const exampleMessage: Message = {
  headline: 'Release shop v1.4.2 to production?',
  tone: 'waiting',
  level: 'production',
  facts: [
    { label: 'Environment', value: 'production ⚠' },
    { label: 'Commit', value: '0123456789ab', url: 'https://github.test/acme/shop/commit/0123456789ab' },
    { label: 'Asked by', value: 'alice-l' },
  ],
  sections: [
    { title: 'Description', lines: [{ words: 'Mends the *basket*.' }, { words: '' }, { words: 'Second paragraph' }] },
    {
      title: 'Changes: 3 commits since v1.4.1',
      lines: [{ words: 'abc1234 Mend it — bob', url: 'https://github.test/c/abc1234' }],
      more: 2,
    },
  ],
  links: [
    { label: 'Decide', url: 'https://github.test/acme/shop/issues/7' },
    { label: 'Run', url: 'https://github.test/acme/shop/actions/runs/1' },
  ],
  decision: {
    id: 'K7QF2M',
    approve: 'Approve',
    reject: 'Reject',
    hint: 'Decide on the page of the issue.',
    deadline: Date.UTC(2026, 9, 1, 9),
  },
  mentions: [],
  footer: 'Request K7QF2M',
  about: { id: 'K7QF2M', event: 'approval.requested' },
}
