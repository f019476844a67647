import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { formBody } from '../../../src/chat/form-body.ts'

/** Node's own parser is the independent side. */
const parsed = ({ type, body }: ReturnType<typeof formBody>) =>
  new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()

describe('a form with a file', () => {
  it('arrives as it was: its texts, and every byte of the file', async () => {
    const texts = fc.string({ unit: 'binary', maxLength: 200 }).map((words) => words.replace(/\r\n|\r|\n/g, '\r\n'))
    await fc.assert(
      fc.asyncProperty(texts, fc.uint8Array({ maxLength: 500 }), async (caption, bytes) => {
        const file = { field: 'files[0]', filename: 'picture.png', type: 'image/png', data: Buffer.from(bytes) }
        const form = await parsed(formBody({ chat_id: '-1001', caption }, file))
        expect([form.get('chat_id'), form.get('caption')]).toEqual(['-1001', caption.toWellFormed()])
        const given = form.get('files[0]')
        if (given === null || typeof given === 'string') throw new Error('the file is missing')
        expect([given.name, given.type]).toEqual(['picture.png', 'image/png'])
        expect(Buffer.from(await given.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true)
      }),
      { numRuns: 60, seed: 7 },
    )
  })

  it('has a boundary that nobody can guess', () => {
    const file = { field: 'photo', filename: 'a', type: 'image/png', data: Buffer.alloc(0) }
    expect(formBody({}, file).type).not.toBe(formBody({}, file).type)
  })
})
