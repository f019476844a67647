import { isKnownError, textOf } from '../../kit/errors.ts'
import type { Http } from '../../kit/http.ts'
import { joinText, type Text, text } from '../../kit/text.ts'
import { cut } from '../fit.ts'
import type { Picture } from '../message.ts'
import { oneLine } from '../one-line.ts'
import { fileNameOf, withoutPicture } from '../picture.ts'
import type { Body, Result } from './answer.ts'
import { refusalTrouble } from './bot-answers.ts'
import type { Place } from './thread.ts'
import type { SlackApi } from './web-api.ts'

/** Milliseconds for each of the calls. */
const patience = 15_000
const uploadTime = 30_000
/** Characters of what a picture shows; more is refused. */
const longestAlt = 1000

/** Shows a picture in the thread of a message; the words arrived already. Answers why it is not there. Never throws. */
export async function showPicture(api: SlackApi, http: Http, place: Place, picture: Picture): Promise<Text | undefined> {
  try {
    await upload(api, http, place, picture)
    return undefined
  } catch (error) {
    return withoutPicture(
      error instanceof Refused ? error.why : joinText([textOf(error), ...(isKnownError(error) && error.remedy ? [error.remedy] : [])]),
    )
  }
}

/** By an address that Slack makes for it (facts/chat.md 5). Only the last step shows it: that is made once. */
async function upload(api: SlackApi, http: Http, { channel, ts }: Place, picture: Picture): Promise<void> {
  const alt = cut(oneLine(picture.alt), longestAlt)
  const file = { filename: fileNameOf(picture), length: String(picture.data.length), alt_txt: alt }
  const { upload_url: address, file_id: id } = bodyOf(await api.call('files.getUploadURLExternal', file, { patience, repeatable: true }))
  if (typeof address !== 'string' || !/^https?:/.test(address) || typeof id !== 'string') throw new Refused(strange)
  const headers = { 'content-type': picture.type }
  const taken = await http.send({ url: address, method: 'POST', headers, body: picture.data, timeout: uploadTime })
  if (taken.status !== 200) throw new Refused(notTaken(taken.status))
  const params = { files: JSON.stringify([{ id, title: alt || file.filename }]), channel_id: channel, thread_ts: ts }
  bodyOf(await api.call('files.completeUploadExternal', params, { patience, repeatable: false }))
}

function bodyOf(result: Result): Body {
  if (result.ok) return result.body
  const { reason, remedy } = refusalTrouble(result)
  throw new Refused(joinText([reason, remedy]))
}

class Refused extends Error {
  readonly why: Text

  constructor(why: Text) {
    super(why.en)
    this.why = why
  }
}

const strange = text('Slack gave no address to upload it to.', 'Slack 未提供上传地址。')
const notTaken = (status: number): Text => text(`Slack did not take the file (HTTP ${status}).`, `Slack 未接收该文件（HTTP ${status}）。`)
