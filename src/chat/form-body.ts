import { randomUUID } from 'node:crypto'

/** A file of a form. */
export interface FormFile {
  /** The field's name. */
  readonly field: string
  readonly filename: string
  readonly type: string
  readonly data: Buffer
}

/** A form with a file as the body of a request, and the type that tells where its parts end (RFC 7578). */
export interface FormBody {
  readonly type: string
  readonly body: Buffer
}

/** Fields are text; names are ours, so that they need no escaping. */
export function formBody(fields: Readonly<Record<string, string>>, file: FormFile, boundary: string = randomUUID()): FormBody {
  const head = (disposition: string, type?: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n${type === undefined ? '' : `content-type: ${type}\r\n`}\r\n`
  const texts = Object.entries(fields).map(([name, value]) => `${head(`name="${name}"`)}${value.toWellFormed()}\r\n`)
  const fileHead = head(`name="${file.field}"; filename="${file.filename}"`, file.type)
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([Buffer.from(texts.join('') + fileHead), file.data, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  }
}
