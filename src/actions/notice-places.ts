import type { ChannelContext, NoticeChannel, Undelivered } from '../chat/channel.ts'
import type { Message } from '../chat/message.ts'
import { openNotices } from '../chat/open-notices.ts'
import { type Config, channelNamed } from '../config/config.ts'
import { unknownName } from '../config/mistakes.ts'
import { mappingAt } from '../config/tree.ts'
import { InputError, isKnownError } from '../kit/errors.ts'
import type { Io } from '../kit/run.ts'
import { type Text, text } from '../kit/text.ts'
import { contextOf } from './channel-context.ts'

/** A place that messages go to, or why it cannot be used: what is wrong with one does not keep the others from hearing. */
export type Place =
  | { readonly name: string; readonly channel: NoticeChannel }
  | { readonly name: string; readonly fault: Undelivered; readonly error: InputError }

export interface Places {
  /** The place of that name, opened when it is first asked for; nothing is sent. */
  named(name: string): Promise<Place>
  close(): Promise<void>
}

/** The channels of a configuration, each by its name. */
export function placesOf(config: Config, io: Io, github: ChannelContext['github']): Places {
  const opened = new Map<string, Promise<Place>>()
  const open = async (name: string): Promise<Place> => {
    try {
      const settings = channelNamed(config, name)
      if (!settings) throw unknownChannel(config, name)
      return { name, channel: await openNotices(settings, contextOf(settings, io, [], github)) }
    } catch (error) {
      if (!isKnownError(error)) throw error
      const { problem, remedy, where } = error
      const fault = { state: 'rejected', reason: placed(problem, where), ...(remedy ? { remedy } : {}) } as const
      return {
        name,
        fault,
        error: error instanceof InputError ? error : new InputError({ code: error.code, problem, ...(where ? { where } : {}) }),
      }
    }
  }
  return {
    named: (name) => {
      const place = opened.get(name) ?? open(name)
      opened.set(name, place)
      return place
    },
    close: async () => {
      const places = await Promise.allSettled(opened.values())
      await Promise.all(
        places.map(async (place) => {
          if (place.status === 'fulfilled' && 'channel' in place.value) await place.value.channel.close().catch(() => {})
        }),
      )
    },
  }
}

/** With the place where it is to be mended. */
const placed = (problem: Text, where: string | undefined): Text =>
  where ? { en: `${problem.en} (${where})`, 'zh-CN': `${problem['zh-CN']}（${where}）` } : problem

function unknownChannel(config: Config, name: string): InputError {
  const known = mappingAt(config.tree, ['channels'])?.entries.keys() ?? []
  return new InputError({ code: 'invalid-input', where: 'with: channels', ...unknownName(text('channel', '渠道'), name, known) })
}

/** All channels that the configuration has, in its order. */
export const allChannels = (config: Config): readonly string[] => [...(mappingAt(config.tree, ['channels'])?.entries.keys() ?? [])]

/** What a place would show, for a dry run. */
export const previewAt = (place: Place, message: Message): string | undefined =>
  'channel' in place ? place.channel.preview(message) : undefined
