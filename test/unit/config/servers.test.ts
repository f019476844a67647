import { describe, expect, it } from '@jest/globals'
import { resolveServer } from '../../../src/config/resolve-server.ts'
import { selectServers } from '../../../src/config/select-servers.ts'
import type { SshTarget } from '../../../src/ssh/target.ts'
import { example, exampleEnv } from './example.ts'
import { load, refusal } from './loading.ts'

const fleet = `servers:
  c: { host: c, user: u, tags: [web] }
  a: { host: a, user: u, tags: [web, db] }
  b: { host: b, user: u, tags: [db, old], enabled: false, owner: eve }
people: { eve: boss }
`

describe('selectServers', () => {
  it.each([
    { wanted: ['web'], names: ['c', 'a'] },
    { wanted: ['a', 'web', 'a'], names: ['c', 'a'] },
    { wanted: ['db'], names: ['a'] },
    { wanted: [], names: [] },
  ])('$wanted', async ({ wanted, names }) => {
    expect(selectServers(await load(fleet), wanted).map(({ name }) => name)).toEqual(names)
  })

  it.each([
    { wanted: 'b', code: 'server-disabled', says: 'Switched off by “enabled: false”: “b” (owner: eve).' },
    { wanted: 'old', code: 'server-disabled', says: 'Switched off by “enabled: false”: “b” (owner: eve).' },
    { wanted: 'wbe', code: 'unknown-server', says: 'No server or tag is called “wbe”.' },
  ])('refuses $wanted', async ({ wanted, code, says }) => {
    const config = await load(fleet)
    const told = await refusal(() => selectServers(config, [wanted]))
    expect(told.code).toBe(code)
    expect(told.words).toContain(says)
  })

  it('narrows to what an environment has', async () => {
    const config = await load(fleet)
    const web = selectServers(config, ['c'])
    const { words } = await refusal(() => selectServers(config, ['a'], web))
    expect(words).toContain('No server or tag is called “a”.')
  })
})

describe('resolveServer', () => {
  it('gives what the SSH client takes, jump hosts included, and masks each secret', async () => {
    const masked: string[] = []
    const config = await load(example, { env: exampleEnv, mask: (secret) => masked.push(secret) })
    const [web1] = selectServers(config, ['web1'])
    const target: SshTarget | undefined = web1 && resolveServer(config, web1)
    expect(target).toEqual({
      name: 'web1',
      host: '10.0.0.11',
      port: 22,
      user: 'deploy',
      key: 'PRIVATE KEY',
      passphrase: 'open sesame',
      hostKeys: ['ssh-ed25519 AAAA'],
      knownHosts: 'host key',
      jump: {
        name: 'bastion',
        host: 'bastion.example.com',
        port: 2222,
        user: 'jump',
        password: 'hop hop',
        hostKeys: ['SHA256:a', 'SHA256:b'],
        knownHosts: 'host key',
      },
    })
    expect(new Set(masked)).toEqual(new Set(['PRIVATE KEY', 'open sesame', 'host key', 'hop hop']))
  })

  it.each([
    { name: 'asked for', agent: ', key: $K, agent: true', expected: { agent: '/agent', key: 'k' } },
    { name: 'the only way', agent: '', expected: { agent: '/agent' } },
    { name: 'not needed', agent: ', key: $K', expected: { key: 'k' } },
  ])('uses the agent when it is $name', async ({ agent, expected }) => {
    const config = await load(`servers: { a: { host: h, user: u${agent} } }`, { env: { K: 'k', SSH_AUTH_SOCK: '/agent' } })
    const [server] = config.servers
    expect(server && resolveServer(config, server)).toEqual({ name: 'a', host: 'h', port: 22, user: 'u', hostKeys: [], ...expected })
  })

  it.each([
    { name: 'an empty secret', server: 'key: $K', code: 'missing-secret', says: '$K · .github/sallyport.yml:1:40 (servers.a.key)' },
    { name: 'no way in', server: 'agent: false', code: 'invalid-configuration', says: 'neither “key”, “password” nor an SSH agent' },
    { name: 'no agent', server: 'agent: true', code: 'missing-secret', says: 'SSH_AUTH_SOCK is not set' },
  ])('refuses $name', async ({ server: written, code, says }) => {
    const config = await load(`servers: { a: { host: h, user: u, ${written} } }`, { env: { K: '' } })
    const [server] = config.servers
    const told = await refusal(() => server && resolveServer(config, server))
    expect(told.code).toBe(code)
    expect(told.words).toContain(says)
  })
})
