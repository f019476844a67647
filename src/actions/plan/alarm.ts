import { gitHubWith } from '../../github/client.ts'
import { gitHubLedger } from '../../github/ledger.ts'
import type { Io } from '../../kit/run.ts'
import { text } from '../../kit/text.ts'
import { type Book, ledgerBooks } from '../../plan/book.ts'
import { stoppedWords } from '../../plan/watch.ts'
import { deliveryOf } from '../deliver-notice.ts'
import { hideSecrets } from '../hide-secrets.ts'
import { loadProject } from '../load-project.ts'
import { placesOf } from '../notice-places.ts'
import { runFactsFrom } from '../run-facts.ts'

type AlarmInputs = Parameters<typeof loadProject>[1] & { readonly token: string }

/** Tells the channels of the plan that no tick comes any more: once a day, whoever finds it first. */
export async function tellStopped(io: Io, inputs: AlarmInputs, { alarm }: Book, silence: number): Promise<void> {
  const client = gitHubWith(inputs.token, io.env)
  const repository = io.env.GITHUB_REPOSITORY ?? ''
  const now = io.clock.now()
  let isOurs = false
  await ledgerBooks(gitHubLedger(client, repository, { clock: io.clock })).change(now, (book) => {
    isOurs = now - book.alarmed > 3_600_000
    return isOurs ? { ...book, alarmed: now } : book
  })
  if (!isOurs) return
  const { config, project } = await loadProject(io, inputs, client)
  hideSecrets(config)
  const github = { client, repository }
  const places = placesOf(config, io, github)
  const deliver = deliveryOf(io, { github, ids: new Map(), inputs: { token: inputs.token, mode: 'new' } }, places)
  const { url } = runFactsFrom(io.env, project, '')
  const { locale } = io.log
  const words = stoppedWords(silence)[locale]
  const message = {
    headline: text(`The release plan of ${project} has stopped`, `${project} 的发布计划已停止`)[locale],
    tone: 'bad',
    level: 'production',
    facts: [],
    sections: [{ title: text('What is known', '说明')[locale], lines: [{ words }] }],
    links: url ? [{ label: text('Found by this run', '发现者：此运行')[locale], url }] : [],
    mentions: [],
    footer: project,
    about: { id: 'plan', event: 'plan.changed' },
  } as const
  try {
    await deliver({ channels: alarm, fallback: [], showing: { message, order: 0, verdict: 'stopped', isOver: true }, subject: undefined })
  } finally {
    await places.close()
  }
}
