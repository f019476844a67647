import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatDuration } from '../../../src/kit/duration.ts'
import { messageOf } from '../../../src/kit/errors.ts'
import { text } from '../../../src/kit/text.ts'
import { type Inbox, startInbox } from '../inbox/inbox.ts'
import { configurationOf } from './configuration.ts'
import { type DemoHost, startHost } from './host.ts'
import { newKey } from './keys.ts'
import { help, type Options, readOptions } from './options.ts'
import { makePlace, type Place } from './place.ts'
import { makeRepository } from './repository.ts'
import { openScreen, type Screen } from './screen.ts'
import { stepsWith } from './steps.ts'
import { takeStep } from './take-step.ts'
import { failure, heading, introduction, mail, success } from './words.ts'

process.exit(await main(process.argv.slice(2)))

async function main(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv)
  if (typeof options === 'string') return complain(options, 2)
  const screen = openScreen({ locale: options.locale, unattended: options.yes })
  try {
    if (options.help) screen.line(help)
    return options.help || (await showAll(screen, options)) ? 0 : 1
  } catch (error) {
    return complain(messageOf(error), 1)
  }
}

function complain(words: string, code: number): number {
  process.stderr.write(`script/demo: ${words}\n`)
  return code
}

/** Sets the scene and plays step after step, until one does not go as told. */
async function showAll(screen: Screen, { keep }: Options): Promise<boolean> {
  const started = performance.now()
  const place = makePlace(keep)
  const [homes, shop, key] = [join(place.folder, 'hosts'), join(place.folder, 'shop'), newKey()]
  const hosts = await startHosts(homes, key.public)
  for (const host of hosts) place.atEnd(host.stop)
  const inbox = await startInbox({ locale: screen.locale })
  makeRepository(shop, configurationOf(hosts, homes, inbox.addresses))
  screen.lines(introduction(screen, inbox.url))
  const steps = stepsWith(shop)
  for (const [index, step] of steps.entries()) {
    const number = index + 1
    screen.lines(heading(screen, step, `${number}/${steps.length}`))
    if (await takeStep({ screen, place, hosts, shop, key: key.private, inbox }, step, number)) continue
    screen.lines(failure(screen, number, place))
    return false
  }
  await showInbox(screen, place, inbox)
  screen.lines(success(screen, formatDuration(performance.now() - started), place))
  return true
}

/** Where the messages are to be seen, for as long as somebody looks; with the folder that is kept, the page is. */
async function showInbox(screen: Screen, { folder, isKept }: Place, inbox: Inbox): Promise<void> {
  if (isKept) writeFileSync(join(folder, 'inbox.html'), inbox.page())
  screen.lines(mail(screen, inbox.received().length, inbox.url))
  await screen.pause(text('Press Enter to end.', '按回车结束。'))
}

/** The three hosts of the shop. Somebody has prepared web1 for what comes with v3, and has forgotten the others. */
function startHosts(homes: string, allowed: string): Promise<DemoHost[]> {
  const settings = { GREETING: 'hello' }
  const prepared = { ...settings, PAYMENT_URL: 'https://pay.example' }
  return Promise.all(
    ['web1', 'web2', 'web3'].map((name) =>
      startHost({ name, folder: join(homes, name), allowed, settings: name === 'web1' ? prepared : settings }),
    ),
  )
}
