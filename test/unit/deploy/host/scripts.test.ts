import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { scripts } from '../../../../script/lib/embed-scripts.ts'
import * as embedded from '../../../../src/deploy/host/scripts.ts'
import { describeWith } from '../../../support/needs.ts'
import { outputOf, shells } from '../small-shells.ts'

const folder = new URL('../../../../src/deploy/host/', import.meta.url).pathname
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sh'))

describeWith(['shellcheck'], 'shellcheck', () => {
  it.each(files)('finds nothing in %s', (name) => {
    expect(() => execFileSync('shellcheck', ['--shell=sh', '--severity=style', join(folder, name)], { encoding: 'utf8' })).not.toThrow()
  })
})

describe('the scripts that travel', () => {
  it('are all of them, each part once', () => {
    expect(Object.keys(embedded)).toEqual(Object.keys(scripts).map((name) => `${name}Script`))
    expect(Object.values(scripts).flat().sort()).toEqual(files.sort())
  })

  it('define nothing twice', () => {
    for (const script of Object.values(embedded)) {
      const names = [...script.matchAll(/^(\w+)\(\)/gm)].map(([, name]) => name)
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
    }
  })

  it.each(files)('begin with what they are for: %s', (file) => {
    expect(readFileSync(join(folder, file), 'utf8')).toMatch(/^(?:#!.*\n)?# \w/)
  })

  it.each(shells)('are understood by %s', (_, shell) => {
    for (const script of Object.values(embedded)) expect(() => outputOf(shell, `set -n\n${script}`)).not.toThrow()
  })

  it('hold no heredoc, which would lose its indentation, and no carriage return', () => {
    for (const script of Object.values(embedded)) expect(script).not.toMatch(/<<|\r/)
  })
})
