/** Sends one mail in a process of its own, through the server of the first argument, and says what became of it. */
import { openEmail } from '../../../../src/chat/email/email.ts'
import { exampleMessage, noticeContext } from '../notice-context.ts'

const [, , smtp = ''] = process.argv
const channel = openEmail({ type: 'email', name: 'mail', smtp, from: 'ci@example.test', to: ['ops@example.test'] }, noticeContext())
process.stdout.write((await channel.send(exampleMessage)).state)
