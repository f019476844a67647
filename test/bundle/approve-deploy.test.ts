import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Receipt, signReceipt } from '../../src/approval/receipt.ts'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { liveOn } from '../support/host-facts.ts'
import { describeWith } from '../support/needs.ts'
import { jobEnvironment } from '../support/runner-context.ts'

const key = 'a-signing-key'
const receipt = (facts: Partial<Receipt> = {}): Receipt => ({
  version: 1,
  request: 'K7QF2M',
  repository: 'acme/shop',
  project: 'shop',
  environment: 'production',
  commit: jobEnvironment.GITHUB_SHA ?? '',
  policy: 'f'.repeat(64),
  run: '4242',
  requestedBy: ['carol'],
  votes: [],
  opened: new Date().toISOString(),
  decided: new Date().toISOString(),
  expires: new Date(Date.now() + 3_600_000).toISOString(),
  ...facts,
})

describeWith(['sshd'], 'a deployment that takes an approval', () => {
  let fleet: Fleet

  beforeAll(async () => {
    fleet = await startFleet({ web1: {} })
    fleet.write({ 'version.txt': 'v1' })
  })
  afterAll(() => fleet?.stop())

  const deploy = (words: string) => fleet.deploy({ receipt: words }, { 'requires-approval': true }, { env: { SALLYPORT_SIGNING_KEY: key } })
  const live = () => fleet.hosts.map(liveOn).join()

  it.each([
    { name: 'of another commit', words: signReceipt(receipt({ commit: 'b'.repeat(40) }), key), says: /another commit/ },
    { name: 'that another key signed', words: signReceipt(receipt(), 'another key'), says: /signature/ },
    { name: 'of another environment', words: signReceipt(receipt({ environment: 'staging' }), key), says: /another environment/ },
  ])('refuses a receipt $name, and leaves the hosts as they are', async ({ words, says }) => {
    const { code, outputs, annotations } = await deploy(words)
    expect({ code, ...outputs }).toMatchObject({ code: 1, outcome: 'failed', 'reason-code': 'approval-missing' })
    expect(annotations.find(({ level }) => level === 'error')?.message).toMatch(says)
    expect(live()).toBe('')
  })

  it('releases what was approved', async () => {
    const { code, outputs, log } = await deploy(signReceipt(receipt(), key))
    expect({ code, outcome: outputs.outcome }).toEqual({ code: 0, outcome: 'released' })
    expect(log).toContain('Approved by request K7QF2M')
    expect(live()).toBe('v1-7')
  })
})
