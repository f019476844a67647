import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { endsOf, liveOn } from '../support/host-facts.ts'
import { describeWith } from '../support/needs.ts'

describeWith(['sshd'], 'the budget of failures, one host after the other', () => {
  let fleet: Fleet
  let number = 300
  /** A new version by a run of its own. `sick`: hosts whose health check fails for it. */
  const release = (sick: readonly string[], deploy: Record<string, unknown> = {}) => {
    number++
    fleet.write({ 'version.txt': `v${number}`, sick: ` ${sick.join(' ')} ` })
    const check = { run: 'grep -q " $SALLYPORT_HOST " sick && exit 1; true', retries: 0 }
    const env = { GITHUB_RUN_NUMBER: String(number) }
    return fleet.deploy({ version: `v${number}` }, { 'health-check': check, parallel: 1, ...deploy }, { env })
  }
  const now = () => `v${number}-${number}`
  const live = () => fleet.hosts.map(liveOn)

  beforeAll(async () => {
    fleet = await startFleet({ web1: {}, web2: {}, web3: {}, web4: {} })
    await release([], { parallel: 4 })
  })
  afterAll(() => fleet?.stop())

  /** All in one wave. */
  const within = [
    { policy: 'rollback', budget: 0, serve: 'oooo', states: 'rolled-back rolled-back left left', begun: ['web1', 'web2'] },
    { policy: 'stop', budget: 0, serve: 'nnoo', states: 'released failed left left', begun: ['web1', 'web2'] },
  ]
  it.each(within)(
    'the budget counts within a wave: $policy, $budget may fail: $serve',
    async ({ policy, budget, serve, states, begun }) => {
      const old = live()
      const hooks = { 'after-release': 'echo "switched to $SALLYPORT_RELEASE"' }
      const result = await release(['web2'], { 'on-host-failure': policy, 'max-failed': budget, hooks })
      expect(live()).toEqual([...serve].map((letter, index) => (letter === 'n' ? now() : old[index])))
      expect(endsOf(result).map((end) => end.split(' ')[1])).toEqual(states.split(' '))
      const said = result.log.split('\n').flatMap((line) => new RegExp(`^(web\\d) │ switched to ${now()}$`).exec(line)?.[1] ?? [])
      expect(said).toEqual(begun)
      if (states.includes('failed')) await release([], { parallel: 4 }) // nobody may serve what is sick when the next one begins
    },
  )

  it('no further host is prepared when the budget is used up', async () => {
    const old = live()
    const hooks = { 'before-release': 'echo "preparing"; [ "$SALLYPORT_HOST" != web2 ]' }
    const result = await release([], { hooks })
    expect(result.log.split('\n').filter((line) => /│ preparing$/.test(line))).toEqual(['web1 │ preparing', 'web2 │ preparing'])
    expect(endsOf(result).map((end) => end.split(' ')[1])).toEqual(['left', 'failed', 'left', 'left'])
    expect(live()).toEqual(old)
  })
})
