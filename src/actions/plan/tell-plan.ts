import { type Environment, environmentOf, notifySettings } from '../../config/environment.ts'
import type { NotifySettings } from '../../config/notify.ts'
import { isKnownError } from '../../kit/errors.ts'
import { printable } from '../../kit/printable.ts'
import type { Io } from '../../kit/run.ts'
import { text } from '../../kit/text.ts'
import { isPlanned } from '../../plan/act.ts'
import type { PlanNotice } from '../../plan/desk.ts'
import { planMessage } from '../../plan/page/plan-message.ts'
import { stateWords } from '../../plan/page/plan-page.ts'
import { deliveryOf } from '../deliver-notice.ts'
import { mentionsOf } from '../mentioned.ts'
import { placesOf } from '../notice-places.ts'
import type { PlanInputs } from '../plan-inputs.ts'
import type { OpenPlan } from './open-plan.ts'

/** Tells people what became of entries. */
export interface Teller {
  /** Never throws: what did not arrive is said in the log. */
  tell(notice: PlanNotice): Promise<void>
  close(): Promise<void>
}

/** Which channels of an environment hear of a kind of notice, where the entry names none. */
const hearing: Readonly<Record<PlanNotice['kind'], keyof Pick<NotifySettings, 'start' | 'success' | 'failure' | 'cancelled'>>> = {
  reminder: 'start',
  planned: 'start',
  claimed: 'start',
  'put-off': 'start',
  waiting: 'start',
  asked: 'failure',
  cancelled: 'cancelled',
  refused: 'failure',
  starting: 'start',
  started: 'start',
  released: 'success',
  failed: 'failure',
  stopped: 'cancelled',
  unknown: 'failure',
  skipped: 'failure',
  missed: 'failure',
}

/** The channels of the configuration as a teller of the plan. `issueUrl`: of the plan’s issue, once it is known. */
export function tellerOf(io: Io, inputs: PlanInputs, plan: OpenPlan, issueUrl: () => string): Teller {
  const { config, project, clock } = plan
  const github = { client: plan.github, repository: plan.repository }
  const places = placesOf(config, io, github)
  // Each notice is news: none is an edit of another.
  const order = { config, github, ids: new Map<string, string>(), inputs: { token: inputs.token, mode: 'new' as const } }
  const deliver = deliveryOf(io, order, places)
  const tell = async (given: PlanNotice): Promise<void> => {
    sayInLog(io, given)
    const notice = withConcerned(given)
    const environment = environmentFor(io, plan, notice)
    const settings = environment && notifySettings(config, environment)
    const channels = notice.entry.notify.length > 0 ? notice.entry.notify : (settings?.[hearing[notice.kind]] ?? [])
    if (channels.length === 0) return
    const mentions = await mentionsOf(io, order, [...new Set([...concerned(notice), ...mentionable(settings)])])
    const ground = { project, level: environment?.level ?? 'production', locale: io.log.locale, now: clock.now(), mentions } as const
    const message = planMessage(notice, { ...ground, issueUrl: issueUrl() })
    const showing = { message, order: 0, verdict: notice.kind, isOver: true }
    await deliver({ channels, fallback: settings?.fallback ?? [], showing, subject: undefined })
  }
  return { tell, close: () => places.close() }
}

/** Of an entry that is gone or broken, those hear whom it concerned before. */
function withConcerned(notice: PlanNotice): PlanNotice {
  const { entry, record } = notice
  if (isPlanned(entry) || !record.concerned) return notice
  const { owner, notify } = record.concerned
  return { ...notice, entry: { ...entry, owner: entry.owner || owner, notify: entry.notify.length > 0 ? entry.notify : notify } }
}

/** Whose it is, and who changed it or let it through. */
const concerned = ({ entry, record }: PlanNotice): readonly string[] =>
  [entry.owner, record.amendment?.by ?? '', ...(record.leave?.by ?? [])].filter((name) => name !== '')

/** Authors and approvers are people of a run: a plan knows none. */
const mentionable = (settings: NotifySettings | undefined): readonly string[] =>
  (settings?.mention ?? []).filter((name) => name !== 'author' && name !== 'approvers' && name !== 'owners')

/** An environment that the configuration does not know has no channels; that is said where the plan is checked. */
function environmentFor(io: Io, { config, project }: OpenPlan, { entry, record }: PlanNotice): Environment | undefined {
  const name = isPlanned(entry) ? entry.environment : (record.concerned?.environment ?? '')
  if (name === '') return undefined
  try {
    return environmentOf(config, project, name)
  } catch (error) {
    if (!isKnownError(error)) throw error
    io.log.warning(error.problem)
    return undefined
  }
}

function sayInLog(io: Io, { entry, record, kind }: PlanNotice): void {
  const id = printable(entry.id || entry.where)
  const state = kind === 'reminder' ? text('⏰ reminder', '⏰ 提醒') : stateWords[kind]
  // The reason says what became of it; a state without one says so itself.
  const said = kind !== 'reminder' && record.why ? record.why : state
  const words = text(`${id}: ${said.en}`, `${id}：${said['zh-CN']}`)
  if (kind === 'refused' || kind === 'missed' || kind === 'unknown' || kind === 'failed') io.log.warning(words, id)
  else io.log.info(words)
}
