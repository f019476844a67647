import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from '@jest/globals'

const root = new URL('../../', import.meta.url).pathname
const filesUnder = (folder: string, ending = /\.ts$/): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name))
    .sort()

const sources = filesUnder('src').map((path) => ({ path, words: readFileSync(join(root, path), 'utf8') }))

interface Import {
  readonly from: string
  readonly to: string
  readonly isType: boolean
  readonly isDynamic: boolean
}

/** Statements and calls that import, with the target of a relative one as a path of the repository. */
function importsOf({ path, words }: (typeof sources)[number]): Import[] {
  const pattern = /(?:^(import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?|\b(await import|import)\()'([^']+)'/gm
  return [...words.matchAll(pattern)].map(([, statement, type, , specifier = '']) => ({
    from: path,
    to: specifier.startsWith('.') ? relative(root, join(root, dirname(path), specifier)) : specifier,
    isType: type !== undefined,
    isDynamic: statement === undefined,
  }))
}

const imports = sources.flatMap(importsOf)
const domainOf = (path: string): string => /^src\/([^/]+)\//.exec(path)?.[1] ?? ''

/** What each folder may know besides itself (docs: the arrows run downwards). */
const mayKnow: Readonly<Record<string, readonly string[]>> = {
  actions: ['approval', 'deploy', 'notify', 'plan', 'doctor', 'chat', 'ssh', 'github', 'config', 'kit'],
  approval: ['chat', 'github', 'config', 'kit'],
  deploy: ['ssh', 'kit'],
  notify: ['chat', 'github', 'config', 'kit'],
  plan: ['chat', 'github', 'config', 'kit'],
  doctor: ['github', 'config', 'kit'],
  chat: ['github', 'config', 'kit'],
  ssh: ['kit'],
  github: ['kit'],
  config: ['kit'],
  kit: [],
}

/** What an action does not need to begin with: loaded where it is first used. */
const heavy = ['ssh2', 'yaml', 'croner', 'ical.js', 'chinese-days', 'csv-parse', '@actions/github', '@octokit/rest', 'undici', 'node:https']

describe('the house', () => {
  it('has imports to look at', () => {
    expect(imports.length).toBeGreaterThan(300)
    expect(imports.filter(({ isDynamic }) => isDynamic).length).toBeGreaterThan(3)
  })

  it.each([...new Set(sources.map(({ path }) => domainOf(path)))])('src/%s knows only what lies below it', (folder) => {
    const strangers = imports
      .filter(({ from, to }) => domainOf(from) === folder && to.startsWith('src/'))
      .filter(({ to }) => domainOf(to) !== folder && !mayKnow[folder]?.includes(domainOf(to)))
    expect(strangers).toEqual([])
  })

  it('loads heavy libraries only where they are needed', () => {
    const eager = imports.filter(
      ({ to, isType, isDynamic }) => heavy.some((name) => to === name || to.startsWith(`${name}/`)) && !isType && !isDynamic,
    )
    expect(eager.map(({ from, to }) => `${from}: ${to}`)).toEqual([])
  })

  /** All that is loaded with a file, packages and Node's own parts included. */
  const loadedWith = (path: string): ReadonlySet<string> => {
    const loaded = new Set([path])
    for (const each of loaded)
      for (const { from, to, isType, isDynamic } of imports) if (from === each && !isType && !isDynamic) loaded.add(to)
    return loaded // a set that grows while it is walked
  }

  it.each([
    ...['approve', 'deploy', 'rollback', 'release', 'notify', 'plan'], // before an input is refused
    ...['carry-out-notify', 'carry-out-plan'], // before a configuration that is not there is
    ...['retire-after', 'after-deployment', 'finish-release'], // after a job that left nothing to clear up
  ])('src/actions/%s.ts says that there is nothing to do before it has loaded what would do it', (name) => {
    const loaded = [...loadedWith(`src/actions/${name}.ts`)]
    expect(loaded.length).toBeGreaterThan(1)
    expect(
      loaded.filter((each) => /^(?:valibot|node:crypto|node:http|node:child_process)$|^src\/(?:deploy|ssh|plan)\//.test(each)),
    ).toEqual([])
  })

  it('imports nothing that does not exist, or that is not installed on purpose', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
    const packages = imports.map(({ to }) => to).filter((to) => !to.startsWith('src/') && !to.startsWith('node:'))
    const names = packages.map((to) =>
      to
        .split('/')
        .slice(0, to.startsWith('@') ? 2 : 1)
        .join('/'),
    )
    expect([...new Set(names)].filter((name) => !(name in dependencies))).toEqual([])
    const paths = new Set(sources.map(({ path }) => path))
    expect(imports.filter(({ to }) => to.startsWith('src/') && !paths.has(to))).toEqual([])
  })

  it('has no circle of folders', () => {
    const visit = (folder: string, seen: readonly string[]): void => {
      expect(seen).not.toContain(folder)
      for (const below of mayKnow[folder] ?? []) visit(below, [...seen, folder])
    }
    visit('actions', [])
  })
})

