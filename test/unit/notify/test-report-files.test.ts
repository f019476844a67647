import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { InputError } from '../../../src/kit/errors.ts'
import { findTestReports } from '../../../src/notify/test-report-files.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'

let root = ''
let outside = ''
const put = (path: string, words = '<testsuite/>', base = root) => {
  mkdirSync(dirname(join(base, path)), { recursive: true })
  writeFileSync(join(base, path), words)
}
const found = async (...patterns: readonly string[]) => (await findTestReports(patterns, root)).files.map(({ path }) => path)
const notes = async (...patterns: readonly string[]) => (await findTestReports(patterns, root)).notes.map(({ en }) => en)

beforeEach(async () => {
  root = await temporaryFolder('reports')
  outside = await temporaryFolder('outside')
  put('a/reports/TEST-one.xml')
  put('b/reports/deep/TEST-two.xml')
  put('junit.xml')
  put('readme.txt')
  put('node_modules/x/reports/TEST-three.xml')
  put('secret.xml', 'secret', outside)
})

afterEach(() => {
  removeFolder(root)
  removeFolder(outside)
})

describe('patterns', () => {
  it.each([
    { patterns: ['junit.xml'], paths: ['junit.xml'] },
    { patterns: ['**/TEST-*.xml'], paths: ['a/reports/TEST-one.xml', 'b/reports/deep/TEST-two.xml'] },
    {
      patterns: ['*/reports/**/*.xml', 'junit.xml', 'junit.xml'],
      paths: ['a/reports/TEST-one.xml', 'b/reports/deep/TEST-two.xml', 'junit.xml'],
    },
    { patterns: ['**/*.xml', '!b/**'], paths: ['a/reports/TEST-one.xml', 'junit.xml'] },
    { patterns: ['{junit,other}.xml', ''], paths: ['junit.xml'] },
    { patterns: ['node_modules/x/**/*.xml'], paths: ['node_modules/x/reports/TEST-three.xml'] },
    { patterns: ['a'], paths: [] },
  ])('$patterns find $paths', async ({ patterns, paths }) => {
    expect(await found(...patterns)).toEqual(paths)
  })

  it.each(['/etc/*.xml', '../*.xml', 'a/../../*.xml', 'C:\\x.xml', '!../x'])('%s is refused', async (pattern) => {
    await expect(findTestReports([pattern], root)).rejects.toThrow(InputError)
  })

  it('that find nothing are said', async () => {
    expect(await notes('none/*.xml')).toEqual(['No file matches “none/*.xml”.'])
  })
})

describe('a link', () => {
  it('to a file outside is not read', async () => {
    symlinkSync(join(outside, 'secret.xml'), join(root, 'link.xml'))
    expect(await found('*.xml')).toEqual(['junit.xml'])
    expect(await notes('*.xml')).toEqual(['link.xml cannot be read: it leads out of the workspace.'])
  })

  it('to a folder outside is not followed', async () => {
    symlinkSync(outside, join(root, 'a', 'away'))
    expect(await found('a/**/*.xml')).toEqual(['a/reports/TEST-one.xml'])
    expect((await findTestReports(['a/away/*.xml'], root)).files).toEqual([])
  })

  it('to a file inside is read', async () => {
    symlinkSync(join(root, 'junit.xml'), join(root, 'link.xml'))
    expect(await found('link.xml')).toEqual(['link.xml'])
  })

  it('in a circle ends, and one that leads nowhere is said', async () => {
    symlinkSync(root, join(root, 'a', 'circle'))
    symlinkSync(join(root, 'gone.xml'), join(root, 'a', 'dead.xml'))
    expect(await found('a/**/*.xml')).toEqual(['a/reports/TEST-one.xml'])
    expect((await notes('a/**/*.xml'))[0]).toMatch(/^a\/dead\.xml cannot be read/)
  })
})

describe('bounds', () => {
  it('leave out what is too many or too large, and say so', async () => {
    put('big.xml', 'x'.repeat(200))
    const bounds = { files: 2, fileSize: 100, totalSize: 1000 }
    const { files, notes } = await findTestReports(['**/*.xml'], root, bounds)
    expect(files).toHaveLength(2)
    expect(notes.map(({ en }) => en)).toEqual(['Only the first 2 test reports are read.'])
    const second = await findTestReports(['big.xml', 'junit.xml'], root, bounds)
    expect(second.files.map(({ path }) => path)).toEqual(['junit.xml'])
    expect(second.notes.map(({ en }) => en)).toEqual(['big.xml is too large.'])
  })

  it('hold for all together', async () => {
    const { files } = await findTestReports(['**/*.xml'], root, { files: 10, fileSize: 100, totalSize: 25 })
    expect(files).toHaveLength(2)
  })
})
