import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, expect, it } from '@jest/globals'
import { describeWith } from '../support/needs.ts'
import { until } from '../support/processes.ts'
import { repositoryRoot } from '../support/runner-context.ts'
import { removeFolder, temporaryFolder } from '../support/temporary.ts'

const folders: string[] = []

async function newFolder(name: string): Promise<string> {
  const folder = await temporaryFolder(name)
  folders.push(folder)
  return folder
}

afterEach(() => {
  for (const folder of folders.splice(0)) removeFolder(folder)
})

/** Starts the demo as an ordinary user, with a temporary folder of its own. */
async function startDemo(args: readonly string[], root = repositoryRoot) {
  const temporary = await newFolder('demo')
  chmodSync(temporary, 0o777)
  const ordinary = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : ['env']
  const [command = '', ...rest] = [...ordinary, join(root, 'script/demo'), ...args]
  const env = { PATH: process.env.PATH, HOME: temporary, TMPDIR: temporary }
  const child = spawn(command, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [output, complaints, exit] = [text(child.stdout), text(child.stderr), once(child, 'exit')]
  const done = async () => ({ output: await output, complaints: await complaints, code: (await exit)[0] as number | null })
  return { child, temporary, done }
}

/** A copy of what the demo needs of the repository, to break something in it. */
async function copyOfRepository(): Promise<string> {
  const copy = await newFolder('clone')
  for (const path of ['actions', 'dist', 'package.json', 'package-lock.json', 'script', 'src', 'test/fakes', 'test/support'])
    cpSync(join(repositoryRoot, path), join(copy, path), { recursive: true, preserveTimestamps: true })
  symlinkSync(join(repositoryRoot, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

/** Processes that work in a folder, or in one that was there. */
const workingIn = (folder: string): string[] => readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && workplace(pid).startsWith(folder))

function workplace(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return '' // ended meanwhile
  }
}

describeWith(['git', 'setpriv'], 'script/demo', () => {
  it('shows every step as told, in less than a minute, and leaves nothing behind', async () => {
    const started = performance.now()
    const { temporary, done } = await startDemo(['--yes'])
    const { output, complaints, code } = await done()
    expect({ code, complaints }).toEqual({ code: 0, complaints: '' })
    expect(output.match(/● \S+/g)).toEqual([
      '● approved',
      '● released',
      '● delivered',
      '● released',
      '● rolled-back',
      '● delivered',
      '● released',
      '● released',
    ])
    expect(output).toContain('✉ 14 messages told people how v1 and v3 went.')
    expect(output).toContain('✓ Every step went as told')
    expect(output).not.toContain('\x1b')
    expect(performance.now() - started).toBeLessThan(60_000)
    expect({ files: readdirSync(temporary), processes: workingIn(temporary) }).toEqual({ files: [], processes: [] })
  })

  it('keeps the messages on a page that says who approved, what failed and whose it is', async () => {
    const { temporary, done } = await startDemo(['--yes', '--keep', '--locale', 'zh-CN'])
    const { output, code } = await done()
    expect(code).toBe(0)
    expect(output).toContain('共有 14 条消息')
    const [kept = ''] = readdirSync(temporary)
    const page = readFileSync(join(temporary, kept, 'inbox.html'), 'utf8')
    for (const platform of ['telegram', 'feishu', 'dingtalk', 'wecom', 'slack', 'discord', 'email'])
      expect({ platform, shown: page.split(`<div class="${platform}">`).length - 1 }).toEqual({ platform, shown: 2 })
    expect(page.match(/失败：tea-shop v3 发布到 production/g)?.length).toBeGreaterThanOrEqual(7)
    expect(page.match(/web3 \(bob\)/g)?.length).toBeGreaterThanOrEqual(7)
    expect(page).toMatch(/批准人[^a-z]*(?:<[^>]*>)*[^a-z]*alice/)
  })

  it('clears away all that it started when it is interrupted', async () => {
    const { child, temporary, done } = await startDemo(['--yes'])
    await until(
      () => readdirSync(temporary).some((name) => existsSync(join(temporary, name, 'hosts/web1/live'))),
      'a host that is live',
      30_000,
    )
    child.kill('SIGINT')
    expect((await done()).code).toBe(130)
    await until(() => workingIn(temporary).length === 0, 'the end of everything started')
    expect(readdirSync(temporary)).toEqual([])
  })

  it('fails when an action only says that it went well, in the language asked for, and keeps what there is to see', async () => {
    const copy = await copyOfRepository()
    const lie = `require('node:fs').writeFileSync(process.env.GITHUB_OUTPUT, 'outcome=released\\nreason-code=released\\n')\n`
    writeFileSync(join(copy, 'dist/deploy/index.js'), lie)
    const { temporary, done } = await startDemo(['--yes', '--keep', '--locale', 'zh-CN'], copy)
    const { output, code } = await done()
    expect(code).toBe(1)
    expect(output).toContain('web2: page：应为 Tea shop v1，实为 nothing is live here')
    expect(output).toContain('✗ 第 1 步与所述不符。')
    const [kept = ''] = readdirSync(temporary)
    expect(output).toContain(join(temporary, kept))
    expect(readdirSync(join(temporary, kept))).toEqual(expect.arrayContaining(['hosts', 'shop', 'summaries']))
  })

  it('tells a wrong option and starts nothing', async () => {
    const { temporary, done } = await startDemo(['--locale', 'zh'])
    expect(await done()).toEqual({ code: 2, output: '', complaints: 'script/demo: --locale: expected en or zh-CN, found “zh”\n' })
    expect(readdirSync(temporary)).toEqual([])
  })
})
