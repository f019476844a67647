import { describe, expect, it } from '@jest/globals'
import type { ApproveInputs } from '../../../src/actions/approve-inputs.ts'
import { requestersOf, requestOf } from '../../../src/actions/run-request.ts'
import type { Environment } from '../../../src/config/environment.ts'
import type { Io } from '../../../src/kit/run.ts'
import { manualClock } from '../../support/manual-clock.ts'
import { opened, policyOf } from '../approval/requests.ts'

describe('who asked', () => {
  it.each([
    { name: 'who started the run', env: { GITHUB_ACTOR: 'dave', GITHUB_TRIGGERING_ACTOR: 'dave' }, others: [], asked: ['dave'] },
    {
      name: 'who started it, and who started it again',
      env: { GITHUB_ACTOR: 'dave', GITHUB_TRIGGERING_ACTOR: 'alice-l' },
      others: [],
      asked: ['alice-l', 'dave'],
    },
    {
      name: 'whoever is named besides',
      env: { GITHUB_ACTOR: 'dave', GITHUB_TRIGGERING_ACTOR: 'erin' },
      others: ['bob'],
      asked: ['bob', 'erin', 'dave'],
    },
    {
      name: 'each once, whatever the case',
      env: { GITHUB_ACTOR: 'Dave', GITHUB_TRIGGERING_ACTOR: 'dave' },
      others: ['DAVE', 'bob', 'bob'],
      asked: ['DAVE', 'bob'],
    },
    { name: 'nobody outside of GitHub', env: {}, others: [], asked: [] },
  ])('is $name', ({ env, others, asked }) => {
    expect(requestersOf(env, others)).toEqual(asked)
  })
})

describe('a request', () => {
  const asked = (env: Readonly<Record<string, string>>) => {
    const io = { clock: manualClock(opened), env } as unknown as Io // what is used of it
    const inputs = { version: '', title: '', description: '', 'requested-by': [] } as unknown as ApproveInputs // likewise
    const environment = { project: 'shop', name: 'production', level: 'production' } as unknown as Environment // likewise
    return requestOf(io, { inputs, environment, commit: 'a'.repeat(40), servers: [], policy: policyOf(), timeout: 60_000 })
  }

  it('reads the run off the runner: its number, what started it, and who', () => {
    const env = {
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_RUN_ID: '4711',
      GITHUB_RUN_NUMBER: '42',
      GITHUB_EVENT_NAME: 'schedule',
      GITHUB_REF_NAME: 'v2',
      GITHUB_ACTOR: 'dave',
    }
    expect(asked(env)).toMatchObject({ run: '4711', runNumber: '42', event: 'schedule', version: 'v2', requestedBy: ['dave'] })
  })

  it('makes up no number and no event', () => {
    expect(Object.keys(asked({}))).not.toEqual(expect.arrayContaining(['runNumber']))
    expect(Object.keys(asked({}))).not.toEqual(expect.arrayContaining(['event']))
  })
})
