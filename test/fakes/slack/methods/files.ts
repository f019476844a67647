import { type Call, type Method, mustBeIn, visibleChannel } from '../call.ts'
import { tier4 } from '../limits.ts'
import { Refused } from '../refused.ts'
import { messageAt, type SlackFile, type Workspace } from '../workspace.ts'

const scopes = ['files:write']
const longestAlt = 1000

/** Uploads in three steps: an address, the bytes, and where they are shown. `files.upload` is retired. */
export const fileMethods: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': { pace: tier4, scopes, run: begin },
  'files.completeUploadExternal': { pace: tier4, scopes, run: complete },
  'files.upload': {
    pace: tier4,
    scopes,
    run: () => {
      throw new Refused('method_deprecated')
    },
  },
}

function begin({ workspace, params }: Call): Record<string, unknown> {
  const { filename = '', length = '', alt_txt: alt = '' } = params
  if (filename === '' || !(Number(length) > 0)) throw new Refused('missing_argument')
  if (alt.length > longestAlt) throw new Refused('alt_txt_too_large')
  const id = `F${String(workspace.files.size + 1).padStart(8, '0')}`
  const file: SlackFile = { id, filename, length: Number(length), alt, ticket: `ticket-of-${id}`, data: undefined, title: undefined }
  workspace.files.set(id, file)
  return { upload_url: `${workspace.uploads}/upload/v1/${file.ticket}`, file_id: id }
}

/** The bytes of a file, bare or in a form: HTTP 200 where they are as many as was said. */
export async function takeUpload({ files }: Workspace, path: string, type: string, body: Buffer): Promise<UploadAnswer> {
  const file = [...files.values()].find(({ ticket }) => path === `/upload/v1/${ticket}`)
  if (!file) return { status: 404, body: 'not found' }
  const data = type.startsWith('multipart/form-data') ? await fileIn(type, body) : body
  if (data.length !== file.length) return { status: 400, body: 'length mismatch' }
  file.data = data
  return { status: 200, body: `OK - ${data.length}` }
}

interface UploadAnswer {
  readonly status: number
  readonly body: string
}

async function fileIn(type: string, body: Buffer): Promise<Buffer> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  const [file] = [...form.values()].filter((value) => typeof value !== 'string')
  return file ? Buffer.from(await file.arrayBuffer()) : Buffer.alloc(0)
}

function complete(call: Call): Record<string, unknown> {
  const { workspace, token, params } = call
  const given = readFiles(params.files)
  const files = given.map(({ id, title }) => {
    const file = workspace.files.get(id)
    if (!file?.data || file.title !== undefined) throw new Refused('file_not_found')
    return { file, title: title ?? file.filename }
  })
  const channel = params.channel_id === undefined ? undefined : visibleChannel({ ...call, params: { channel: params.channel_id } })
  if (channel) mustBeIn(call, channel)
  for (const { file, title } of files) file.title = title
  const parent = channel && params.thread_ts !== undefined ? messageAt(channel, params.thread_ts) : undefined
  channel?.messages.push({
    ts: workspace.nextTs(),
    user: token.botUser,
    botId: token.botId,
    subtype: 'file_share',
    text: params.initial_comment ?? '',
    files: files.map(({ file }) => file),
    ...(parent === undefined ? {} : { threadTs: parent.threadTs ?? parent.ts }),
    reactions: new Map(),
  })
  return { files: files.map(({ file: { id }, title }) => ({ id, title })) }
}

function readFiles(written: string | undefined): readonly { readonly id: string; readonly title?: string }[] {
  const list: unknown = written === undefined ? undefined : JSON.parse(written)
  const isList = Array.isArray(list) && list.length > 0 && list.every((file) => typeof file?.id === 'string')
  if (!isList) throw new Refused('invalid_arguments')
  return list
}
