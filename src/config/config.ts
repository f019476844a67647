import type * as v from 'valibot'
import { type Channel, channelSchema } from './channels.ts'
import { read } from './judge.ts'
import { type Directory, peopleSchema, personFrom } from './people.ts'
import type { generalSchema } from './schema.ts'
import { expand, type Secrets } from './secrets.ts'
import type { Server } from './servers.ts'
import { type MappingTree, type Path, treeAt } from './tree.ts'

/** The configuration, judged. What depends on the run (environments, logins, channels, people) is read from `tree` when it is used. */
export interface Config extends Readonly<v.InferOutput<typeof generalSchema>> {
  /** All servers, in the order of the file; what it takes to choose them. */
  readonly servers: readonly Server[]
  readonly tree: MappingTree
  readonly secrets: Secrets
}

/** One part of the configuration with its variables put in; undefined when it is not there. Throws an InputError for what is missing or wrong. */
export function readPart<S extends v.GenericSchema>(config: Config, path: Path, schema: S): v.InferOutput<S> | undefined {
  const tree = treeAt(config.tree, path)
  return tree ? read(schema, expand(tree, path, config.secrets), path) : undefined
}

/** A channel by its name; undefined when there is none. */
export function channelNamed(config: Config, name: string): Channel | undefined {
  const channel = readPart(config, ['channels', name], channelSchema)
  return channel ? { ...channel, name } : undefined
}

/** Who is who, addresses included. */
export function directoryOf(config: Config): Directory {
  const people = readPart(config, ['people'], peopleSchema) ?? {}
  return {
    people: Object.entries(people).map(([name, written]) => personFrom(name, written)),
    groups: config.groups,
    admins: config.admins,
  }
}
