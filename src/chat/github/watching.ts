import { text } from '../../kit/text.ts'
import type { Desk } from './desk.ts'
import { replace } from './showing.ts'
import { words } from './words.ts'

/** How often an issue that was closed by hand is opened again. */
const mostReopenings = 3

/**
 * Looks at the issue itself: closing it by hand is no decision, so that it is opened again; one that was deleted or moved to another
 * repository is made anew. A pull request is nobody's but its people's.
 */
export async function watchIssue(desk: Desk): Promise<void> {
  const { place, api, card, context, settings, answers } = desk
  if (!place || place.card !== undefined || (card && !card.decision)) return
  const issue = await api.readIssue(place.number)
  if (issue === 'gone' || issue.id !== place.id) return replace(desk)
  if (issue.isLocked && !desk.isLocked) context.log.warning(lockedWords, settings.name)
  desk.isLocked = issue.isLocked
  if (issue.isOpen || desk.reopened >= mostReopenings) return
  desk.reopened++
  await api.changeIssue(place.number, { state: 'open' })
  answers.tell(issue.closedBy, words.reopened[context.log.locale])
}

const lockedWords = text(
  'The issue is locked: only those who may write to the repository can decide there.',
  '该议题已锁定：只有对仓库有写权限的人才能在那里作决定。',
)
