import {
  type ApiAnswer,
  type ApiRequest,
  type ApiRoute,
  bodyOf,
  created,
  invalid,
  issuesDisabled,
  noContent,
  notFound,
  ok,
  refusal,
} from './answers.ts'
import { issueJson, pullJson } from './issue-json.ts'
import { listAnswer } from './paging.ts'
import type { Issue, Person } from './state.ts'
import { routesOf, stamp, type World } from './world.ts'

const either = (level: string) => `issues=${level}; pull_requests=${level}`

/** Issues and pull requests: creating, reading, changing, locking. */
export function issueRoutes(world: World): ApiRoute[] {
  const { get, post, patch, put, delete: remove } = routesOf(world, 'issues')
  const show = (request: ApiRequest, issue: Issue) => ok(issueJson(world.state, request, issue))
  return [
    get('/issues', (_, request) => (world.state.hasIssues ? listIssues(world, request) : issuesDisabled)),
    post('/issues', (_, request) => (world.state.hasIssues ? createIssue(world, request) : issuesDisabled)),
    get(
      '/issues/(\\d+)',
      ([number], request) =>
        withIssue(world, number, (issue) => {
          const answer = show(request, issue)
          return { ...answer, headers: { 'last-modified': new Date(issue.updatedAt).toUTCString() } }
        }),
      either('read'),
    ),
    patch(
      '/issues/(\\d+)',
      ([number], request) => withIssue(world, number, (issue) => changeIssue(world, issue, request) ?? show(request, issue)),
      either('write'),
    ),
    put('/issues/(\\d+)/lock', ([number]) => withIssue(world, number, (issue) => setLock(issue, true)), either('write')),
    remove('/issues/(\\d+)/lock', ([number]) => withIssue(world, number, (issue) => setLock(issue, false)), either('write')),
    get(
      '/pulls/(\\d+)',
      ([number], request) => withIssue(world, number, (issue) => (issue.pull ? ok(pullJson(world.state, request, issue)) : notFound)),
      'pull_requests=read',
    ),
  ]
}

/** An issue that is there; one that was deleted or moved says so, and with issues switched off only pull requests are left. */
export function withIssue(world: World, number: string | undefined, use: (issue: Issue) => ApiAnswer): ApiAnswer {
  const issue = world.state.issues.get(Number(number))
  if (!issue) return notFound
  if (issue.gone === 'deleted') return refusal(410, 'This issue was deleted')
  if (issue.gone) {
    return { status: 301, body: { message: 'Moved Permanently', url: issue.gone.movedTo }, headers: { location: issue.gone.movedTo } }
  }
  return world.state.hasIssues || issue.pull ? use(issue) : issuesDisabled
}

const limits = { title: 256, body: 65_536 } as const

/** What GitHub has against the fields of an issue. */
function complaint(world: World, fields: Readonly<Record<string, unknown>>): ApiAnswer | undefined {
  for (const [field, limit] of Object.entries(limits)) {
    const length = [...String(fields[field] ?? '')].length
    if (length > limit) return invalid('Issue', field, 'custom', { message: `${field} is too long (maximum is ${limit} characters)` })
  }
  const assignees = Array.isArray(fields.assignees) ? fields.assignees.map(String) : []
  const strangers = assignees.filter((login) => !isAssignable(world.state.people.get(login.toLowerCase())))
  if (strangers.length > 0 || assignees.length > 10) return invalid('Issue', 'assignees', 'invalid', { value: strangers })
  return undefined
}

const isAssignable = (person: Person | undefined): boolean => person !== undefined && !['none', 'read'].includes(person.permission)

function createIssue(world: World, request: ApiRequest): ApiAnswer {
  const fields = bodyOf(request)
  if (typeof fields.title !== 'string' || fields.title.trim() === '') return invalid('Issue', 'title', 'missing_field')
  const wrong = complaint(world, fields)
  if (wrong) return wrong
  const issue = addIssue(world, world.authorOf(request), { title: fields.title, body: String(fields.body ?? '') })
  issue.labels = namesIn(fields.labels)
  issue.assignees = namesIn(fields.assignees)
  return created(issueJson(world.state, request, issue))
}

const namesIn = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** Writes an issue down under the next number; pull requests are counted with them. */
export function addIssue(world: World, author: Person, { title, body }: { title: string; body: string }, pull?: Issue['pull']): Issue {
  const issue: Issue = {
    number: Math.max(0, ...world.state.issues.keys()) + 1,
    id: world.nextId(),
    title,
    body,
    state: 'open',
    stateReason: null,
    labels: [],
    assignees: [],
    author,
    createdAt: world.now(),
    updatedAt: world.now(),
    closedAt: undefined,
    closedBy: undefined,
    isLocked: false,
    pull,
    gone: undefined,
  }
  world.state.issues.set(issue.number, issue)
  return issue
}

function changeIssue(world: World, issue: Issue, request: ApiRequest): ApiAnswer | undefined {
  const fields = bodyOf(request)
  const wrong = complaint(world, fields)
  if (wrong) return wrong
  if (fields.state !== undefined && fields.state !== 'open' && fields.state !== 'closed') return invalid('Issue', 'state', 'invalid')
  if (typeof fields.title === 'string') issue.title = fields.title
  if (typeof fields.body === 'string') issue.body = fields.body
  if (fields.labels !== undefined) issue.labels = namesIn(fields.labels)
  if (fields.assignees !== undefined) issue.assignees = namesIn(fields.assignees)
  if (fields.state !== undefined) setState(world, issue, fields.state, world.authorOf(request), fields.state_reason)
  issue.updatedAt = world.now()
  return undefined
}

/** Opens or closes; a reason other than the default may be given for closing. */
export function setState(world: World, issue: Issue, state: Issue['state'], by: Person, reason?: unknown): void {
  const isNew = issue.state !== state
  issue.state = state
  if (state === 'open') issue.stateReason = isNew ? 'reopened' : issue.stateReason
  else issue.stateReason = reason === 'not_planned' || reason === 'duplicate' ? reason : 'completed'
  issue.closedAt = state === 'closed' ? world.now() : undefined
  issue.closedBy = state === 'closed' ? by : undefined
  issue.updatedAt = world.now()
}

function setLock(issue: Issue, isLocked: boolean): ApiAnswer {
  issue.isLocked = isLocked
  return noContent
}

/** Open ones unless told, newest first; pull requests among them. */
function listIssues(world: World, request: ApiRequest): ApiAnswer {
  const { state = 'open', since, creator } = request.query
  const found = [...world.state.issues.values()]
    .filter((issue) => !issue.gone && (state === 'all' || issue.state === state))
    .filter((issue) => since === undefined || stamp(issue.updatedAt) >= since)
    .filter((issue) => creator === undefined || issue.author.login.toLowerCase() === creator.toLowerCase())
    .sort((a, b) => b.number - a.number)
  return listAnswer(found, request, world.state.repositoryId, (issue) => issueJson(world.state, request, issue))
}
