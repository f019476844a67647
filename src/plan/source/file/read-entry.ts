import * as v from 'valibot'
import { judgeData } from '../../../config/judge.ts'
import { type Mistake, toldTogether } from '../../../config/mistakes.ts'
import { type Path, type Place, placeOf, plain, type Tree, treeAt } from '../../../config/tree.ts'
import { label, name } from '../../../config/values.ts'
import { printable } from '../../../kit/printable.ts'
import { text } from '../../../kit/text.ts'
import type { EntryReading, PlanEntry, RefusedEntry } from '../../entry.ts'
import type { Refusal } from '../../refusal.ts'
import type { Moment } from '../../time/moment.ts'
import { readMoment } from '../../time/read-moment.ts'
import { entryId, entrySchema, timeWords, type WrittenEntry } from './entry-schema.ts'
import { inputMistakes } from './input-limits.ts'
import type { PlanDefaults } from './plan-defaults.ts'

/** What an entry stands on. */
export interface EntryGround {
  readonly defaults: PlanDefaults
  /** IANA zone of times that name none. */
  readonly zone: string
  /** Why a zone is none; undefined: it is one. */
  refuseZone(name: string): Refusal | undefined
}

export type ReadEntry = Exclude<EntryReading, { readonly state: 'gone' }>

/** One entry of a plan, or why it cannot be carried out. `path`: where it stands in its file, for people. `known`: what is wrong with it already. */
export function readEntry(tree: Tree, path: Path, ground: EntryGround, known: readonly Mistake[] = []): ReadEntry {
  const judged = judgeData(entrySchema, tree, path)
  const time = timeOf(tree, ground)
  const early = [
    ...known,
    ...('mistakes' in judged ? judged.mistakes : []),
    ...(time && 'refusal' in time ? [timeMistake(tree, path, time)] : []),
  ]
  const made =
    'output' in judged && time && 'moment' in time ? entryFrom(judged.output, time.moment, tree, path, ground.defaults) : undefined
  if (made && 'entry' in made && early.length === 0) return { state: 'planned', entry: made.entry }
  const mistakes = [...early, ...(made && 'mistakes' in made ? made.mistakes : [])]
  return { state: 'refused', entry: refusedEntry(tree, mistakes, time && 'moment' in time ? time.moment : undefined, ground) }
}

type Made = { readonly entry: PlanEntry } | { readonly mistakes: readonly Mistake[] }

function entryFrom(written: WrittenEntry, due: Moment, tree: Tree, path: Path, defaults: PlanDefaults): Made {
  const { id, at: _, timeZone: __, version = '', inputs = {}, needs = [], cancelled, skipped, ...rest } = written
  const { workflow, ref, ...settled } = { ...defaults, ...rest }
  const mistakes = [
    ...(workflow === undefined ? [mistakeAt(tree, path, 'workflow', missing('workflow'))] : []),
    ...(ref === undefined ? [mistakeAt(tree, path, 'ref', missing('ref'))] : []),
    ...inputMistakes(inputs, version).map(({ key, ...said }) => mistakeAt(tree, path, key, said)),
  ]
  if (workflow === undefined || ref === undefined || mistakes.length > 0) return { mistakes }
  const wish = cancelled ? 'cancelled' : skipped ? 'skipped' : 'run'
  return { entry: { ...settled, id, due, workflow, ref, inputs, version, needs: [...new Set(needs)], wish, where: whereOf(tree.at) } }
}

const mistakeAt = (tree: Tree, path: Path, key: string, { problem, remedy }: Refusal): Mistake => ({
  at: treeAt(tree, [key])?.at ?? placeOf(tree, [key]),
  path: [...path, key],
  problem,
  ...(remedy ? { remedy } : {}),
})

type Time = { readonly moment: Moment } | { readonly key: 'at' | 'time-zone'; readonly refusal: Refusal }

/** When an entry is due; undefined: its time is no text. */
function timeOf(tree: Tree, { zone, refuseZone }: EntryGround): Time | undefined {
  const [at, own] = [partOf(tree, 'at', timeWords), partOf(tree, 'time-zone', v.string())]
  const unknown = own === undefined ? undefined : refuseZone(own)
  if (unknown) return { key: 'time-zone', refusal: unknown }
  if (at === undefined) return undefined
  const read = readMoment(at, own ?? zone)
  return read.state === 'read' ? { moment: read.moment } : { key: 'at', refusal: read.refusal }
}

const timeMistake = (tree: Tree, path: Path, { key, refusal }: Extract<Time, { readonly key: string }>): Mistake =>
  mistakeAt(tree, path, key, refusal)

const missing = (key: string) => ({
  problem: text(`“${key}” is missing.`, `缺少“${key}”。`),
  remedy: text(`Write it in the entry, or under “defaults:” for all of them.`, `请写在条目中，或写在“defaults:”下供所有条目使用。`),
})

/** Where an entry stands: `.github/release-plan.yml:12`. */
export const whereOf = ({ source, line }: Place): string => `${printable(source)}:${line}`

/** An entry with mistakes, and as much of it as could be read: whose it is, and when it would have been due. */
function refusedEntry(tree: Tree, mistakes: readonly Mistake[], due: Moment | undefined, { defaults }: EntryGround): RefusedEntry {
  return {
    id: partOf(tree, 'id', entryId) ?? '',
    where: whereOf(tree.at),
    owner: partOf(tree, 'owner', label) ?? defaults.owner,
    notify: partOf(tree, 'notify', channelNames) ?? defaults.notify,
    due,
    refusal: toldTogether(mistakes, text('entry', '条目')),
  }
}

const channelNames = v.pipe(
  v.union([name, v.array(name)]),
  v.transform((given) => [given].flat()),
)

/** One part of an entry, if that is right in itself. */
function partOf<S extends v.GenericSchema>(tree: Tree, key: string, schema: S): v.InferOutput<S> | undefined {
  const found = treeAt(tree, [key])
  const judged = found && v.safeParse(schema, plain(found))
  return judged?.success ? judged.output : undefined
}

/** An entry that was good in itself and is refused for what stands around it. */
export const refuse = ({ id, where, owner, notify, due }: PlanEntry, refusal: Refusal): ReadEntry => ({
  state: 'refused',
  entry: { id, where, owner, notify, due, refusal: { where, ...refusal } },
})