/** Comments and literals as one sees them; good enough to look for words that must not occur. */
const withoutComments = (words: string): string => words.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')

const rules = [
  { name: 'a default export', pattern: /^export default\b|\bas default\b/m },
  { name: 'an end of the process', pattern: /\bprocess\.(?:exit|abort|reallyExit)\(/, except: ['src/kit/run.ts'] },
  { name: 'an enum', pattern: /^(?:export )?(?:const )?enum\b/m },
  { name: 'the type any', pattern: /[:<]\s*any\b|\bas any\b/ },
  { name: 'an ignored type fault', pattern: /@ts-(?:ignore|expect-error|nocheck)/ },
  { name: 'output that goes past the log', pattern: /\bconsole\.|\bprocess\.std(?:out|err)\.write\b/, except: ['src/kit/run.ts'] },
  { name: 'a class of static methods', pattern: /^\s+static\b/m },
  { name: 'a shell built from a string', pattern: /\bexecSync\(|\bshell:\s*true\b/ },
] as const

describe('the code', () => {
  it.each(rules)('has not $name', ({ pattern, ...rest }) => {
    const allowed: readonly string[] = 'except' in rest ? rest.except : []
    const found = sources.filter(({ path, words }) => !allowed.includes(path) && pattern.test(withoutComments(words)))
    expect(found.map(({ path }) => path)).toEqual([])
  })

  it.each(['src', 'test', 'script', 'bench'])('%s has no file of more than 300 lines', (folder) => {
    const isOurs = (path: string) => !path.includes('node_modules') && !path.endsWith('host/scripts.ts')
    const long = filesUnder(folder, /\.(?:ts|js|sh)$/)
      .filter(isOurs)
      .map((path) => `${readFileSync(join(root, path), 'utf8').trimEnd().split('\n').length} ${path}`)
      .filter((line) => Number.parseInt(line, 10) > 300)
    expect(long).toEqual([])
  })

  it.each(['src', 'test', 'script', 'bench', 'docs', 'actions', 'examples', 'schema'])('%s names no folder of a machine', (folder) => {
    const places = /(?:^|[\s'"`(=])\/(?:work|root|home\/(?!deploy\b)[a-z]+|Users\/\w+|mnt)\/[\w.-]+/m
    const found = filesUnder(folder, /\.(?:ts|js|sh|md|yml|json)$/).filter((path) => places.test(readFileSync(join(root, path), 'utf8')))
    expect(found).toEqual([])
  })

  it('is named in kebab-case, without words that say nothing', () => {
    const bad = sources
      .map(({ path }) => path)
      .filter(
        (path) => !/^src(?:\/[a-z0-9]+(?:-[a-z0-9]+)*)+(?:\.d)?\.ts$/.test(path) || /(?:util|helper|manager|common\.ts|misc)/.test(path),
      )
    expect(bad).toEqual([])
  })
})

/** The two arguments of every call of `text(…)` that are plain or template literals. */
function textsOf(words: string): readonly (readonly [string, string])[] {
  const literal = String.raw`('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\`(?:[^\`\\]|\\.)*\`)`
  const call = new RegExp(String.raw`\btext\(\s*${literal},\s*${literal},?\s*\)`, 'g')
  return [...words.matchAll(call)].map(([, en = '', zh = '']) => [en, zh] as const)
}

const chinese = /\p{Script=Han}/u
/** Without what is filled in, and without names that stay as they are. */
const own = (literal: string): string => literal.slice(1, -1).replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '')

describe('every text', () => {
  const texts = sources.flatMap(({ path, words }) => textsOf(words).map(([en, zh]) => ({ path, en, zh })))

  it('is found', () => {
    expect(texts.length).toBeGreaterThan(200)
  })

  it('says something in both languages, or in neither', () => {
    const half = texts.filter(({ en, zh }) => (en.slice(1, -1).trim() === '') !== (zh.slice(1, -1).trim() === ''))
    expect(half).toEqual([])
  })

  it('is Chinese in Chinese, and not in English', () => {
    const wordless = /^[\s\p{P}\p{S}\d]*$/u // only what is filled in, or signs
    const wrong = texts.filter(({ en, zh }) => chinese.test(own(en)) || (!chinese.test(own(zh)) && !wordless.test(own(en))))
    expect(wrong).toEqual([])
  })

  it('fills in the same things in both languages', () => {
    const filled = (literal: string) => new Set([...literal.matchAll(/\$\{(\w+)[^{}]*\}/g)].map(([, name]) => name))
    const uneven = texts.filter(({ en, zh }) => {
      const [a, b] = [filled(en), filled(zh)]
      return [...a].some((name) => !b.has(name)) || [...b].some((name) => !a.has(name))
    })
    expect(uneven).toEqual([])
  })
})
