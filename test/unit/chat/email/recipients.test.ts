import { afterAll, beforeAll, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { openEmail } from '../../../../src/chat/email/email.ts'
import { type FakeMailServer, fakeMailServer, type MailServerOptions } from '../../../fakes/mail-server.ts'
import { seededRandom } from '../../../support/random.ts'
import { exampleMessage, noticeContext, wordsOf } from '../notice-context.ts'

const to = ['a@example.test', 'b@example.test', 'c@example.test']
type Script = {
  readonly recipients: Record<string, ReturnType<NonNullable<MailServerOptions['recipient']>>[]>
  readonly texts: TextFault[]
}
type TextFault = ReturnType<NonNullable<MailServerOptions['text']>>

let script: Script
let server: FakeMailServer
beforeAll(async () => {
  server = await fakeMailServer({ recipient: (address) => script.recipients[address]?.shift(), text: () => script.texts.shift() })
})
afterAll(() => server.close())

const replies = fc.array(fc.constantFrom(undefined, '450 4.2.0 Greylisted', '451 later', '550 5.1.1 No such user', '550 5.7.1 Policy'), {
  maxLength: 6,
})
const texts = fc.array(fc.constantFrom(undefined, 'cut', 'cut-after', '451 4.3.0 later', '421 4.3.2 going down', '554 5.7.1 Spam'), {
  maxLength: 6,
})
const scripts = fc.record({
  recipients: fc.record(Object.fromEntries(to.map((address) => [address, replies]))),
  texts,
}) as fc.Arbitrary<Script> // its replies are of the right form

it('whatever a mail server replies, nobody gets a mail twice, and who has not got it is said', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, fc.nat(), async (given, seed) => {
      script = structuredClone(given)
      server.mails.length = 0
      const smtp = `smtp://127.0.0.1:${server.port}`
      const settings = { type: 'email', name: 'mail', smtp, from: 'ci@example.test', to: [...to] } as const
      const delivery = await openEmail({ ...settings, to: [...to] }, noticeContext({ random: seededRandom(seed) })).send(exampleMessage)
      const copies = to.map((address) => server.mails.filter(({ to }) => to.includes(address)).length)
      expect(Math.max(...copies)).toBeLessThanOrEqual(1)
      if (delivery.state === 'delivered') expect(copies).toEqual([1, 1, 1])
      if (delivery.state === 'rejected') {
        const words = wordsOf(delivery)
        const isNamed = to.map((address) => words.includes(address))
        // A refusal of the mail as a whole names the server, and is about everybody who was left.
        if (isNamed.includes(true)) expect(copies).toEqual(isNamed.map((named) => (named ? 0 : 1)))
        else expect(copies).toContain(0)
      }
    }),
    { numRuns: 20 }, // the server greets after a tenth of a second
  )
})
