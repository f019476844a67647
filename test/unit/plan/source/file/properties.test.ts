import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { usualDefaults } from '../../../../../src/plan/source/file/plan-defaults.ts'
import { readPlanCsv } from '../../../../../src/plan/source/file/read-plan-csv.ts'
import { read } from './reading.ts'

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,12}$/).filter((word) => !(word in {}))
const inputName = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,9}$/).filter((word) => !(word in {}) && word !== 'version')
const seconds = fc.integer({ min: 1, max: 9999 })
const two = (value: number): string => String(value).padStart(2, '0')

const entry = fc.record({
  minute: fc.integer({ min: 0, max: 600_000 }),
  zone: fc.constantFrom('Asia/Shanghai', 'UTC', 'Asia/Kolkata'), // without summer time: what is read is what was written
  version: fc.oneof(fc.constantFrom('1.10', '1e3', '0x1F', '010', 'v1.2.3', 'true', 'null'), name),
  workflow: name.map((word) => `${word}.yml`),
  branch: fc.stringMatching(/^[a-z]{1,5}\/[a-z0-9]{1,5}$/),
  isGreen: fc.boolean(),
  environment: name,
  late: seconds,
  freeze: fc.constantFrom('postpone' as const, 'skip' as const, 'ask' as const),
  close: fc.constantFrom('finish' as const, 'cancel' as const),
  reminders: fc.uniqueArray(seconds, { minLength: 1, maxLength: 4 }),
  owner: fc.stringMatching(/^[a-z一-龥]{1,8}$/),
  notify: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
  wish: fc.constantFrom('run' as const, 'cancelled' as const, 'skipped' as const),
  inputs: fc.dictionary(
    inputName,
    fc.string({ minLength: 1, unit: 'grapheme' }).filter((words) => words.trim() === words && !/\r|\ufffd/.test(words) && words !== ''),
    { maxKeys: 3 },
  ),
})
type Written = typeof entry extends fc.Arbitrary<infer T> ? T : never

/** Each needs some of those before it. */
const plan = fc
  .uniqueArray(name, { minLength: 1, maxLength: 6 })
  .chain((ids) =>
    fc.tuple(...ids.map((id, index) => fc.record({ id: fc.constant(id), needs: fc.subarray(ids.slice(0, index)), said: entry }))),
  )

const atWords = ({ minute }: Written): string => {
  const date = new Date(Date.UTC(2026, 0, 1) + minute * 60_000)
  return `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`
}
const ahead = { 'Asia/Shanghai': 480, UTC: 0, 'Asia/Kolkata': 330 } as const
const refWords = ({ isGreen, branch }: Written): string => (isGreen ? `latest green of ${branch}` : branch)

const expected = ({ id, needs, said }: { id: string; needs: string[]; said: Written }) => ({
  id,
  needs,
  due: { at: Date.UTC(2026, 0, 1) + (said.minute - ahead[said.zone]) * 60_000, zone: said.zone, words: atWords(said) },
  version: said.version,
  workflow: said.workflow,
  ref: said.isGreen ? { kind: 'latest-green', branch: said.branch } : { kind: 'named', name: said.branch },
  environment: said.environment,
  onLate: { kind: 'run-within', milliseconds: said.late * 1000 },
  onFreeze: said.freeze,
  onClose: said.close,
  reminders: [...said.reminders].sort((a, b) => b - a).map((each) => each * 1000),
  owner: said.owner,
  notify: said.notify,
  wish: said.wish,
  inputs: said.inputs,
})

describe('any good plan', () => {
  it('comes back from YAML as it was meant', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (entries) => {
        const written = entries.map(({ id, needs, said }) => ({
          id,
          needs,
          at: atWords(said),
          'time-zone': said.zone,
          version: said.version,
          workflow: said.workflow,
          ref: refWords(said),
          environment: said.environment,
          'on-late': `${said.late}s`,
          'on-freeze': said.freeze,
          'on-close': said.close,
          reminders: said.reminders.map((each) => `${each}s`),
          owner: said.owner,
          notify: said.notify,
          inputs: said.inputs,
          ...(said.wish === 'run' ? {} : { [said.wish]: true }),
        }))
        const { entries: found, refused } = await read(stringify({ entries: written }))
        expect(refused).toEqual([])
        expect(found).toMatchObject(entries.map(expected))
      }),
    )
  })

  it('comes back from CSV as it was meant, whatever the order of its columns', async () => {
    await fc.assert(
      fc.asyncProperty(plan, fc.infiniteStream(fc.nat()), fc.constantFrom('\n', '\r\n'), async (entries, order, end) => {
        const inputs = [...new Set(entries.flatMap(({ said }) => Object.keys(said.inputs)))]
        const columns: Record<string, (each: (typeof entries)[number]) => string> = {
          id: ({ id }) => id,
          at: ({ said }) => atWords(said),
          'time-zone': ({ said }) => said.zone,
          version: ({ said }) => said.version,
          workflow: ({ said }) => said.workflow,
          ref: ({ said }) => refWords(said),
          environment: ({ said }) => said.environment,
          needs: ({ needs }) => needs.join(' '),
          'on-late': ({ said }) => `${said.late}s`,
          'on-freeze': ({ said }) => said.freeze,
          'on-close': ({ said }) => said.close,
          reminders: ({ said }) => said.reminders.map((each) => `${each}s`).join('; '),
          owner: ({ said }) => said.owner,
          notify: ({ said }) => said.notify.join(' '),
          status: ({ said }) => (said.wish === 'run' ? '' : said.wish),
          ...Object.fromEntries(
            inputs.map((input) => [`input:${input}`, ({ said }: (typeof entries)[number]) => said.inputs[input] ?? '']),
          ),
        }
        const shuffled = Object.entries(columns)
          .map((column) => ({ column, at: order.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ column }) => column)
        const quoted = (words: string) => `"${words.replaceAll('"', '""')}"`
        const rows = entries.map((each) => shuffled.map(([, cell]) => quoted(cell(each))).join(','))
        const words = [shuffled.map(([name]) => name).join(','), ...rows, ''].join(end)
        const { entries: found, refused } = await readPlanCsv(words, 'plan.csv', usualDefaults(), 'UTC')
        expect(refused).toEqual([])
        expect(found).toMatchObject(entries.map(expected))
      }),
    )
  })
})
