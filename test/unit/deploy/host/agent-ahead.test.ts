import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { file, readTree } from '../../../support/trees.ts'
import { type Bench, describeAgent, small } from './agent-bench.ts'
import { type AgentProcess, event, ownerOf, receive } from './agent-process.ts'

const none = '0'.repeat(64)

describeAgent('a copy that is made ahead', (bench) => {
  it('is what the release builds on, and made once', async () => {
    const { agent, copied } = await claimed(bench, none)
    expect(await receive(bench.options, 'v2', { ...small, more: file('') }, { base: 'v1', by: agent })).toMatchObject({ status: 'ok' })
    expect(await readTree(join(bench.agent.releases, 'v2'))).toEqual(await readTree(join(bench.folder, 'source-v2')))
    expect(copied()).toBeLessThanOrEqual(1) // busybox's shell has a cp of its own
  })

  it('comes after the answer, which tells what is live and whether anything was done since it was looked at', async () => {
    const { opened, seen } = await claimed(bench, none)
    expect(opened.lines).toContain('manifest-of v1')
    expect(opened.blob?.length).toBeGreaterThan(0)
    const [stamp] = seen.lines.filter((line) => line.startsWith('stamp '))
    expect(opened.lines).toContain(stamp)
    await bench.agent.ask('journal', event('failed', 'v1'))
    expect((await bench.agent.ask('survey', '')).lines).not.toContain(stamp)
  })

  it('is not made where the host has that content already', async () => {
    const { agent, opened } = await claimed(bench, 'v1')
    await agent.stop() // waits for the copy, if there were one
    expect(opened.blob).toBeUndefined()
    expect(existsSync(join(bench.agent.releases, '.incoming-v2'))).toBe(false)
  })

  it('is made again where the disk was full', async () => {
    const { agent, copied } = await claimed(bench, none, `[ "$(wc -l <"$log")" -gt 1 ] || { echo 'No space left on device' >&2; exit 1; }`)
    expect(await receive(bench.options, 'v2', { ...small, more: file('') }, { base: 'v1', by: agent })).toMatchObject({ status: 'ok' })
    expect(copied()).not.toBe(1)
    expect(await readTree(join(bench.agent.releases, 'v2'))).toEqual(await readTree(join(bench.folder, 'source-v2')))
  })

  it('is not made where there may be no room for it', async () => {
    if (bench.options.shell[0] === 'busybox') return // its shell has a df of its own
    const { agent, opened } = await claimed(bench, none, ':', 'echo "/dev/x 100 80 20 80% /"')
    await agent.stop()
    expect(opened.status).toBe('ok')
    expect(existsSync(join(bench.agent.releases, '.incoming-v2'))).toBe(false)
  })

  it('does not come where somebody else has the lock', async () => {
    await prepared(bench)
    await bench.open()
    const other = await bench.another('other')
    await other.ask('survey', '')
    const answer = await other.ask('open', ownerOf('other'), none, '.incoming-v2', 'copy')
    await other.ask('rejoin')
    expect(answer.status).toBe('locked')
    expect(existsSync(join(bench.agent.releases, '.incoming-v2'))).toBe(false)
  })
})

async function prepared(bench: Bench): Promise<void> {
  await bench.open()
  await receive(bench.options, 'v1', small)
  await bench.agent.ask('switch', 'v1', event('switched', 'v1'))
  await bench.agent.ask('close')
}

/** A second agent has looked and taken the lock for a release of that digest, or of the content of that release. */
async function claimed(bench: Bench, wanted: string, then = ':', df?: string) {
  await prepared(bench)
  const copied = countCopies(bench, then)
  if (df) pretend(bench, df)
  const agent: AgentProcess = await bench.another('mine')
  const seen = await agent.ask('survey', '')
  const known = seen.lines.find((line) => line.endsWith(` ${wanted}`))?.split(' ')[1]
  const opened = await agent.ask('open', ownerOf('mine'), known ?? wanted, '.incoming-v2', 'copy')
  return { agent, seen, opened, copied }
}

/** Counts what `cp` is asked for from now on, by new agents; `then` is done after each copy. */
function countCopies(bench: Bench, then: string): () => number {
  const [first, rest] = [join(bench.folder, 'first'), bench.options.path ?? process.env.PATH]
  const log = join(bench.folder, 'copies')
  mkdirSync(first)
  writeFileSync(log, '')
  const script = `#!/bin/sh\nlog='${log}'\ncase $* in *--help*) ;; *) echo "$*" >>"$log" ;; esac\nPATH='${rest}' cp "$@"\n${then}\n`
  writeFileSync(join(first, 'cp'), script, { mode: 0o755 })
  bench.options = { ...bench.options, path: `${first}:${rest}` }
  return () => readFileSync(log, 'utf8').split('\n').length - 1
}

/** Lets `df` say what that script says, to new agents. */
function pretend({ options, folder }: Bench, df: string): void {
  expect(options.path).toContain(join(folder, 'first'))
  writeFileSync(join(folder, 'first/df'), `#!/bin/sh\n${df}\n`, { mode: 0o755 })
}
