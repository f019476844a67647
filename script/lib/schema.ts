import { readFileSync, writeFileSync } from 'node:fs'
import { toJsonSchema } from '@valibot/to-json-schema'
import type { GenericSchema } from 'valibot'
import { configSchema, environmentSchema } from '../../src/config/schema.ts'
import { planSchema } from '../../src/plan/source/file/plan-schema.ts'

const folder = new URL('../../schema/', import.meta.url)

/** The JSON schema of the configuration file, for editors (YAML language server) and the documentation. */
export const renderSchema = (): string =>
  render(configSchema, {
    heading: { title: 'Sallyport', description: 'Configuration of Sallyport: .github/sallyport.yml' },
    definitions: { environment: environmentSchema },
    hasVariables: true,
  })

/** The JSON schema of the release plan, for editors. */
export const renderPlanSchema = (): string =>
  render(planSchema, { heading: { title: 'Sallyport’s release plan', description: 'Planned releases: .github/release-plan.yml' } })

interface Rendering {
  readonly heading: { readonly title: string; readonly description: string }
  readonly definitions?: Record<string, GenericSchema>
  /** A variable may stand where the value itself would have to match. */
  readonly hasVariables?: boolean
}

function render(schema: GenericSchema, { heading, definitions, hasVariables = false }: Rendering): string {
  const converted = toJsonSchema(schema, {
    target: 'draft-07',
    ignoreActions: ['transform', 'check'],
    errorMode: 'ignore',
    ...(definitions ? { definitions } : {}),
    overrideSchema: ({ valibotSchema, jsonSchema }) =>
      valibotSchema.type === 'object_with_rest' ? { ...jsonSchema, additionalProperties: false } : undefined,
    overrideAction: ({ valibotAction, jsonSchema }) =>
      valibotAction.type === 'regex' && hasVariables ? { ...jsonSchema, pattern: `${jsonSchema.pattern}|\\$[A-Za-z_{]` } : undefined,
  })
  const { $schema, ...rest } = converted
  return `${JSON.stringify({ $schema, ...heading, ...rest }, null, 2)}\n`
}

const files = { 'sallyport.schema.json': renderSchema, 'release-plan.schema.json': renderPlanSchema }

/** Writes the schemas; with `--check`, fails when one that is there is not the one that would be written. */
function main(): void {
  for (const [name, rendered] of Object.entries(files)) {
    const target = new URL(name, folder)
    if (!process.argv.includes('--check')) writeFileSync(target, rendered())
    else if (readFileSync(target, 'utf8') !== rendered()) fail(name)
  }
}

function fail(name: string): void {
  process.stderr.write(`schema/${name} is out of date: run “node script/lib/schema.ts”.\n`)
  process.exitCode = 1
}

if (import.meta.main) main()
