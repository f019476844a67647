/**
 * Makes `dist/`: types stripped by swc into `build/`, then one bundle of all actions by ncc, and a file an action that starts it (docs/adr/0016).
 * Packages that do nothing when they are merely imported are said to have no side effects, so that what is not used stays out (docs/adr/0002).
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { minifySync, transformFileSync } from '@swc/core'
import { generated } from './embed-scripts.ts'
import { inBrackets } from './in-brackets.ts'

const root = new URL('../..', import.meta.url).pathname
const target = process.argv[2] ?? join(root, 'dist')
const actions = ['release', 'approve', 'deploy', 'rollback', 'notify', 'plan']
/** Actions that leave nothing to clear up after the job. */
const selfContained = ['notify', 'plan']
const harmless = [
  '@actions/core',
  '@actions/exec',
  '@actions/io',
  '@actions/http-client',
  'undici',
  'tunnel',
  'yaml',
  'ssh2',
  'asn1',
  'bcrypt-pbkdf',
  'tweetnacl',
  'croner',
  'ical.js',
  'chinese-days',
  'csv-parse',
]

/** What the bundler writes where a file of ours is, or is imported. A chunk without is made of libraries alone. */
const isOurs = /build\/src\/|_js__WEBPACK_IMPORTED_MODULE_/

const made = join(root, 'build/dist')
await alone(() => {
  writeFileSync(join(root, 'src/deploy/host/scripts.ts'), generated())
  strip('src', 'build/src')
  writeFileSync(join(root, 'build/package.json'), '{}\n')
  for (const name of harmless) markHarmless(name)
  rmSync(made, { recursive: true, force: true })
  bundle(join(made, 'shared'))
  for (const action of actions) starter(action)
  writeFileSync(join(made, 'package.json'), '{ "type": "commonjs" }\n')
  rmSync(target, { recursive: true, force: true })
  renameSync(made, target)
})

/** One build at a time: they share the folder. A lock older than two minutes was left by a build that died. */
async function alone(task: () => void): Promise<void> {
  const lock = join(root, 'build/.lock')
  mkdirSync(join(root, 'build'), { recursive: true })
  for (;;) {
    try {
      mkdirSync(lock)
      break
    } catch {
      if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 120_000)
        rmSync(lock, { recursive: true, force: true })
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  try {
    task()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

/** Types out, `.ts` in import specifiers to `.js`. */
function strip(from: string, to: string): void {
  rmSync(join(root, to), { recursive: true, force: true })
  for (const name of readdirSync(join(root, from), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || name.endsWith('.d.ts')) continue
    const { code } = transformFileSync(join(root, from, name), {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2023', rewriteRelativeImportExtensions: true } as never, // swc's types lag
      module: { type: 'es6' },
      swcrc: false,
    })
    const file = join(root, to, name.replace(/\.ts$/, '.js'))
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, code)
  }
}

/** In the installed copy, which the next installation makes anew. */
function markHarmless(name: string): void {
  const file = join(root, 'node_modules', name, 'package.json')
  if (!existsSync(file)) return
  const facts = JSON.parse(readFileSync(file, 'utf8'))
  if (facts.sideEffects !== false) writeFileSync(file, JSON.stringify({ ...facts, sideEffects: false }))
}

/**
 * What nothing uses goes, comments too, and variables get short names; our functions and every class keep theirs, so that a stack says where it was. (ncc's
 * own minifier leaves chunks alone.)
 */
function withoutDeadCode(code: string): string {
  const names = { keep_fnames: isOurs.test(code), keep_classnames: true }
  const compress = { defaults: true, ...names, inline: 0 as const, passes: 2 }
  const mangle = names as Parameters<typeof minifySync>[1] extends { mangle?: infer M } | undefined ? M : never // swc's types lag
  return inBrackets(minifySync(withoutFileTypes(code), { compress, mangle, module: false, ecma: 2022, format: { comments: false } }).code)
}

/**
 * nodemailer guesses the type of an attachment by a table of a thousand names, 60 KB in every action that sends mail. We say the type of what we attach: the
 * tables stay empty. Throws where a later version has them otherwise.
 */
function withoutFileTypes(code: string): string {
  const tables = /new Map\(\[\s*\['(?:application\/acad', 'dwg'|123', 'application\/vnd\.lotus-1-2-3')\],[\s\S]*?\n\s*\]\)/g
  const found = code.match(tables)?.length ?? 0
  if (/\bdetectMimeType\(filename\)/.test(code) && found !== 2) throw new Error(`nodemailer has ${found} tables of file types, not 2`)
  return code.replace(tables, 'new Map()')
}

function bundle(folder: string): void {
  const entry = join(root, 'build/src/actions/start.js')
  const ncc = join(root, 'node_modules/@vercel/ncc/dist/ncc/cli.js')
  const options = ['--target', 'es2022', '--license', 'licenses.txt', '--no-cache']
  execFileSync(process.execPath, [ncc, 'build', entry, '-o', folder, ...options], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (/\.(node|exe)$/.test(name)) rmSync(join(folder, name))
    else if (name.endsWith('.js')) writeFileSync(join(folder, name), withoutDeadCode(readFileSync(join(folder, name), 'utf8')))
  }
  rmSync(join(folder, 'package.json'), { force: true })
}

function starter(action: string): void {
  const folder = join(made, action)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'index.js'), `require('../shared/index.js').start('${action}')\n`)
  // Tells the step after the job from the main one by its name.
  if (!selfContained.includes(action)) writeFileSync(join(folder, 'post.js'), "require('./index.js')\n")
}
