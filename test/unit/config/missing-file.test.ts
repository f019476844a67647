import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from '@jest/globals'
import { refuseMissingFile } from '../../../src/config/missing-file.ts'
import { readSource } from '../../../src/config/read-source.ts'

const workspace = mkdtempSync(join(tmpdir(), 'sallyport-config-'))
afterAll(() => rmSync(workspace, { recursive: true }))
mkdirSync(join(workspace, 'folder.yml'))
writeFileSync(join(workspace, 'good.yml'), 'locale: en\n')

const source = { file: 'good.yml', inline: '', ref: 'workspace', workspace }

it.each([
  { name: 'no such file', file: 'none.yml' },
  { name: 'no such folder', file: 'none/good.yml' },
  { name: 'a file in place of the folder', file: 'good.yml/good.yml' },
])('$name is refused as it would be by who reads it', async ({ file }) => {
  const told = await readSource({ ...source, file }).catch((error: unknown) => error)
  expect(told).toMatchObject({ code: 'configuration-not-found' })
  expect(() => refuseMissingFile({ ...source, file })).toThrow(expect.objectContaining({ ...(told as object) }))
})

it.each([
  { name: 'a file that is there', given: {} },
  { name: 'something that is no file', given: { file: 'folder.yml' } },
  { name: 'a name that no system takes', given: { file: 'x'.repeat(5000) } },
  { name: 'a file that may be missing beside what is inline', given: { file: '.github/sallyport.yml', inline: 'locale: en' } },
  { name: 'a file of a ref', given: { file: 'none.yml', ref: 'default-branch' } },
])('$name is left to who reads it', ({ given }) => {
  expect(() => refuseMissingFile({ ...source, ...given })).not.toThrow()
})
