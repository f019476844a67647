import { type ApiAnswer, type ApiRequest, type ApiRoute, bodyOf, created, invalid, noContent, notFound, ok } from './answers.ts'
import { listAnswer } from './paging.ts'
import type { CommitComment } from './state.ts'
import { associationOf, routesOf, stamp, userJson, type World } from './world.ts'

const longest = 65_536

/** Comments of commits. They have no `since`, and come oldest first. */
export function commitCommentRoutes(world: World): ApiRoute[] {
  const { get, post, patch, delete: remove } = routesOf(world, 'contents')
  const { state } = world
  const all = state.commitComments
  const isCommit = (sha: string): boolean => state.commits.some((commit) => commit.sha === sha)
  const one = (id: string | undefined, use: (comment: CommitComment) => ApiAnswer): ApiAnswer => {
    const found = all.find((comment) => comment.id === Number(id))
    return found ? use(found) : notFound
  }
  const show = (request: ApiRequest) => (comment: CommitComment) => commentJson(world, request, comment)
  return [
    get('/commits/([0-9a-f]{40})/comments', ([sha = ''], request) => {
      if (!isCommit(sha)) return notFound
      const seen = all.filter((comment) => comment.sha === sha && comment.createdAt + state.commentLag <= world.now())
      return listAnswer(seen, request, state.repositoryId, show(request))
    }),
    post('/commits/([0-9a-f]{40})/comments', ([sha = ''], request) => {
      const { body } = bodyOf(request)
      const wrong = complaint(body) ?? (isCommit(sha) ? undefined : invalid('CommitComment', 'commit_id', 'invalid'))
      if (wrong) return wrong
      const at = world.now()
      const comment = { id: world.nextId(), sha, author: world.authorOf(request), body: String(body), createdAt: at, updatedAt: at }
      all.push(comment)
      return created(show(request)(comment))
    }),
    get('/comments/(\\d+)', ([id], request) => one(id, (comment) => ok(show(request)(comment)))),
    patch('/comments/(\\d+)', ([id], request) =>
      one(id, (comment) => {
        const { body } = bodyOf(request)
        const wrong = complaint(body)
        if (wrong) return wrong
        Object.assign(comment, { body: String(body), updatedAt: world.now() })
        return ok(show(request)(comment))
      }),
    ),
    remove('/comments/(\\d+)', ([id]) =>
      one(id, (comment) => {
        all.splice(all.indexOf(comment), 1)
        return noContent
      }),
    ),
  ]
}

function complaint(body: unknown): ApiAnswer | undefined {
  if (typeof body !== 'string' || body.trim() === '') return invalid('CommitComment', 'body', 'missing_field')
  return [...body].length > longest
    ? invalid('CommitComment', 'body', 'custom', { message: `body is too long (maximum is ${longest} characters)` })
    : undefined
}

const commentJson = ({ state }: World, { base }: ApiRequest, comment: CommitComment) => ({
  id: comment.id,
  node_id: `CC_${comment.id}`,
  url: `${base}/repos/${state.repository}/comments/${comment.id}`,
  html_url: `https://github.com/${state.repository}/commit/${comment.sha}#commitcomment-${comment.id}`,
  commit_id: comment.sha,
  body: comment.body,
  path: null,
  line: null,
  position: null,
  user: userJson(comment.author),
  created_at: stamp(comment.createdAt),
  updated_at: stamp(comment.updatedAt),
  author_association: associationOf(comment.author),
})
