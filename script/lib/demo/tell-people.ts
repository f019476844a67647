import { execFileSync } from 'node:child_process'
import { type Text, text } from '../../../src/kit/text.ts'
import { runAction } from '../../../test/support/runner.ts'
import type { Note } from '../inbox/note.ts'
import { noticeChannels, noticeSecrets } from './configuration.ts'
import { keepSummary, optionsFor, type Scene } from './scene.ts'
import { indent } from './screen.ts'
import type { Step } from './steps.ts'
import { telling } from './words.ts'

/** What the step behind a release gets of the steps before it. */
interface Before {
  readonly hosts?: string
  /** Of the approval; empty where none was needed. */
  readonly receipt: string
}

interface Untold {
  readonly log: string
  readonly mistakes: readonly Text[]
}

/**
 * Tells people how a release went, as the last step of its job does, in every channel of the shop: all of them lead to the inbox. There is no GitHub to
 * ask, so the runner's word stands. Resolves to the log and what is not as it was to be; to nothing where all is.
 */
export async function tellPeople(scene: Scene, step: Step, { hosts = '', receipt }: Before, number: number): Promise<Untold | undefined> {
  const { screen, shop, inbox } = scene
  const status = step.expected.outcome === 'released' ? 'success' : 'failure'
  const version = step.inputs.version ?? step.inputs.ref ?? ''
  screen.lines(telling(screen, { event: 'result', status, version, hosts: '…', ...(receipt ? { receipt: '…' } : {}) }))
  const options = optionsFor(scene, { inputs: { event: 'result', status, version, hosts, receipt, token: '' } }, number)
  const commit = execFileSync('git', ['rev-parse', version], { cwd: shop, encoding: 'utf8' }).trim()
  const env = { ...options.env, ...noticeSecrets(inbox.addresses), GITHUB_SHA: commit, GITHUB_SERVER_URL: 'https://github.example' }
  const before = inbox.received().length
  const end = await runAction('notify', { ...options, env, onLine: () => {} })
  const { outputs, code, seconds, log } = end
  keepSummary(scene.place, `${number}-notify`, end)
  const notes = inbox.received().slice(before)
  const names = outputs.delivered?.split(',').filter(Boolean).sort() ?? []
  screen.lines(delivered(screen, names, seconds))
  const mistakes = [
    ...(code === 0 && outputs.outcome === 'delivered' && names.join() === [...noticeChannels].sort().join() ? [] : [notTold(names)]),
    ...(notes.length === noticeChannels.length ? [] : [notArrived(notes.length)]),
    ...(status === 'failure' ? ['web2', 'web3', 'bob'] : receipt ? ['alice'] : []).flatMap((words) => notesWithout(notes, words)),
  ]
  return mistakes.length > 0 ? { log, mistakes } : undefined
}

const delivered = ({ paint }: Scene['screen'], names: readonly string[], seconds: number): string[] => {
  const facts = `${names.join(', ')} · ${seconds.toFixed(1)} s`
  return [`${indent}${paint(names.length > 0 ? 'green' : 'yellow', names.length > 0 ? '● delivered' : '● –')}  ${paint('dim', facts)}`]
}

const notTold = (names: readonly string[]): Text =>
  text(
    `notify: expected delivered to ${noticeChannels.join(', ')}; found ${names.join(', ') || 'none'}`,
    `notify：应送达 ${noticeChannels.join('、')}；实际送达：${names.join('、') || '无'}`,
  )

const notArrived = (count: number): Text =>
  text(
    `inbox: expected ${noticeChannels.length} new messages, found ${count}`,
    `收件箱：应有 ${noticeChannels.length} 条新消息，实有 ${count} 条`,
  )

const notesWithout = (notes: readonly Note[], words: string): Text[] =>
  notes
    .filter(({ raw }) => !raw.includes(words))
    .map(({ platform }) => text(`${platform}: the message does not name ${words}`, `${platform}：消息中没有 ${words}`))
