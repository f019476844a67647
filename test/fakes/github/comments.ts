import { type ApiAnswer, type ApiRequest, type ApiRoute, bodyOf, created, invalid, noContent, notFound, ok, refusal } from './answers.ts'
import { commentJson, isEmoji, reactionJson } from './issue-json.ts'
import { withIssue } from './issues.ts'
import { listAnswer } from './paging.ts'
import { actionsBot, type Comment, type Issue, type Person } from './state.ts'
import { routesOf, stamp, type World } from './world.ts'

const either = (level: string) => `issues=${level}; pull_requests=${level}`

/** Comments of issues and pull requests, and the reactions on them. */
export function commentRoutes(world: World): ApiRoute[] {
  const { get, post, patch, delete: remove } = routesOf(world, 'issues')
  const show = (request: ApiRequest, comment: Comment) => commentJson(world.state, request, comment)
  const one = (id: string | undefined, use: (comment: Comment) => ApiAnswer): ApiAnswer => {
    const comment = world.state.comments.find((candidate) => candidate.id === Number(id))
    return comment ? use(comment) : notFound
  }
  return [
    get(
      '/issues/(\\d+)/comments',
      ([number], request) => withIssue(world, number, (issue) => listComments(world, issue, request)),
      either('read'),
    ),
    post(
      '/issues/(\\d+)/comments',
      ([number], request) => withIssue(world, number, (issue) => createComment(world, issue, request)),
      either('write'),
    ),
    get(
      '/issues/comments/(\\d+)',
      ([id], request) =>
        one(id, (comment) => ({
          ...ok(show(request, comment)),
          headers: { 'last-modified': new Date(comment.updatedAt).toUTCString() },
        })),
      either('read'),
    ),
    patch(
      '/issues/comments/(\\d+)',
      ([id], request) => one(id, (comment) => changeComment(world, comment, request) ?? ok(show(request, comment))),
      either('write'),
    ),
    remove('/issues/comments/(\\d+)', ([id]) => one(id, (comment) => removeComment(world, comment)), either('write')),
    get(
      '/issues/comments/(\\d+)/reactions',
      ([id], request) => one(id, ({ reactions }) => listAnswer(reactions, request, world.state.repositoryId, reactionJson)),
      either('read'),
    ),
    post('/issues/comments/(\\d+)/reactions', ([id], request) => one(id, (comment) => react(world, comment, request)), either('write')),
  ]
}

/** Oldest first; `since` looks at the time of the last change. What is too new for the lagging copy is not in it. */
function listComments(world: World, issue: Issue, request: ApiRequest): ApiAnswer {
  const { state } = world
  const { since } = request.query
  const seen = state.comments.filter(
    (comment) =>
      comment.issue === issue.number &&
      comment.createdAt + state.commentLag <= world.now() &&
      (since === undefined || Date.parse(stamp(comment.updatedAt)) >= Date.parse(since)),
  )
  return listAnswer(seen, request, state.repositoryId, (comment) => commentJson(state, request, comment))
}

const longest = 65_536

function complaint(body: unknown): ApiAnswer | undefined {
  if (typeof body !== 'string' || body.trim() === '') return invalid('IssueComment', 'body', 'missing_field')
  const isTooLong = [...body].length > longest
  return isTooLong
    ? invalid('IssueComment', 'body', 'custom', { message: `body is too long (maximum is ${longest} characters)` })
    : undefined
}

function createComment(world: World, issue: Issue, request: ApiRequest): ApiAnswer {
  const { body } = bodyOf(request)
  const author = world.authorOf(request)
  const wrong = complaint(body) ?? closedTo(author, issue)
  if (wrong) return wrong
  const comment = addComment(world, issue, author, String(body), author === actionsBot ? 'github-actions' : undefined)
  return created(commentJson(world.state, request, comment))
}

/** A locked conversation is for those who may write. */
function closedTo(author: Person, issue: Issue): ApiAnswer | undefined {
  const mayAlways = ['admin', 'maintain', 'write'].includes(author.permission)
  return issue.isLocked && !mayAlways ? refusal(403, 'Unable to create comment because issue is locked.') : undefined
}

/** Writes a comment down; the issue counts as changed. */
export function addComment(world: World, issue: Issue, author: Person, body: string, app?: string): Comment {
  const at = world.now()
  const comment: Comment = { id: world.nextId(), issue: issue.number, author, body, createdAt: at, updatedAt: at, app, reactions: [] }
  world.state.comments.push(comment)
  issue.updatedAt = at
  return comment
}

function changeComment(world: World, comment: Comment, request: ApiRequest): ApiAnswer | undefined {
  const { body } = bodyOf(request)
  const wrong = complaint(body)
  if (wrong) return wrong
  comment.body = String(body)
  comment.updatedAt = world.now()
  return undefined
}

export function removeComment(world: World, comment: Comment): ApiAnswer {
  world.state.comments.splice(world.state.comments.indexOf(comment), 1)
  return noContent
}

/** The same reaction of the same person a second time is the first one. */
function react(world: World, comment: Comment, request: ApiRequest): ApiAnswer {
  const { content } = bodyOf(request)
  if (!isEmoji(content)) return invalid('Reaction', 'content', 'invalid')
  if (world.state.issues.get(comment.issue)?.isLocked) return refusal(403, 'Unable to create reaction because issue is locked.')
  const author = world.authorOf(request)
  const before = comment.reactions.find((reaction) => reaction.author === author && reaction.content === content)
  if (before) return ok(reactionJson(before))
  const reaction = { id: world.nextId(), author, content, createdAt: world.now() }
  comment.reactions.push(reaction)
  return created(reactionJson(reaction))
}
