import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { renderPlanSchema } from '../../../../../script/lib/schema.ts'

const schema = new URL('../../../../../schema/release-plan.schema.json', import.meta.url)

interface Described {
  readonly description?: string
  readonly 'x-zh-CN'?: string
  readonly properties?: Readonly<Record<string, Described>>
}

const settings = (node: unknown): (readonly [string, Described])[] => {
  if (typeof node !== 'object' || node === null) return []
  const { properties = {} } = node as Described
  return [...Object.entries(properties), ...Object.values(node).flatMap(settings)]
}

describe('the JSON schema of the plan', () => {
  it('is the one that the code gives', () => {
    expect(readFileSync(schema, 'utf8')).toBe(renderPlanSchema())
  })

  it('describes every setting in both languages, and lets no other in', () => {
    const rendered = renderPlanSchema()
    const all = settings(JSON.parse(rendered))
    expect(all.length).toBeGreaterThan(40)
    expect(all.filter(([, { description, ...rest }]) => !(description && rest['x-zh-CN'])).map(([key]) => key)).toEqual([])
    expect(rendered.match(/"additionalProperties": false/g)?.length).toBe(6)
  })
})
