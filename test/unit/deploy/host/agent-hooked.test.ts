import { existsSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from '@jest/globals'
import { file, readTree } from '../../../support/trees.ts'
import { describeAgent, small, status } from './agent-bench.ts'
import { receive } from './agent-process.ts'

describeAgent('a release that its hook has changed', (bench) => {
  const odd = { ...small, 'sub/page': file('page\n'), 'sub/other': file('other\n') }
  const place = (path: string) => join(bench.agent.releases, 'v1', path)
  const verify = (as: string) => status(bench.agent.ask('verify', 'v1', as))
  const record = () => join(bench.agent.releases, '.sallyport/altered/v1')

  beforeEach(async () => {
    await bench.open()
    await receive(bench.options, 'v1', odd)
  })

  it('has no record when it only added something', async () => {
    writeFileSync(place('made'), 'by the hook')
    expect(await status(bench.agent.ask('hooked', 'v1'))).toBe('ok')
    expect(existsSync(record())).toBe(false)
    expect([await verify('left'), await verify('sent')]).toEqual(['ok', 'ok'])
  })

  const alter = () => {
    writeFileSync(place('index.html'), 'by the hook')
    writeFileSync(place('back\\slash'), 'by the hook')
    unlinkSync(place('sub/other'))
    relink(place('current'), 'bin/run')
  }

  it('is well as the hook left it, and not as it was sent', async () => {
    alter()
    expect(await status(bench.agent.ask('hooked', 'v1'))).toBe('ok')
    expect([await verify('left'), await verify('sent')]).toEqual(['ok', 'damaged'])
  })

  it.each([
    { name: 'a file that the hook changed was cut off', harm: () => writeFileSync(place('index.html'), 'by the h') },
    { name: 'a file of an odd name that it changed', harm: () => writeFileSync(place('back\\slash'), 'odd\n') },
    { name: 'a file that it left alone was cut off', harm: () => writeFileSync(place('sub/page'), '') },
    { name: 'a link that it turned was turned back', harm: () => relink(place('current'), 'index.html') },
    { name: 'a file is gone', harm: () => unlinkSync(place('bin/run')) },
  ])('is damaged when $name', async ({ harm }) => {
    alter()
    await bench.agent.ask('hooked', 'v1')
    harm()
    expect(await verify('left')).toBe('damaged')
  })

  it('is a base all the same, and what the hook did comes anew', async () => {
    alter()
    await bench.agent.ask('hooked', 'v1')
    expect(await receive(bench.options, 'v2', { ...odd, more: file('more') }, { base: 'v1' })).toMatchObject({ status: 'ok', words: '' })
    expect(await readTree(join(bench.agent.releases, 'v2'))).toEqual(await readTree(join(bench.folder, 'source-v2')))
  })

  it('loses its record with its content', async () => {
    alter()
    await bench.agent.ask('hooked', 'v1')
    rmSync(join(bench.folder, 'source-v1'), { recursive: true })
    expect(await status(receive(bench.options, 'v1', odd))).toBe('exists')
    expect(await status(bench.agent.ask('renew', '.incoming-v1', 'v1'))).toBe('ok')
    expect([existsSync(record()), await verify('left')]).toEqual([false, 'ok'])
    alter()
    await bench.agent.ask('hooked', 'v1')
    await bench.agent.ask('remove', 'v1', '')
    expect(existsSync(record())).toBe(false)
  })
})

const relink = (path: string, target: string): void => {
  unlinkSync(path)
  symlinkSync(target, path)
}
