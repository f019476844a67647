import { expect, it } from '@jest/globals'
import { runFactsFrom } from '../../../src/actions/run-facts.ts'

const runner = {
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_RUN_ID: '77',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_RUN_NUMBER: '318',
  GITHUB_SERVER_URL: 'https://git.example.com',
  GITHUB_ACTOR: 'alice',
  GITHUB_TRIGGERING_ACTOR: 'bob',
}

it('says what the runner says; who ran it again counts, not who ran it first', () => {
  expect(runFactsFrom(runner, 'shop', 'production')).toEqual({
    project: 'shop',
    environment: 'production',
    repository: 'acme/shop',
    run: '77',
    attempt: 2,
    url: 'https://git.example.com/acme/shop/actions/runs/77',
    actor: 'bob',
    runNumber: '318',
  })
})

it('has stand-ins outside of a runner', () => {
  expect(runFactsFrom({}, 'shop', 'test')).toMatchObject({
    repository: '',
    run: '0',
    attempt: 1,
    url: '',
    actor: 'unknown',
    runNumber: '0',
  })
  expect(runFactsFrom({ ...runner, GITHUB_TRIGGERING_ACTOR: '' }, 'shop', 'test').actor).toBe('alice')
})
