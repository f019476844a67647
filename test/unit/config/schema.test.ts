import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { renderSchema } from '../../../script/lib/schema.ts'

const schema = new URL('../../../schema/sallyport.schema.json', import.meta.url)

interface Described {
  readonly description?: string
  readonly 'x-zh-CN'?: string
  readonly const?: string
  readonly properties?: Readonly<Record<string, Described>>
}

const settings = (node: unknown): (readonly [string, Described])[] => {
  if (typeof node !== 'object' || node === null) return []
  const { properties = {} } = node as Described
  return [...Object.entries(properties), ...Object.values(node).flatMap(settings)]
}

describe('the JSON schema', () => {
  it('is the one that the code gives', () => {
    expect(readFileSync(schema, 'utf8')).toBe(renderSchema())
  })

  it('describes every setting in both languages', () => {
    const silent = settings(JSON.parse(renderSchema())).filter(
      ([, { description, const: fixed, ...rest }]) => !fixed && !(description && rest['x-zh-CN']),
    )
    expect(silent.map(([key]) => key)).toEqual([])
  })
})
