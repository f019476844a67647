import { readFileSync, writeFileSync } from 'node:fs'
import { toJsonSchema } from '@valibot/to-json-schema'
import { configSchema, environmentSchema } from '../../src/config/schema.ts'

const target = new URL('../../schema/sallyport.schema.json', import.meta.url)

/** The JSON schema of the configuration file, for editors (YAML language server) and the documentation. */
export function renderSchema(): string {
  const converted = toJsonSchema(configSchema, {
    target: 'draft-07',
    ignoreActions: ['transform', 'check'],
    errorMode: 'ignore',
    definitions: { environment: environmentSchema },
    overrideSchema: ({ valibotSchema, jsonSchema }) =>
      valibotSchema.type === 'object_with_rest' ? { ...jsonSchema, additionalProperties: false } : undefined,
    // A variable may stand where the value itself would have to match.
    overrideAction: ({ valibotAction, jsonSchema }) =>
      valibotAction.type === 'regex' ? { ...jsonSchema, pattern: `${jsonSchema.pattern}|\\$[A-Za-z_{]` } : undefined,
  })
  const { $schema, ...rest } = converted
  const heading = { $schema, title: 'Sallyport', description: 'Configuration of Sallyport: .github/sallyport.yml' }
  return `${JSON.stringify({ ...heading, ...rest }, null, 2)}\n`
}

/** Writes the schema; with `--check`, fails when the one that is there is not the one that would be written. */
function main(): void {
  const rendered = renderSchema()
  if (!process.argv.includes('--check')) writeFileSync(target, rendered)
  else if (readFileSync(target, 'utf8') !== rendered) fail()
}

function fail(): void {
  process.stderr.write('schema/sallyport.schema.json is out of date: run “node script/lib/schema.ts”.\n')
  process.exitCode = 1
}

if (import.meta.main) main()
