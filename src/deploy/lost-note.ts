import { type Text, text } from '../kit/text.ts'

/** Said when an operation is about to be done again over a new connection. */
export const lostNote = (host: string): Text =>
  text(`${host}: the connection was lost; connecting again.`, `${host}：连接中断；正在重新连接。`)
