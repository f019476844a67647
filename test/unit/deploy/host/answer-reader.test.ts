import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Answer, answerReader } from '../../../../src/deploy/host/agent.ts'
import { escapeArgument } from '../../../../src/deploy/host/escape.ts'
import { outputOf, shells } from '../small-shells.ts'

const greeting = 'sallyport-agent 1\n'
const line = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .map((words) => words.replace(/\n/g, ' '))
  .filter((words) => !/^(?:blob|done) /.test(words))
const answer = fc.record({
  lines: fc.array(line, { maxLength: 4 }),
  blob: fc.option(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    { nil: undefined },
  ),
  status: fc.constantFrom('ok', 'locked', 'damaged'),
  words: fc.constantFrom('', 'why', 'two words'),
})

const written = ({ lines, blob, status, words }: Answer): Buffer =>
  Buffer.concat([
    ...lines.map((words) => Buffer.from(`${words}\n`)),
    ...(blob ? [Buffer.from(`blob ${blob.length}\n`), blob] : []),
    Buffer.from(`done ${status}${words ? ` ${words}` : ''}\n`),
  ])

/** All answers in what comes in these pieces; undefined as soon as the reader gives up. */
function readPieces(pieces: readonly Buffer[]): Answer[] | undefined {
  const read = answerReader()
  const all: Answer[] = []
  for (const piece of pieces) {
    const answers = read(piece)
    if (!answers) return undefined
    all.push(...answers)
  }
  return all
}

const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b)
  return [...ends, bytes.length].map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end))
}

describe('answerReader', () => {
  it('gives the same answers however the bytes are cut, whatever a login says first', () => {
    const banner = fc.array(line, { maxLength: 3 }).map((lines) => lines.map((words) => `${words}\n`).join(''))
    fc.assert(
      fc.property(banner, fc.array(answer, { maxLength: 4 }), fc.array(fc.nat(), { maxLength: 8 }), (before, answers, places) => {
        const bytes = Buffer.concat([Buffer.from(before + greeting), ...answers.map(written)])
        expect(readPieces(cut(bytes, places))).toEqual(answers)
        expect(readPieces([...bytes].map((byte) => Buffer.of(byte)))).toEqual(answers)
      }),
    )
  })

  it('takes no answer before the greeting', () => {
    expect(readPieces([Buffer.from(`done ok\n${greeting}done locked\n`)])).toMatchObject([{ status: 'locked' }])
  })

  const many = (count: number, words: string) => Buffer.from(`${words}\n`.repeat(count))
  it.each([
    { name: 'a banner without an end', pieces: Array.from({ length: 20 }, () => many(100, 'x'.repeat(60))) },
    { name: 'a banner in one long line', pieces: Array.from({ length: 20 }, () => Buffer.alloc(6000, 'x')) },
    {
      name: 'an answer without an end',
      pieces: [Buffer.from(greeting), ...Array.from({ length: 70 }, () => many(1 << 14, 'x'.repeat(63)))],
    },
    { name: 'a line without an end', pieces: [Buffer.from(greeting), ...Array.from({ length: 3 }, () => Buffer.alloc(32 << 20, 'x'))] },
  ])('gives up on $name', ({ pieces }) => {
    expect(readPieces(pieces)).toBeUndefined()
  })

  it.each(['-1', 'x', '', '1e99', 'Infinity', '99999999999999'])(
    'makes nothing of a length of “%s” but an answer or a refusal',
    (length) => {
      const read = () => readPieces([Buffer.from(`${greeting}blob ${length}\ndone ok\n`), Buffer.alloc(1000)])
      expect(read).not.toThrow()
    },
  )
})

describe('escapeArgument', () => {
  it('leaves nothing that a shell or a request could take for its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(escapeArgument(value)).toMatch(/^=(?:[A-Za-z0-9_./:@,+-]|\\0[0-3][0-7][0-7])*$/)
      }),
    )
  })

  it.each(shells)('is read back by %s', (_, shell) => {
    const value = fc.string({ unit: 'binary', maxLength: 20 }).map((words) => words.replaceAll('\0', ''))
    const script = `while IFS= read -r given; do value=$(printf '%b.' "\${given#=}"); printf '%s\\0' "\${value%.}"; done`
    fc.assert(
      fc.property(fc.array(value, { minLength: 40, maxLength: 60 }), (values) => {
        const read = outputOf(shell, script, values.map((one) => `${escapeArgument(one)}\n`).join(''))
        expect(read.toString().split('\0').slice(0, -1)).toEqual(values)
      }),
      { numRuns: 5, endOnFailure: true },
    )
  })
})
