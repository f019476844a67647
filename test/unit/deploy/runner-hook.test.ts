import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { runOnRunner } from '../../../src/deploy/runner-hook.ts'
import { Cancelled } from '../../../src/kit/cancelled.ts'
import { systemClock } from '../../../src/kit/clock.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'

let folder: string
beforeAll(async () => {
  folder = await temporaryFolder('runner-hook')
})
afterAll(() => removeFolder(folder))

async function runHook(script: string, { variables = {}, signal = new AbortController().signal } = {}) {
  const lines: string[] = []
  const fault = await runOnRunner({
    name: 'after-download',
    hook: { script, variables },
    folder,
    env: { PATH: process.env.PATH },
    variables: { SALLYPORT_VERSION: "it's $(v1)" },
    signal,
    clock: systemClock,
    onLines: (words) => lines.push(...words.split('\n')),
    onCut: () => lines.push('cut'),
  }).catch((error: unknown) => error)
  return { lines, fault }
}

describe('runOnRunner', () => {
  it('runs in its folder, with its variables, and passes whole lines on', async () => {
    mkdirSync(join(folder, 'sub'))
    const { lines, fault } = await runHook('pwd; ls; echo "$SALLYPORT_VERSION|$MINE"; printf half; sleep 0.1; echo " a line"', {
      variables: { MINE: 'x' },
    })
    expect(fault).toBeUndefined()
    expect(lines).toEqual([folder, 'sub', "it's $(v1)|x", 'half a line'])
  })

  it('fails with what was printed last, however fast it ended', async () => {
    const { fault } = await runHook('for i in $(seq 50); do echo line $i; done; echo "the reason" >&2; exit 3')
    expect(fault).toMatchObject({
      code: 'hook-failed',
      where: 'deploy.hooks.after-download',
      problem: { en: expect.stringContaining('failed (3)') },
    })
    expect(String((fault as Error).message)).toContain('the reason')
    expect(String((fault as Error).message)).not.toContain('line 1\n')
  })

  it('has nothing to read, and no script in its arguments', async () => {
    const { lines } = await runHook(`cat; tr '\\0' ' ' </proc/$$/cmdline; : secret`)
    expect(lines.join('\n')).toBe('sh -c eval "$SALLYPORT_HOOK" ')
  })

  it('is ended with all that it started when cancelled', async () => {
    const abort = new AbortController()
    const pids = join(folder, 'pids')
    const running = runHook(`sleep 60 & echo $! > '${pids}'; wait`, { signal: abort.signal })
    while (!exists(pids)) await systemClock.sleep(10)
    abort.abort(new Cancelled('SIGINT'))
    expect((await running).fault).toBeInstanceOf(Cancelled)
    const pid = Number(readFileSync(pids, 'utf8'))
    for (let left = 100; left > 0 && isAlive(pid); left--) await systemClock.sleep(10)
    expect(isAlive(pid)).toBe(false)
  })

  it('does not start when all is cancelled already', async () => {
    const { fault } = await runHook('touch started', { signal: AbortSignal.abort(new Cancelled('SIGINT')) })
    expect(fault).toBeInstanceOf(Cancelled)
    expect(exists(join(folder, 'started'))).toBe(false)
  })

  it('does not wait for what it left behind', async () => {
    const started = performance.now()
    const { lines, fault } = await runHook('sleep 30 & echo $!')
    const taken = performance.now() - started
    process.kill(Number(lines[0]), 'SIGKILL')
    expect(fault).toBeUndefined()
    expect(taken).toBeLessThan(20_000)
  })
})

function exists(path: string): boolean {
  try {
    return readFileSync(path, 'utf8') !== ''
  } catch {
    return false
  }
}

/** A process that has ended and waits to be collected counts as ended. */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
