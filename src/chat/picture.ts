import { type Text, text } from '../kit/text.ts'
import type { Picture } from './message.ts'

/** What a picture's file is called. */
export const fileNameOf = ({ type }: Picture): string => (type === 'image/png' ? 'picture.png' : 'picture.jpg')

/** The words arrived, the picture did not: why. */
export const withoutPicture = (why: Text): Text => text(`Without its picture. ${why.en}`, `未附图片。${why['zh-CN']}`)
