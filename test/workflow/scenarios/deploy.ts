import { expect } from '@jest/globals'
import { byHand, pushToMain } from '../event.ts'
import { press, sayInTelegram, telegramWords } from '../people.ts'
import type { Scenario } from '../scenario.ts'
import { moveTag, onFleet, onStaging, provideShared, served } from './usual.ts'

const deploy = /actions\/deploy@/
const healthy = { 'v1.4.2': {} }

export const deployScenarios: readonly Scenario[] = [
  {
    ...onFleet,
    example: 'canary.yml',
    shows: 'goes to the canary, and on to the rest when people say yes',
    ends: 'well',
    event: byHand({ version: 'v1.4.2' }),
    edits: () => [['pause: 10m', 'pause: 1s']],
    versions: healthy,
    play: async (stage) => {
      provideShared(stage)
      const run = await stage.start()
      await press(stage, 'bob', 'Approve')
      const end = await run.done
      expect(end.results).toEqual({
        build: 'success',
        canary: 'success',
        approve: 'success',
        rest: 'success',
        tell: 'success',
      })
      expect(served(stage)).toEqual({ bastion: '', web1: 'v1.4.2', web2: 'v1.4.2' })
      expect(telegramWords(stage).join('\n')).toMatch(/Succeeded: shop v1\.4\.2/)
      return end
    },
  },
  {
    ...onFleet,
    example: 'canary.yml',
    shows: 'brings the rest what the canary got and people approved, even if the tag is moved meanwhile',
    ends: 'well',
    event: byHand({ version: 'v1.4.2' }),
    edits: () => [['pause: 10m', 'pause: 1s']],
    versions: healthy,
    play: async (stage) => {
      provideShared(stage)
      const run = await stage.start()
      await run.waitForLine(/Request \S+ is open/)
      await moveTag(stage, 'v1.4.2')
      await press(stage, 'bob', 'Approve')
      const end = await run.done
      expect(served(stage)).toEqual({ bastion: '', web1: 'v1.4.2', web2: 'v1.4.2' })
      return end
    },
  },
  {
    ...onFleet,
    example: 'canary.yml',
    shows: 'takes the canary back when people say no',
    ends: 'badly',
    event: byHand({ version: 'v1.4.2' }),
    edits: () => [['pause: 10m', 'pause: 1s']],
    versions: { 'v1.4.2': {}, 'v1.5.0': {} },
    play: async (stage) => {
      provideShared(stage)
      const first = await stage.start()
      await press(stage, 'bob', 'Approve')
      await first.done
      const run = await stage.start({ run: 4243, event: byHand({ version: 'v1.5.0' }) })
      const [, id = ''] = /Request (\S+) is open/.exec(await run.waitForLine(/Request \S+ is open/)) ?? []
      expect(served(stage)).toEqual({ bastion: '', web1: 'v1.5.0', web2: 'v1.4.2' })
      sayInTelegram(stage, 'bob', `/reject ${id} the page is blank`)
      const end = await run.done
      expect(end.results).toEqual({ build: 'success', canary: 'success', approve: 'failure', back: 'success', tell: 'success' })
      expect(served(stage)).toEqual({ bastion: '', web1: 'v1.4.2', web2: 'v1.4.2' })
      return end
    },
  },
  {
    ...onStaging,
    example: 'rollback.yml',
    shows: 'goes back to the release before and tells so, and lists',
    ends: 'well',
    event: byHand({ environment: 'staging', release: '', list: 'false' }),
    versions: { 'v1.4.2': {}, 'v1.5.0': {} },
    play: async (stage) => {
      for (const [index, version] of ['v1.4.2', 'v1.5.0'].entries())
        await stage.run({
          example: 'monorepo.yml',
          run: 4240 + index,
          event: { ...byHand({ project: 'shop', environment: 'staging' }), ref: `refs/tags/${version}` },
        })
      expect(served(stage)).toEqual({ test1: 'v1.5.0' })
      const end = await stage.run()
      expect(end.step(/actions\/rollback@/).outputs).toMatchObject({ outcome: 'released', release: 'v1.4.2-40' })
      expect(served(stage)).toEqual({ test1: 'v1.4.2' })
      expect(telegramWords(stage).at(-1)).toMatch(/Rollback of staging[\s\S]*released[\s\S]*v1\.4\.2-40/)
      const list = await stage.run({ run: 4243, event: byHand({ environment: 'staging', release: '', list: 'true' }) })
      expect(list.step(/actions\/rollback@/).summary).toMatch(/v1\.4\.2-40[\s\S]*v1\.5\.0-41|v1\.5\.0-41[\s\S]*v1\.4\.2-40/)
      return end
    },
  },
  {
    example: 'jump-host.yml',
    shows: 'reaches the inner host through the gate, each hop pinned',
    ends: 'well',
    event: pushToMain,
    servers: ['jump@gate', 'inner'],
    passphrase: 'open sesame',
    // The workflow itself has the addresses, and there is no name service to lead them here.
    edits: ({ hosts }) => [
      ['host: gate.example.com', `host: 127.0.0.1\n                port: ${hosts.gate?.sshd.port}`],
      ['host: inner.lan', `host: 127.0.0.1\n                port: ${hosts.inner?.sshd.port}`],
    ],
    vars: ({ hosts }) => ({
      KNOWN_HOSTS: Object.values(hosts)
        .map(({ sshd }) => `[127.0.0.1]:${sshd.port} ${sshd.hostKeys[0]}`)
        .join('\n'),
    }),
    play: async (stage) => {
      const end = await stage.run()
      expect(end.step(deploy).outputs.outcome).toBe('released')
      expect(served(stage)).toEqual({ gate: '', inner: 'v1.4.2' })
      expect(stage.hosts.gate?.sshd.log()).toContain('Accepted publickey for jump')
      return end
    },
  },
]
