import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { uidOf } from '../../support/accounts.ts'
import { type DoctorScene, openDoctorScene } from '../../support/doctor-scene.ts'
import { makeKey } from '../../support/keys.ts'
import { describeWith } from '../../support/needs.ts'
import { give, temporaryFolder } from '../../support/temporary.ts'
import { mountReadOnly, mountTmpfs } from '../../support/tmpfs.ts'

const homeOf = ({ host }: DoctorScene): string => host?.home ?? ''

describeWith(['sshd', 'root', 'isolation'], 'a host of a release, to the doctor', () => {
  it('is well: where it is, who logs in, what it serves, and nothing on it has changed', async () => {
    await using scene = await openDoctorScene({ host: {} })
    const before = readdirSync(homeOf(scene))
    const { outcome, lines, unwell } = await scene.look()
    expect(unwell).toEqual([])
    expect(outcome).toMatchObject({ outcome: 'ready', reasonCode: 'dry-run', succeeded: true })
    expect(lines.find(({ area }) => area === 'hosts')?.message).toMatch(
      /^Logged in as deploy, host key as pinned \(Linux\); [\d.]+ [GMT]iB free; \d+ inodes; serves nothing yet; 0 release\(s\) kept\.$/,
    )
    expect(readdirSync(homeOf(scene))).toEqual(before)
  })

  it('presents another key than the pinned one', async () => {
    await using scene = await openDoctorScene({ host: {} })
    const other = (await makeKey()).public.split(' ').slice(0, 2).join(' ')
    const { web1 } = scene.config.servers as { web1: object } // as the scene made it
    scene.write({ ...scene.config, servers: { web1: { ...web1, 'host-key': other } } })
    const { outcome, unwell, lines } = await scene.look()
    expect(unwell).toEqual([expect.stringMatching(/^failed hosts web1: web1 presented the host key ssh-ed25519 SHA256:\S+; pinned: /)])
    expect(outcome).toMatchObject({ outcome: 'failed', reasonCode: 'host-key-changed', succeeded: false })
    expect(lines.find(({ state }) => state === 'failed')?.remedy).toMatch(/ssh-keygen -lf[\s\S]*In charge: bob\.$/)
  })

  it('has no pin: the line to add is told', async () => {
    await using scene = await openDoctorScene({ host: {} })
    const { web1 } = scene.config.servers as { web1: Record<string, unknown> } // as the scene made it
    const { 'host-key': _, ...bare } = web1
    scene.write({ ...scene.config, servers: { web1: bare } })
    const { lines } = await scene.look()
    expect(lines.find(({ state }) => state === 'failed')).toMatchObject({
      code: 'no-host-key',
      remedy: expect.stringContaining(`host-key: '${scene.host?.hostKeys[0]}'`),
    })
  })

  it('refuses the key, and the other host is looked at all the same', async () => {
    await using scene = await openDoctorScene({ host: { authorizedKeys: [(await makeKey()).public] } })
    await using second = await openDoctorScene({ host: {} })
    const entry = second.config.servers as { web1: object } // as the scene made it
    const servers = { ...(scene.config.servers as object), web2: entry.web1 }
    const { production } = scene.config.environments as { production: { deploy: object } }
    const deploy = {
      ...production.deploy,
      servers: ['web1', 'web2'],
      releases: `${homeOf(second)}/releases`,
      live: `${homeOf(second)}/live`,
    }
    scene.write({ ...scene.config, servers, environments: { production: { ...production, deploy } } })
    const { lines } = await scene.look()
    expect(lines.filter(({ area }) => area === 'hosts')).toMatchObject([
      { subject: 'web1', state: 'failed', code: 'authentication-failed' },
      { subject: 'web2', state: 'ok' },
    ])
  })

  it('is not there', async () => {
    await using scene = await openDoctorScene()
    const key = await makeKey()
    const { outcome, lines } = await scene.look({}, { DEPLOY_KEY: key.private })
    expect(outcome.reasonCode).toBe('unreachable')
    expect(lines.find(({ area }) => area === 'hosts')).toMatchObject({ state: 'failed', code: 'unreachable' })
  }, 60_000)

  it('lets nobody write: releases folder and the folder of the live link, at once', async () => {
    const folder = join(await temporaryFolder('read-only'), 'mount')
    mkdirSync(folder)
    await using _ = await mountReadOnly(folder)
    await using scene = await openDoctorScene({ host: {}, folder })
    const failed = (await scene.look()).lines.filter(({ state }) => state === 'failed')
    expect(failed.map(({ code, message }) => [code, /write to (\S+)/.exec(message)?.[1]])).toEqual([
      ['host-permission', `${folder}/releases`],
      ['host-permission', folder],
    ])
    expect(failed[0]?.remedy).toContain('mounted read-only')
  })

  it('has no room for what is released, or hardly any', async () => {
    const home = await temporaryFolder('home')
    await using mount = await mountTmpfs(home, { size: '4m' })
    await using scene = await openDoctorScene({ host: { home } })
    const source = join(scene.workspace, 'build')
    mkdirSync(source)
    writeFileSync(join(source, 'large.bin'), Buffer.alloc(6 << 20))
    expect((await scene.look({ source: 'build' })).unwell).toEqual([
      expect.stringMatching(/^failed hosts web1: web1 has [\d.]+ MiB free below \S+; the release needs 6\.0 MiB\.$/),
    ])
    expect((await scene.look()).unwell).toEqual([expect.stringMatching(/^warning hosts web1: Little space is left below/)])
    await mount.resize('512k')
    expect((await scene.look()).unwell).toEqual([expect.stringMatching(/^failed hosts web1: web1 has 0\.\d MiB free/)])
  })

  it('has a real folder in the place of the link, and somebody holds its lock', async () => {
    await using scene = await openDoctorScene({ host: {} })
    const home = homeOf(scene)
    mkdirSync(join(home, 'live'))
    const lock = join(home, 'releases/.sallyport/lock')
    mkdirSync(lock, { recursive: true })
    const owner = {
      run: '77',
      repository: 'acme/shop',
      url: 'https://github.com/acme/shop/actions/runs/77',
      actor: 'dave',
      since: '2026-01-01T00:00:00Z',
    }
    writeFileSync(join(lock, 'owner.json'), `${JSON.stringify({ ...owner, attempt: 1, heartbeat: owner.since, token: 'x' })}\n`)
    give(join(home, 'releases'), uidOf('deploy'))
    const { unwell, lines } = await scene.look()
    expect(unwell).toEqual([
      expect.stringContaining(`failed hosts web1: ${home}/live on web1 is a real folder`),
      expect.stringMatching(/^warning hosts web1: web1 is locked by dave, run 77 since 2026-01-01/),
    ])
    expect(lines.find(({ message }) => /locked by/.test(message))?.remedy).toContain('actions/runs/77')
    expect((await scene.look({ adopt: 'true' })).unwell.join('\n')).toContain('is a real folder, and will step aside')
  })

  it('serves something of another tool, and lacks a shared file', async () => {
    await using scene = await openDoctorScene({ host: {} })
    symlinkSync('/opt/by-hand', join(homeOf(scene), 'live'))
    const { production } = scene.config.environments as { production: { deploy: object } }
    scene.write({
      ...scene.config,
      environments: { production: { ...production, deploy: { ...production.deploy, shared: ['.env', 'storage/'] } } },
    })
    const { lines, unwell, outcome } = await scene.look()
    expect(lines.find(({ area }) => area === 'hosts')?.message).toContain('serves /opt/by-hand, which is none of ours')
    expect(unwell).toEqual([`warning hosts web1: Shared, and not there yet: ${homeOf(scene)}/releases/shared/.env.`])
    expect(outcome.succeeded).toBe(true)
  })

  it('lacks the tools that a release needs', async () => {
    await using scene = await openDoctorScene({ host: { lacking: ['tar', 'sha256sum', 'shasum', 'openssl', 'awk'] } })
    const { unwell } = await scene.look()
    expect(unwell).toEqual([
      'failed hosts web1: web1 lacks tar, sha256sum.',
      'warning hosts web1: There is no awk: every release is sent as a whole.',
    ])
  })
})
