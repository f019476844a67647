import { type FeishuAnswer, refusal } from './answers.ts'

/** Names and HTTP status of Bitable's codes, from the pages of its APIs: 200 where none stands here. */
const refusals: Readonly<Record<number, readonly [words: string, status?: number]>> = {
  1254000: ['WrongRequestJson'],
  1254001: ['WrongRequestBody'],
  1254011: ['Page size must greater than 0.', 400],
  1254015: ['Field types do not match.', 400],
  1254016: ['InvalidSort'],
  1254018: ['InvalidFilter'],
  1254024: ['InvalidFieldNames'],
  1254030: ['InvalidPageToken'],
  1254040: ['BaseTokenNotFound'],
  1254041: ['TableIdNotFound'],
  1254042: ['ViewIdNotFound'],
  1254043: ['RecordIdNotFound'],
  1254045: ['FieldNameNotFound'],
  1254060: ['TextFieldConvFail'],
  1254061: ['NumberFieldConvFail'],
  1254062: ['SingleSelectFieldConvFail'],
  1254063: ['MultiSelectFieldConvFail'],
  1254064: ['DatetimeFieldConvFail'],
  1254065: ['CheckboxFieldConvFail'],
  1254066: ['UserFieldConvFail'],
  1254067: ['LinkFieldConvFail'],
  1254068: ['URLFieldConvFail'],
  1254069: ['AttachFieldConvFail'],
  1254072: ['InvalidPhoneNumber'],
  1254104: ['RecordAddOnceExceedLimit'],
  1254107: ['FilterLengthExceedLimit'],
  1254130: ['TooLargeCell'],
  1254290: ['TooManyRequest'],
  1254291: ['Write conflict'],
  1254302: ['Permission denied.', 403],
  1254607: ['Data not ready, please try again later', 400],
}

/** A refusal of Bitable: with HTTP 200 for most codes. */
export function bitableRefusal(code: number): FeishuAnswer {
  const [msg = '', status = 200] = refusals[code] ?? []
  return { status, body: { ...(refusal(code).body as object), code, msg, data: {} } }
}
