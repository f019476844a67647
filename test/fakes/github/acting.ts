import { addComment, removeComment } from './comments.ts'
import { addIssue, setState } from './issues.ts'
import type { Comment, Issue, Permission, Person } from './state.ts'
import type { World } from './world.ts'

/** What people do in the browser. They are known after `join`. */
export interface Acting {
  join(login: string, options?: { id?: number; permission?: Permission; type?: Person['type'] }): Person
  /** `app`: the GitHub App through which the person writes. */
  comment(login: string, issue: number, body: string, app?: string): Comment
  /** Changes anyone's comment, as those who may write can. */
  edit(comment: Comment, body: string): void
  erase(comment: Comment): void
  openIssue(login: string, title: string, body?: string): Issue
  openPull(login: string, title: string, pull?: Partial<NonNullable<Issue['pull']>>): Issue
  close(login: string, issue: number): void
  lock(issue: number): void
  deleteIssue(issue: number): void
  moveIssue(issue: number, movedTo: string): void
}

export function actingIn(world: World): Acting {
  const { state } = world
  const person = (login: string): Person => state.people.get(login.toLowerCase()) ?? join(login)
  const join: Acting['join'] = (login, { id, permission = 'write', type = 'User' } = {}) => {
    const joined = { login, id: id ?? 10_000 + state.people.size, type, permission }
    state.people.set(login.toLowerCase(), joined)
    return joined
  }
  const issue = (number: number): Issue => {
    const found = state.issues.get(number)
    if (!found) throw new Error(`there is no issue ${number}`)
    return found
  }
  const change = (number: number, to: Partial<Issue>) => void Object.assign(issue(number), to)
  return {
    join,
    comment: (login, number, body, app) => addComment(world, issue(number), person(login), body, app),
    edit: (comment, body) => {
      comment.body = body
      comment.updatedAt = world.now()
    },
    erase: (comment) => void removeComment(world, comment),
    openIssue: (login, title, body = '') => addIssue(world, person(login), { title, body }),
    openPull: (login, title, pull = {}) =>
      addIssue(
        world,
        person(login),
        { title, body: '' },
        { head: 'topic', headSha: 'a'.repeat(40), base: state.defaultBranch, isDraft: false, isMerged: false, ...pull },
      ),
    close: (login, number) => setState(world, issue(number), 'closed', person(login)),
    lock: (number) => change(number, { isLocked: true }),
    deleteIssue: (number) => change(number, { gone: 'deleted' }),
    moveIssue: (number, movedTo) => change(number, { gone: { movedTo } }),
  }
}
