import { randomUUID } from 'node:crypto'
import type { Channel as ChannelSettings } from '../../config/channels.ts'
import { InputError } from '../../kit/errors.ts'
import { joinText, type Text, text } from '../../kit/text.ts'
import type { NoticeChannel } from '../channel.ts'
import { sender } from '../delivery/sender.ts'
import type { Message } from '../message.ts'
import { feishu, isPast } from './answers.ts'
import { openApi } from './api.ts'
import { attempted, firstTaken } from './attempt.ts'
import { callsOf, type FeishuApp, type FeishuCall } from './calls.ts'
import { checkSending } from './check.ts'
import type { FeishuContext } from './context.ts'
import { type Content, contentOf, type Form, previewOf, type Sending } from './forms.ts'
import { leftOut, type Uploaded, uploader } from './picture.ts'
import { type Variant, variantsOf } from './variants.ts'

type Settings = Extract<ChannelSettings, { type: 'feishu' }>

/** Messages into one chat, shared by all bots in it, and milliseconds (facts/chat.md 2.2). */
const allowance = { count: 5, per: 1000 }
/** Bytes of a content as it travels: JSON inside of JSON. Published are 30 KB (text: 150 KB), with room for what the service adds. */
const limit: Sending['limit'] = { card: 28_000, post: 28_000, text: 140_000 }
const sizeOf = ({ content }: Content): number => Buffer.byteLength(JSON.stringify(JSON.stringify(content)))

const usualApi = 'https://open.feishu.cn'

/** An app's bot that posts notices into a chat, and edits them. Nothing is sent before it is told to. */
export function feishuAppNotices(channel: Settings, context: FeishuContext): NoticeChannel {
  const { log, http } = context
  const { name, chat, format: form = 'card' } = channel
  const app = appOf(channel)
  const calls = callsOf(app, context)
  // What is sent has a `uuid`, by which Feishu knows it again for an hour; an edit twice is the same as once.
  const rules = { service: feishu, deduplicates: true, allowance, secrets: [app.appSecret] }
  const [post, rest] = [sender(context, rules), sender(context, { ...rules, allowance: { count: 50, per: 1000 } })]
  const upload = uploader(calls, rest)
  const make = (message: Message, as: Form, imageKey?: string): Content =>
    contentOf(message, as, { locale: log.locale, hasCode: true, imageKey, limit, sizeOf })

  const create = (made: () => Content | ImageContent, uuid: string) =>
    attempted(calls, post, () => {
      const { type, content } = made()
      const body = { receive_id: chat, msg_type: type, content: JSON.stringify(content), uuid }
      return { method: 'POST', path: 'im/v1/messages', query: { receive_id_type: 'chat_id' }, body }
    })

  /** Below the words, where these have no place for it. Why it is not there, if it is not. */
  const sendPicture = async (key: string): Promise<readonly Text[]> => {
    const { delivery } = await create(() => ({ type: 'image', content: { image_key: key } }), randomUUID())
    return delivery.state === 'delivered' ? [] : [leftOut(delivery.reason)]
  }

  return {
    kind: 'notifies',
    name,
    platform: 'feishu',
    check: () => checkSending({ api: openApi(app, context), name, chat: chat ?? '' }),
    preview: (message) => previewOf(message, form, log.locale),
    send: async (message) => {
      const picture = await uploadedOf(message, upload)
      const uuid = randomUUID()
      const taken = await firstTaken(variantsOf(message, form), (one) => create(() => make(one.message, one.form, picture.key), uuid))
      const { delivery, data, variant } = taken
      if (delivery.state !== 'delivered') return delivery
      const late = picture.key && variant.form === 'text' ? await sendPicture(picture.key) : []
      const ref = typeof data.message_id === 'string' ? { ref: refOf(data.message_id, variant.form, form) } : {}
      return { state: 'delivered', ...ref, ...noted([variant.note, ...picture.notes, ...late]) }
    },
    edit: async (ref, message) => {
      const { id, as } = placeIn(ref, form)
      const picture = as === 'text' ? { key: undefined, notes: pictureStays(message) } : await uploadedOf(message, upload)
      const variants = variantsOf(message, as).filter((one) => one.form === as)
      const change = (one: Variant) => attempted(calls, rest, () => editOf(id, make(one.message, as, picture.key)))
      const { delivery, code, variant } = await firstTaken(variants, change)
      if (delivery.state === 'delivered') return { state: 'delivered', ref, ...noted([variant.note, ...picture.notes]) }
      return delivery.state === 'rejected' && isPast(code) ? { state: 'gone', reason: delivery.reason } : delivery
    },
    close: async () => http.close(),
  }
}

interface ImageContent {
  readonly type: 'image'
  readonly content: { readonly image_key: string }
}

function appOf({ name, appId, appSecret, chat, api }: Settings): FeishuApp {
  if (appId === undefined || appSecret === undefined || chat === undefined) throw notAnApp(name)
  return { name, appId, appSecret, api: (api ?? usualApi).replace(/\/+$/, '') }
}

/** The schema of the configuration, and who opens the channel, see to it that this does not happen. */
const notAnApp = (name: string): InputError =>
  new InputError({
    code: 'invalid-configuration',
    problem: text('A Feishu app needs app-id, app-secret and chat.', '飞书应用需要 app-id、app-secret 和 chat。'),
    where: `channels.${name}`,
  })

async function uploadedOf(
  { picture }: Message,
  upload: ReturnType<typeof uploader>,
): Promise<{ readonly key: string | undefined; readonly notes: readonly Text[] }> {
  if (!picture) return { key: undefined, notes: [] }
  const uploaded: Uploaded = await upload(picture)
  return 'key' in uploaded ? { key: uploaded.key, notes: [] } : { key: undefined, notes: [uploaded.note] }
}

const pictureStays = ({ picture }: Message): readonly Text[] =>
  picture ? [leftOut(text('A text that is edited cannot get one.', '编辑文本消息时无法添加图片。'))] : []

function noted(given: readonly (Text | undefined)[]): { readonly note?: Text } {
  const notes = given.filter((note) => note !== undefined)
  return notes.length > 0 ? { note: joinText(notes) } : {}
}

/** The id of the message; behind it the form, where that is not the usual one of the channel. */
const refOf = (id: string, as: Form, usual: Form): string => (as === usual ? id : `${id}#${as}`)

function placeIn(ref: string, usual: Form): { readonly id: string; readonly as: Form } {
  const [id = '', as] = ref.split('#')
  return { id, as: as === 'card' || as === 'post' || as === 'text' ? as : usual }
}

/** Cards are patched; text and rich text are put, with their type. */
function editOf(id: string, { type, content }: Content): FeishuCall {
  const path = `im/v1/messages/${encodeURIComponent(id)}`
  if (type === 'interactive') return { method: 'PATCH', path, body: { content: JSON.stringify(content) } }
  return { method: 'PUT', path, body: { msg_type: type, content: JSON.stringify(content) } }
}
