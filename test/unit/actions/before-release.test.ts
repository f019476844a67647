import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readRelease, requirements } from '../../../src/actions/before-release.ts'
import { InputError } from '../../../src/kit/errors.ts'
import { type DoctorScene, openDoctorScene } from '../../support/doctor-scene.ts'
import { makeKey } from '../../support/keys.ts'
import { jobToken } from '../../support/runner-context.ts'

let scene: DoctorScene
beforeEach(async () => {
  scene = await openDoctorScene()
})
afterEach(() => scene[Symbol.asyncDispose]())

const refusal = async (given: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv): Promise<InputError> => {
  const error = await readRelease(scene.io(env), scene.inputs(given)).catch((thrown: unknown) => thrown)
  if (error instanceof InputError) return error
  throw error ?? new Error('it was not refused')
}

describe('before a release', () => {
  it('nothing is wrong: nothing is refused, and neither chat nor host was spoken to', async () => {
    const { private: key } = await makeKey()
    const checks = await requirements(scene.io({ DEPLOY_KEY: key }), scene.inputs())
    expect(checks.filter(({ state }) => state !== 'ok')).toEqual([])
    await readRelease(scene.io({ DEPLOY_KEY: key }), scene.inputs())
    expect(scene.telegram.calls()).toBe(0)
  })

  it('everything that is wrong is told in one error', async () => {
    const { message, code } = await refusal(
      { 'requested-by': 'alice' },
      { DEPLOY_KEY: 'no key at all', TELEGRAM_TOKEN: '', SALLYPORT_SIGNING_KEY: '' },
    )
    expect(code).toBe('missing-secret')
    expect(message).toMatch(/^4 things keep this release from beginning:/)
    for (const words of [
      '$TELEGRAM_TOKEN: $TELEGRAM_TOKEN is not set, or empty.',
      '$SALLYPORT_SIGNING_KEY: SALLYPORT_SIGNING_KEY is set, but empty.',
      'policy: Nobody could approve this',
      'web1: ',
    ])
      expect(message).toContain(`\n  - ${words}`)
    expect(scene.telegram.calls()).toBe(0)
  })

  it('every missing secret of channels and servers, and none of what is not used', async () => {
    const { message } = await refusal({}, { TELEGRAM_TOKEN: '', DEPLOY_KEY: '' })
    expect(message).toMatch(/^2 things/)
    scene.write({ ...scene.config, servers: { ...(scene.config.servers as object), idle: { host: 'x', user: 'u', key: '$IDLE_KEY' } } })
    expect((await refusal({}, { TELEGRAM_TOKEN: '', DEPLOY_KEY: '' })).message).not.toContain('IDLE_KEY')
    await readRelease(scene.io({ TELEGRAM_TOKEN: '', DEPLOY_KEY: (await makeKey()).private }), scene.inputs({ environment: 'staging' }))
  })

  it('an environment that there is not, on both branches: once', async () => {
    const { message, remedy, code } = await refusal({ environment: 'prod' }, {})
    expect([code, message, remedy?.en]).toEqual([
      'unknown-environment',
      'No environment is called “prod”.',
      expect.stringContaining('production, staging'),
    ])
  })

  it('a token that may not read who approves', async () => {
    scene.github.tokens.set(jobToken, {})
    const { code, message } = await refusal({ environment: 'staging' }, { DEPLOY_KEY: (await makeKey()).private })
    expect([code, message]).toEqual(['github-permission', expect.stringContaining('contents: read')])
  })

  it('a key that is none', async () => {
    const error = await refusal({}, { DEPLOY_KEY: 'no key at all' })
    expect([error.code, error.where]).toEqual(['invalid-key', expect.stringContaining('web1')])
  })

  it('a token that may not open the issue in which people are asked', async () => {
    const { production } = scene.config.environments as { production: object } // as the scene made it
    scene.write({
      ...scene.config,
      environments: { production: { ...production, approval: { require: [{ count: 1, from: ['managers'] }] } } },
    })
    scene.github.tokens.set(jobToken, { contents: 'write' })
    const { code, message } = await refusal({}, { DEPLOY_KEY: (await makeKey()).private })
    expect([code, message]).toEqual(['github-permission', 'The token lacks “issues: write”: nobody can be asked in an issue.'])
  })
})
