import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { type ConfigSource, readSource } from '../../../src/config/read-source.ts'
import { plain } from '../../../src/config/tree.ts'
import { refusal } from './loading.ts'

const workspace = mkdtempSync(join(tmpdir(), 'sallyport-config-'))
afterAll(() => rmSync(workspace, { recursive: true }))
mkdirSync(join(workspace, 'folder.yml'))
writeFileSync(join(workspace, 'good.yml'), 'locale: en\nproject: a\n')
writeFileSync(join(workspace, 'latin.yml'), Buffer.from('locale: en\nproject: caf\xe9\n', 'latin1'))
writeFileSync(join(workspace, 'utf16.yml'), Buffer.from('\ufefflocale: en\n', 'utf16le'))
writeFileSync(join(workspace, 'large.yml'), `# ${'x'.repeat(1_000_001)}`)

const source = (given: Partial<ConfigSource>): ConfigSource => ({ file: 'good.yml', inline: '', ref: 'workspace', workspace, ...given })

describe('readSource', () => {
  it('lays the inline configuration over the file', async () => {
    expect(plain(await readSource(source({ inline: 'project: b' })))).toEqual({ locale: 'en', project: 'b' })
  })

  it('reads other refs through the function that is given', async () => {
    const readAt = async (ref: string, path: string) => `project: ${ref}-${path}`
    expect(plain(await readSource(source({ ref: 'v1', readAt })))).toEqual({ project: 'v1-good.yml' })
  })

  it('does without the default file when there is inline configuration', async () => {
    expect(plain(await readSource(source({ file: '.github/sallyport.yml', inline: 'project: b' })))).toEqual({ project: 'b' })
  })

  it.each([
    {
      name: 'no file, nothing inline',
      given: { file: '.github/sallyport.yml' },
      code: 'configuration-not-found',
      says: 'There is no file “.github/sallyport.yml” in the workspace.',
    },
    {
      name: 'another file that is missing, even with inline',
      given: { file: 'typo.yml', inline: 'project: b' },
      code: 'configuration-not-found',
      says: 'There is no file “typo.yml”',
    },
    {
      name: 'no file at a ref',
      given: { ref: 'v1', readAt: async () => undefined },
      code: 'configuration-not-found',
      says: 'There is no file “good.yml” in “v1”.',
    },
    { name: 'a ref that cannot be read here', given: { ref: 'v1' }, code: 'not-supported', says: 'cannot be read from “v1”' },
    { name: 'a folder', given: { file: 'folder.yml' }, code: 'configuration-not-found', says: 'it is not a file' },
    { name: 'a file that is too large', given: { file: 'large.yml' }, code: 'configuration-not-found', says: 'it is larger than 1 MB' },
    {
      name: 'Latin 1',
      given: { file: 'latin.yml' },
      code: 'invalid-configuration',
      says: 'This line is not UTF-8: save the file in that encoding.\n  Where: latin.yml:2:1',
    },
    { name: 'UTF-16', given: { file: 'utf16.yml' }, code: 'invalid-configuration', says: 'This line is not UTF-8' },
  ])('refuses $name', async ({ given, code, says }) => {
    const told = await refusal(() => readSource(source(given)))
    expect(told.code).toBe(code)
    expect(told.words).toContain(says)
  })
})
