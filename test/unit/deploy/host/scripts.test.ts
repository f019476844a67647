import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import * as embedded from '../../../../src/deploy/host/scripts.ts'
import { describeWith } from '../../../support/needs.ts'
import { outputOf, shells } from '../small-shells.ts'

const folder = new URL('../../../../src/deploy/host/', import.meta.url).pathname
const scripts = readdirSync(folder).filter((name) => name.endsWith('.sh'))

describeWith(['shellcheck'], 'shellcheck', () => {
  it.each(scripts)('finds nothing in %s', (name) => {
    expect(() => execFileSync('shellcheck', ['--shell=sh', '--severity=style', join(folder, name)], { encoding: 'utf8' })).not.toThrow()
  })
})

describe('the scripts that travel', () => {
  it('are all of them', () => {
    expect(Object.keys(embedded).sort()).toEqual(scripts.map((name) => `${name.replace('.sh', '')}Script`).sort())
  })

  it.each(shells)('are understood by %s', (_, shell) => {
    for (const script of Object.values(embedded)) expect(() => outputOf(shell, `set -n\n${script}`)).not.toThrow()
  })

  it('hold no heredoc, which would lose its indentation, and no carriage return', () => {
    for (const script of Object.values(embedded)) expect(script).not.toMatch(/<<|\r/)
  })
})
