import { text } from '../../../src/kit/text.ts'
import { visitorOf } from '../../../test/support/gate-page.ts'
import { type RunningStep, runPost, type StepOptions, type StepResult, startAction } from '../../../test/support/runner.ts'
import type { Place } from './place.ts'
import { indent, type Screen } from './screen.ts'

/** Who may decide in the demo, and the channel in which: a page that the waiting action serves. */
export const approvers = ['alice', 'bob']

/**
 * Asks for an approval as the first step of a release does, on a page of its own. Whoever looks on opens a link and decides; where nobody is
 * there to do that, alice approves by HTTP. Resolves to how the step ended.
 */
export async function askForApproval(screen: Screen, place: Place, options: StepOptions): Promise<StepResult> {
  const started = await startAction('approve', { ...options, onLine: () => {} })
  const noMore = place.atEnd(started.kill)
  await (screen.isAttended ? showLinks(screen, started) : decideAlone(screen, started))
  const end = await started.done.finally(noMore)
  const post = await runPost(end, { onLine: () => {} })
  if (post.code !== 0) throw new Error(`the post step of approve failed:\n${post.log}`)
  return end
}

async function showLinks(screen: Screen, step: RunningStep): Promise<void> {
  screen.line(
    indent + screen.paint('bold', text('Open one of these in a browser, and decide:', '请在浏览器中打开其中一个链接并作出决定：')),
  )
  for (const person of approvers) {
    const { url } = await visitorOf(step, person)
    screen.line(`${indent}  ${person.padEnd(6)} ${screen.paint('cyan', url)}`)
  }
}

async function decideAlone(screen: Screen, step: RunningStep): Promise<void> {
  const alice = await visitorOf(step, 'alice')
  screen.line(`${indent}alice  ${screen.paint('cyan', alice.url)}`)
  const { status } = await alice.decide('approve', screen.locale === 'en' ? 'Tea is ready' : '茶已备好')
  if (status >= 400) throw new Error(`the page answered HTTP ${status}`)
}
