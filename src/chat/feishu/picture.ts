import { createHash, randomBytes } from 'node:crypto'
import { type Text, text } from '../../kit/text.ts'
import type { Delivery } from '../channel.ts'
import type { Reading } from '../delivery/reading.ts'
import type { Try } from '../delivery/sender.ts'
import type { Picture } from '../message.ts'
import { dataOf, type FeishuCall, type FeishuCalls } from './calls.ts'

/** Bytes of a picture (facts/chat.md 2.2). */
const largest = 10 * 1024 * 1024

/** A picture's key, or why there is none. */
export type Uploaded = { readonly key: string } | { readonly note: Text }

/** Uploads pictures; each once, however many messages show it. Never throws. */
export function uploader(calls: FeishuCalls, deliver: (attempt: Try) => Promise<Delivery>): (picture: Picture) => Promise<Uploaded> {
  const known = new Map<string, string>()
  return async (picture) => {
    const digest = createHash('sha256').update(picture.data).digest('hex')
    const before = known.get(digest)
    if (before) return { key: before }
    if (picture.data.length > largest) return { note: tooLarge }
    let key: unknown
    const delivery = await deliver(async (limits): Promise<Reading> => {
      const reading = await calls.once(uploadOf(picture), limits)
      if ('trouble' in reading) return reading.trouble
      key = dataOf(reading).image_key
      return { class: 'delivered' }
    })
    if (delivery.state !== 'delivered') return { note: leftOut(delivery.reason) }
    if (typeof key !== 'string') return { note: leftOut(text('Feishu gave it no key.', '飞书未返回图片的 key。')) }
    known.set(digest, key)
    return { key }
  }
}

const tooLarge = text('The picture was left out: Feishu takes no more than 10 MB.', '图片未发送：飞书最多接收 10 MB。')

/** The words arrived, the picture did not. */
export const leftOut = (reason: Text): Text => text(`The picture was left out. ${reason.en}`, `图片未发送。${reason['zh-CN']}`)

/** The call as a form with a file (RFC 7578). Doing it twice does no harm: the second key is as good. */
function uploadOf({ data, type }: Picture): FeishuCall {
  const boundary = `sallyport${randomBytes(16).toString('hex')}`
  const field = (headers: string) => Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${headers}\r\n\r\n`)
  const name = type === 'image/png' ? 'picture.png' : 'picture.jpg'
  const body = Buffer.concat([
    field('name="image_type"'),
    Buffer.from('message\r\n'),
    field(`name="image"; filename="${name}"\r\nContent-Type: ${type}`),
    data,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return { method: 'POST', path: 'im/v1/images', form: { type: `multipart/form-data; boundary=${boundary}`, body } }
}
