import * as v from 'valibot'
import { say } from './values.ts'

type Camel<K> = K extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : K
/** The same settings under the names that code uses: `health-check` is `healthCheck`. */
export type CamelKeys<T> = { readonly [K in keyof T as Camel<K>]: T[K] }

const camel = (key: string): string => key.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
const camelKeys = (values: object): object => Object.fromEntries(Object.entries(values).map(([key, value]) => [camel(key), value]))

/** The beginning of the message of an unknown key; the known ones follow, separated by commas. */
export const unknownKey = 'unknown-key:'

/** A mapping with known keys only, every unknown one told; keys are in camel case afterwards. */
export function section<const E extends v.ObjectEntries>(entries: E) {
  const nothingElse = v.never(`${unknownKey}${Object.keys(entries).join(',')}`)
  const mapping: v.GenericSchema<object> = mappingOnly<v.GenericSchema<object>>(v.objectWithRest(entries, nothingElse, say('mapping')))
  const schema = v.pipe(mapping, v.transform(camelKeys))
  // The rest is never there, so the type is that of the entries; valibot would say “and never for any other key”.
  return schema as unknown as SectionSchema<E>
}

type Written<E extends v.ObjectEntries> = v.InferOutput<v.ObjectSchema<E, undefined>>
type SectionSchema<E extends v.ObjectEntries> = v.SchemaWithPipe<
  readonly [v.ObjectSchema<E, undefined>, v.TransformAction<Written<E>, CamelKeys<Written<E>>>]
>

/** A mapping whose keys the user chooses. */
export const named = <K extends v.GenericSchema<string, string>, S extends v.GenericSchema>(key: K, value: S) =>
  mappingOnly(v.record(key, value, say('mapping')))

export const list = <S extends v.GenericSchema>(item: S) => v.array(item, say('list'))
export const listOfSome = <S extends v.GenericSchema>(item: S) => v.pipe(list(item), v.minLength(1, say('list-not-empty')))

/** One item, or a list of them; always a list afterwards. */
export const oneOrMore = <T extends string | number>(item: v.GenericSchema<T>) =>
  v.pipe(
    v.union([item, listOfSome(item)]),
    v.transform((given): readonly T[] => (typeof given === 'object' ? given : [given])),
  )

/** The beginning of the message of a mapping that needs exactly one of some keys; they follow, separated by commas. */
export const exactlyOne = 'exactly-one:'

export const hasOne = (mapping: object, keys: readonly string[]): boolean => keys.filter((key) => key in mapping).length === 1

/** The same entries with none required: for settings that a project's override may add. */
export const optionally = (entries: v.ObjectEntries): v.ObjectEntries =>
  Object.fromEntries(
    Object.entries(entries).map(([key, schema]) => [
      key,
      /optional/.test(schema.type) ? schema : v.exactOptional(schema as v.GenericSchema),
    ]),
  )

/** Lists are objects too in JavaScript; valibot would take them for mappings. */
function mappingOnly<S extends v.GenericSchema>(schema: S): S {
  const judge: S['~run'] = (dataset, config) => schema['~run'](Array.isArray(dataset.value) ? { value: null } : dataset, config)
  return { ...schema, '~run': judge }
}
