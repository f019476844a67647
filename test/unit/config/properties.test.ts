import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { deploySettings, environmentOf } from '../../../src/config/environment.ts'
import { merge } from '../../../src/config/merge.ts'
import { readYaml } from '../../../src/config/read-yaml.ts'
import { selectServers } from '../../../src/config/select-servers.ts'
import { plain } from '../../../src/config/tree.ts'
import { InputError } from '../../../src/kit/errors.ts'
import { example } from './example.ts'
import { load } from './loading.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9.-]{0,9}$/).filter((word) => !(word in {}))
const duration = fc.integer({ min: 0, max: 9999 }).map((seconds) => ({ written: `${seconds}s`, read: seconds * 1000 }))
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`)

const deployment = fc.record({
  servers: fc.uniqueArray(name, { minLength: 1, maxLength: 5 }),
  environment: name,
  folder: path,
  keep: fc.integer({ min: 1, max: 99 }),
  percent: fc.integer({ min: 1, max: 100 }),
  pause: duration,
  script: fc.string({ minLength: 1 }).filter((words) => /\S/.test(words)),
})

describe('any good configuration', () => {
  it('loads and comes back as written', async () => {
    await fc.assert(
      fc.asyncProperty(deployment, async ({ servers, environment, folder, keep, percent, pause, script }) => {
        const deploy = {
          servers,
          releases: `${folder}/r`,
          live: `${folder}/l/{project}`,
          keep,
          waves: [1, `${percent}%`],
          pause: pause.written,
          hooks: { 'after-release': script },
        }
        const hosts = Object.fromEntries(servers.map((each) => [each, { host: each, user: 'u', tags: ['T'] }]))
        const config = await load(stringify({ servers: hosts, environments: { [environment]: { deploy } } }))
        const settings = deploySettings(config, environmentOf(config, 'p', environment))
        expect(settings).toMatchObject({
          ...deploy,
          waves: [{ count: 1 }, { percent }],
          pause: pause.read,
          hooks: { afterRelease: { script } },
        })
        expect(selectServers(config, settings.servers).map((server) => server.name)).toEqual(servers)
        expect(selectServers(config, ['T'])).toHaveLength(servers.length)
      }),
    )
  })
})

describe('any bad configuration', () => {
  it('is refused as the mistake of its user, never as a fault of ours', async () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom('[', '{', ':', '\n', '\t', '&a', '*a', '$', '${', '- ', '"', '!!int ', '? '),
    )
    const at = fc.nat({ max: example.length })
    await fc.assert(
      fc.asyncProperty(at, fc.nat({ max: 30 }), piece, async (from, cut, put) => {
        const outcome = await load(example.slice(0, from) + put + example.slice(from + cut)).catch((error: unknown) => error)
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(InputError)
      }),
      { numRuns: 300 },
    )
  })
})

describe('merge', () => {
  const value = fc.letrec((tie) => ({
    node: fc.oneof({ maxDepth: 3 }, fc.integer(), tie('list'), tie('mapping')),
    list: fc.array(tie('node'), { maxLength: 3 }),
    mapping: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('node'), { maxKeys: 3 }),
  })).mapping

  it('over itself changes nothing; the upper one always shows', async () => {
    await fc.assert(
      fc.asyncProperty(value, value, async (lower, upper) => {
        const [base, over] = [await readYaml(stringify(lower), 'a'), await readYaml(stringify(upper), 'b')]
        expect(plain(merge(base, base))).toEqual(plain(base))
        expect(plain(merge(base, over))).toMatchObject(plain(over) as object)
      }),
    )
  })
})
