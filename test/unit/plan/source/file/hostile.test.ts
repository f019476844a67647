import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { InputError } from '../../../../../src/kit/errors.ts'
import { ids, read, told } from './reading.ts'
import { examplePlan } from './release-plan.example.ts'

const one = (fields: object) => read(stringify({ entries: [{ id: 'a', at: '2026-12-01 09:00', workflow: 'r.yml', ...fields }] }))

describe('inputs', () => {
  it('are 25 at most, the version among them', async () => {
    const inputs = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`i${index}`, index]))
    expect(ids((await one({ inputs })).entries)).toEqual(['a'])
    const { refused } = await one({ inputs, version: 'v1' })
    expect(refused.map((each) => told(each))).toEqual([
      'GitHub takes at most 25 inputs, the version included; here are 26.\n@ .github/release-plan.yml:6:7 (entries[0].inputs)',
    ])
  })

  it('are 65,535 characters at most, as JSON', async () => {
    const frame = '{"x":""}'.length
    expect(ids((await one({ inputs: { x: 'a'.repeat(65_535 - frame) } })).entries)).toEqual(['a'])
    const { refused } = await one({ inputs: { x: 'a'.repeat(65_536 - frame) } })
    expect(refused.map(({ refusal }) => refusal.problem.en)).toEqual([
      'GitHub takes inputs of at most 65535 characters together; these have 65536.',
    ])
    expect((await one({ inputs: { x: '"'.repeat(40_000) } })).refused).toHaveLength(1)
  })

  it('are never expanded, and may hold anything', async () => {
    const inputs = { a: '$TOKEN', b: '${{ secrets.TOKEN }}', c: '::set-output name=x::y', d: '\u0000\u202e\n', e: '' }
    expect((await one({ inputs })).entries).toMatchObject([{ inputs }])
  })

  it('may repeat the version', async () => {
    expect((await one({ inputs: { version: 'v1' }, version: 'v1' })).entries).toHaveLength(1)
  })
})

describe('what a file says', () => {
  const nasty = ['::error::x', '\u001b[31mred', 'a\r\n::set-env name=A::b', '\u202eevil', '<img src=x>', '##[command]x', 'x'.repeat(5000)]

  it.each(nasty)('is printed without harm: %j', async (words) => {
    const plans = [
      one({ id: words }),
      one({ at: words }),
      one({ [words]: 1 }),
      one({ 'time-zone': words }),
      one({ needs: [words] }),
      one({ ref: `${words} ` }),
    ]
    for (const { refused } of await Promise.all(plans)) {
      for (const each of refused) {
        expect(told(each)).not.toMatch(/^::|[\u0000-\u0008\u000b-\u001f\u202a-\u202e]|##\[/m)
        expect(told(each).length).toBeLessThan(1200)
      }
    }
  })

  it.each(['-oProxy', 'a..b', 'refs/heads/', 'a.lock', '@{u}', 'a b', '', 'x'.repeat(300), 'a:b', 'latest green of -x', 'a\\b', '@'])(
    'is no ref: %j',
    async (ref) => {
      expect(ids((await one({ ref })).refused)).toEqual(['a'])
    },
  )

  it.each([
    ['main', { kind: 'named', name: 'main' }],
    [' refs/tags/v1.0 ', { kind: 'named', name: 'refs/tags/v1.0' }],
    ['分支/一', { kind: 'named', name: '分支/一' }],
    ['LATEST GREEN', { kind: 'latest-green', branch: '' }],
    ['latest-green of  release/1', { kind: 'latest-green', branch: 'release/1' }],
    ['latest', { kind: 'named', name: 'latest' }],
  ])('is a ref: %j', async (ref, wanted) => {
    expect((await one({ ref })).entries).toMatchObject([{ ref: wanted }])
  })

  it('is refused as a mistake of its user, never as a fault of ours, whatever is done to it', async () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom(
        '[',
        '{',
        ':',
        '\n',
        '\t',
        '&a',
        '*a',
        '$',
        '- ',
        '"',
        '!!int ',
        '? ',
        '!!binary ',
        '<<: ',
        '%YAML 1.1\n---\n',
        '24:00',
        '9999',
      ),
    )
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: examplePlan.length }), fc.nat({ max: 30 }), piece, async (from, cut, put) => {
        const outcome = await read(examplePlan.slice(0, from) + put + examplePlan.slice(from + cut)).catch((error: unknown) => error)
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(InputError)
      }),
      { numRuns: 300 },
    )
  })
})
