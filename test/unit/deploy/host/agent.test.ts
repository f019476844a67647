import { appendFileSync, existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { file } from '../../../support/trees.ts'
import { describeAgent, small, status } from './agent-bench.ts'
import { event, ownerOf, receive } from './agent-process.ts'

describeAgent('the agent', (bench) => {
  it('looks without changing anything, however little there is', async () => {
    const { lines, status } = await bench.agent.ask('survey', '', '.env')
    expect(status).toBe('ok')
    expect(lines).toEqual(expect.arrayContaining([`releases writable ${bench.folder}`, 'live none', 'shared missing']))
    expect(existsSync(join(bench.folder, 'releases'))).toBe(false)
  })

  it('looks at folders right below the root that do not exist', async () => {
    const lost = await bench.another('mine', { releases: '/sallyport-none/shop', live: '/sallyport-live' })
    const { lines } = await lost.ask('survey', '')
    expect(lines).toEqual(
      expect.arrayContaining([expect.stringMatching(/^releases writable \/$/), expect.stringMatching(/^live-folder writable \/$/)]),
    )
  })

  it('answers an unknown verb, and goes on', async () => {
    expect(await bench.agent.ask('reboot', 'now')).toMatchObject({ status: 'unknown-verb', words: 'reboot' })
    expect(await status(bench.agent.ask('survey', ''))).toBe('ok')
  })

  it.each([
    ['beat', ownerOf('mine')],
    ['journal', event('verified', 'v1')],
    ['verify', 'v1'],
    ['switch', '', event('switched', 'v1')],
    ['restore', '/etc', event('rolled-back', 'v1')],
    ['adopt', '/tmp/aside'],
    ['unadopt', '/tmp/aside'],
    ['remove', 'v1', ''],
    ['close'],
  ])('without the lock it refuses %s', async (verb, ...args) => {
    expect(await status(bench.agent.ask(verb, ...args))).toBe('lock-lost')
    const other = await bench.another('other')
    await other.ask('open', ownerOf('other'))
    expect(await status(bench.agent.ask(verb, ...args))).toBe('lock-lost')
    expect(readFileSync(join(bench.agent.releases, '.sallyport/lock/owner.json'), 'utf8')).toBe(`${ownerOf('other')}\n`)
    expect(existsSync(join(bench.agent.releases, '.sallyport/journal.jsonl'))).toBe(false)
  })

  it('without the lock it receives nothing', async () => {
    expect(await receive(bench.options, 'v1', small)).toMatchObject({ status: 'lock-lost' })
    expect(existsSync(join(bench.agent.releases, 'v1'))).toBe(false)
  })

  describe('the lock', () => {
    it('is taken once, and given back', async () => {
      expect(await bench.open()).toBe('ok')
      const other = await bench.another('other')
      const refusal = await other.ask('open', ownerOf('other'))
      expect(refusal.status).toBe('locked')
      expect(refusal.lines[0]).toBe(`lock ${ownerOf('mine')}`)
      expect(await status(bench.agent.ask('close'))).toBe('ok')
      expect(existsSync(join(bench.agent.releases, '.sallyport/lock'))).toBe(false)
      expect(await status(other.ask('open', ownerOf('other')))).toBe('ok')
    })

    it('is taken over from the one that was looked at, and what that one left works no more', async () => {
      await bench.open()
      const other = await bench.another('other')
      expect((await other.ask('take', ownerOf('other'), 'mine')).lines).toEqual([expect.stringMatching(/^ended \d+$/)])
      await expect(bench.agent.ask('close')).rejects.toThrow('ended')
      expect(await status(other.ask('beat', ownerOf('other')))).toBe('ok')
    })

    it.each([
      { name: 'somebody else was faster', former: 'gone' },
      { name: 'it had no owner, and has one now', former: '' },
    ])('is not taken over when $name', async ({ former }) => {
      await bench.open()
      const other = await bench.another('other')
      expect(await other.ask('take', ownerOf('other'), former)).toMatchObject({
        status: 'locked',
        lines: [`lock ${ownerOf('mine')}`, expect.stringMatching(/^working \d+$/)],
      })
      expect(await status(bench.agent.ask('close'))).toBe('ok')
    })

    it('is taken over when nobody ever wrote down whose it is', async () => {
      mkdirSync(join(bench.agent.releases, '.sallyport/lock'), { recursive: true })
      expect((await bench.agent.ask('open', ownerOf('mine'))).lines).toEqual(['lock {}'])
      expect(await status(bench.agent.ask('take', ownerOf('mine'), ''))).toBe('ok')
      expect(await status(bench.agent.ask('close'))).toBe('ok')
    })

    it('is taken over behind somebody who died while taking it', async () => {
      await bench.open()
      const taking = join(bench.agent.releases, '.sallyport/lock/take-over')
      const agent = readFileSync(join(taking, '../pids'), 'utf8').trim()
      const other = await bench.another('other')
      symlinkSync(agent, taking)
      expect(await status(other.ask('take', ownerOf('other'), 'mine'))).toBe('locked')
      expect(readlinkSync(taking)).toBe(agent)
      for (const dead of ['999999', String(process.pid), 'no number']) {
        rmSync(taking)
        symlinkSync(dead, taking)
        expect(await status(other.ask('take', ownerOf('other'), 'nobody'))).toBe('locked')
        expect(existsSync(taking)).toBe(false)
        symlinkSync(dead, taking)
      }
      expect(await status(other.ask('take', ownerOf('other'), 'mine'))).toBe('ok')
      expect(existsSync(taking)).toBe(false)
    })
  })

  describe('the live link', () => {
    beforeEach(async () => {
      await bench.open()
      await receive(bench.options, 'v1', small)
      await receive(bench.options, 'v2', small)
    })

    it('goes from release to release, and away again', async () => {
      expect(await status(bench.agent.ask('switch', 'v1', event('switched', 'v1')))).toBe('ok')
      expect(await status(bench.agent.ask('switch', 'v2', event('switched', 'v2')))).toBe('ok')
      expect(bench.served()).toBe(join(bench.agent.releases, 'v2'))
      expect(await status(bench.agent.ask('switch', '', event('rolled-back', '')))).toBe('ok')
      expect(existsSync(bench.agent.live)).toBe(false)
      expect(
        bench.agent
          .journal()
          .map((one) => `${one.event} ${one.release}`)
          .slice(2),
      ).toEqual(['switched v1', 'switched v2', 'rolled-back '])
    })

    it('is marked as good in the same breath where nothing looks at it', async () => {
      expect(await status(bench.agent.ask('switch', 'v1', event('switched', 'v1'), event('verified', 'v1')))).toBe('ok')
      expect(bench.agent.journal().slice(2)).toMatchObject([{ event: 'switched' }, { event: 'verified' }])
      expect(await status(bench.agent.ask('switch', 'v9', event('switched', 'v9'), event('verified', 'v9')))).toBe('incomplete')
      expect(bench.agent.journal()).toHaveLength(4)
    })

    it('comes back to what was no release', async () => {
      mkdirSync(join(bench.folder, 'old'))
      symlinkSync(join(bench.folder, 'old'), bench.agent.live)
      await bench.agent.ask('switch', 'v1', event('switched', 'v1'))
      expect(await status(bench.agent.ask('restore', join(bench.folder, 'old'), event('rolled-back', '')))).toBe('ok')
      expect(bench.served()).toBe(join(bench.folder, 'old'))
      expect(existsSync(join(bench.folder, 'old', '.live.mine'))).toBe(false)
    })

    it.each([
      { name: 'a folder', make: (path: string) => mkdirSync(join(path, 'inner'), { recursive: true }) },
      { name: 'a file', make: (path: string) => writeFileSync(path, 'x') },
    ])('does not take the place of $name', async ({ make }) => {
      make(bench.agent.live)
      expect(await status(bench.agent.ask('switch', 'v1', ''))).toBe('live-is-directory')
      expect(lstatSync(bench.agent.live).isSymbolicLink()).toBe(false)
    })

    it('lets a folder step aside, and come back', async () => {
      mkdirSync(bench.agent.live)
      writeFileSync(join(bench.agent.live, 'old'), 'x')
      const aside = `${bench.agent.live}.before-v1`
      expect(await status(bench.agent.ask('adopt', aside))).toBe('ok')
      expect(await status(bench.agent.ask('switch', 'v1', event('switched', 'v1')))).toBe('ok')
      expect(await status(bench.agent.ask('adopt', aside))).toBe('ok')
      expect(readFileSync(join(aside, 'old'), 'utf8')).toBe('x')
      expect(await status(bench.agent.ask('unadopt', aside))).toBe('ok')
      expect(readFileSync(join(bench.agent.live, 'old'), 'utf8')).toBe('x')
      expect(await status(bench.agent.ask('unadopt', aside))).toBe('ok') // asked again, as the answer may have been lost
      expect(existsSync(bench.agent.live)).toBe(true)
    })

    it('never lets a folder step over another', async () => {
      mkdirSync(bench.agent.live)
      mkdirSync(`${bench.agent.live}.before-v1`)
      expect(await status(bench.agent.ask('adopt', `${bench.agent.live}.before-v1`))).toBe('exists')
      expect(lstatSync(bench.agent.live).isDirectory()).toBe(true)
    })
  })

  describe('clearing up', () => {
    it('removes a release with its manifest, and says so', async () => {
      await bench.open()
      await receive(bench.options, 'v1', small)
      expect(await status(bench.agent.ask('remove', 'v1', event('removed', 'v1')))).toBe('ok')
      expect(existsSync(join(bench.agent.releases, 'v1'))).toBe(false)
      expect(existsSync(join(bench.agent.releases, '.sallyport/manifests/v1'))).toBe(false)
      expect(bench.agent.journal().at(-1)).toMatchObject({ event: 'removed', release: 'v1' })
      expect(await status(bench.agent.ask('remove', 'v1', ''))).toBe('ok')
    })

    it('leaves what is live, or what any link beside it names', async () => {
      await bench.open()
      await receive(bench.options, 'v1', small)
      await receive(bench.options, 'v2', small)
      await bench.agent.ask('switch', 'v2', event('switched', 'v2'))
      symlinkSync(join(bench.agent.releases, 'v1'), join(bench.agent.live, '../.worker'))
      for (const release of ['v1', 'v2']) expect(await status(bench.agent.ask('remove', release, ''))).toBe('in-use')
      expect(existsSync(join(bench.agent.releases, 'v1/index.html'))).toBe(true)
    })

    it.each(['', '.', '..', 'shared', '.sallyport', '../served', 'v1/bin', '/etc'])('never removes “%s”', async (target) => {
      await bench.open()
      mkdirSync(join(bench.agent.releases, 'shared'))
      expect(await status(bench.agent.ask('remove', target, ''))).toBe('denied')
      expect(existsSync(join(bench.agent.releases, 'shared'))).toBe(true)
    })

    it('removes what an interrupted run left', async () => {
      await bench.open()
      for (const left of ['.incoming-v7/a/b', '.removing-v8/a']) mkdirSync(join(bench.agent.releases, left), { recursive: true })
      const { lines } = await bench.agent.ask('survey', '')
      expect(lines).toEqual(expect.arrayContaining(['leftover .incoming-v7', 'leftover .removing-v8']))
      for (const left of ['.incoming-v7', '.removing-v8']) {
        expect(await status(bench.agent.ask('remove', left, ''))).toBe('ok')
        expect(existsSync(join(bench.agent.releases, left))).toBe(false)
      }
    })
  })

  it('tells what it has, and lets no name of somebody’s make up a line', async () => {
    await bench.open()
    await receive(bench.options, 'v1', small)
    await bench.agent.ask('switch', 'v1', event('switched', 'v1'))
    mkdirSync(join(bench.agent.releases, '.incoming-x\ndone ok\nrelease'))
    symlinkSync(`${bench.agent.releases}/x\npinned v1`, join(bench.agent.live, '../hostile'))
    mkdirSync(join(bench.agent.releases, '.sallyport/pinned'))
    const { lines } = await bench.agent.ask('survey', '')
    expect(lines).toEqual(
      expect.arrayContaining([
        `live link ${bench.agent.releases}/v1`,
        'linked v1',
        expect.stringMatching(`^release [0-9a-f]{64} v1$`),
        `journal ${event('switched', 'v1')}`,
      ]),
    )
    expect(lines).not.toContain('pinned v1')
    expect(lines.some((line) => line.startsWith('leftover'))).toBe(false)
  })

  it('does not mix up releases when a manifest cannot be read', async () => {
    await bench.open()
    await receive(bench.options, 'v1', small)
    await receive(bench.options, 'v2', { other: file('x') })
    const told = (lines: readonly string[]) => lines.filter((line) => line.startsWith('release '))
    const [first, second] = told((await bench.agent.ask('survey', '')).lines)
    const [path, others] = [join(bench.folder, 'first'), bench.options.path ?? process.env.PATH]
    mkdirSync(path)
    writeFileSync(join(path, 'sha256sum'), `#!/bin/sh\nshift\nPATH='${others}' exec sha256sum "$@"\n`, { mode: 0o755 })
    const half = await bench.another('mine', { path: `${path}:${others}` })
    expect([first, second]).toEqual(expect.arrayContaining(told((await half.ask('survey', '')).lines))) // busybox runs its own command
    expect([first, second]).toEqual([expect.stringMatching(/^release [0-9a-f]{64} v1$/), expect.stringMatching(/ v2$/)])
  })

  it.each([
    { name: 'a short journal', others: 5 },
    { name: 'a long journal', others: 200 },
  ])('tells how each release was made and what became of it, in $name', async ({ others }) => {
    await bench.open()
    await receive(bench.options, 'v1', small)
    await receive(bench.options, 'v2', small)
    for (const [release, times] of [
      ['v1', 10],
      ['v2', others],
      ['gone', others],
    ] as const)
      appendFileSync(join(bench.agent.releases, '.sallyport/journal.jsonl'), `${event('switched', release)}\n`.repeat(times))
    appendFileSync(join(bench.agent.releases, '.sallyport/journal.jsonl'), `${event('verified', 'v1')}\n${event('failed', 'v2')}\n`)
    const { lines } = await bench.agent.ask('survey', '')
    for (const [release, end] of [
      ['v1', 'verified'],
      ['v2', 'failed'],
    ] as const) {
      const told = lines.filter((line) => line.startsWith('journal ') && line.includes(`"${release}"`))
      expect(told.at(0)).toBe(`journal ${event('prepared', release)}`)
      expect(told.at(-1)).toBe(`journal ${event(end, release)}`)
      expect(told.length).toBeGreaterThanOrEqual(others > 100 ? 9 : others + 2)
      expect(told.length).toBeLessThan(100)
    }
    expect(lines.some((line) => line.includes('"gone"'))).toBe(false)
  })

  it('writes the journal on lines of their own, even behind a torn one', async () => {
    await bench.open()
    const journal = join(bench.agent.releases, '.sallyport/journal.jsonl')
    writeFileSync(journal, '{"time":"20')
    await bench.agent.ask('journal', event('verified', 'v1'))
    expect(readFileSync(journal, 'utf8')).toBe(`{"time":"20\n${event('verified', 'v1')}\n`)
  })
})
