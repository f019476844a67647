/** What the fake GitHub knows. Times are milliseconds since 1970; they are told in whole seconds, as GitHub does. */
export interface GithubState {
  /** `owner/name` of the only repository. */
  repository: string
  repositoryId: number
  defaultBranch: string
  private: boolean
  hasIssues: boolean
  isArchived: boolean
  /** By run id. */
  readonly runs: Record<string, WorkflowRun>
  /** Text by `ref:path`; without a `ref` the default branch is read. */
  readonly files: Record<string, string>
  /** By login in lower case. */
  readonly people: Map<string, Person>
  /** Members by `org/slug`. */
  readonly teams: Record<string, readonly string[]>
  readonly issues: Map<number, Issue>
  readonly comments: Comment[]
  readonly commitComments: CommitComment[]
  /** Newest last. */
  readonly deployments: Deployment[]
  readonly environments: Record<string, readonly ProtectionRule[]>
  /** The history of the default branch, oldest first. */
  readonly commits: Commit[]
  /** Commits by tag or branch, besides the default branch. */
  readonly refs: Record<string, string>
  /** Milliseconds after which a new comment is seen in lists: copies of the database lag behind. */
  commentLag: number
}

export interface WorkflowRun {
  readonly status: 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending'
  readonly conclusion: 'success' | 'failure' | 'cancelled' | 'timed_out' | 'skipped' | null
  readonly attempt?: number
  readonly actor?: string
  readonly triggeringActor?: string
  readonly sha?: string
  /** Null for a tag in some events. */
  readonly branch?: string | null
  readonly event?: string
  readonly startedAt?: number
  readonly workflow?: string
  readonly jobs?: readonly Job[]
}

export interface Job {
  readonly id: number
  readonly name: string
  readonly status: string
  readonly conclusion: string | null
  readonly steps?: readonly { readonly name: string; readonly number: number; readonly conclusion: string | null }[]
}

export type Permission = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none'

export interface Person {
  login: string
  readonly id: number
  readonly type: 'User' | 'Bot' | 'Organization'
  permission: Permission
}

export interface Issue {
  readonly number: number
  readonly id: number
  title: string
  body: string
  state: 'open' | 'closed'
  stateReason: 'completed' | 'not_planned' | 'reopened' | 'duplicate' | null
  labels: readonly string[]
  assignees: readonly string[]
  readonly author: Person
  readonly createdAt: number
  updatedAt: number
  closedAt: number | undefined
  closedBy: Person | undefined
  isLocked: boolean
  pull: PullRequest | undefined
  /** Deleted for good, or moved to another address of the API. */
  gone: 'deleted' | { readonly movedTo: string } | undefined
}

export interface PullRequest {
  readonly head: string
  readonly headSha: string
  readonly base: string
  readonly isDraft: boolean
  isMerged: boolean
}

export interface Comment {
  readonly id: number
  readonly issue: number
  readonly author: Person
  body: string
  readonly createdAt: number
  updatedAt: number
  /** The GitHub App that wrote it, on its own or for a person. */
  readonly app: string | undefined
  readonly reactions: Reaction[]
}

/** A comment below a commit. */
export interface CommitComment {
  readonly id: number
  readonly sha: string
  readonly author: Person
  body: string
  readonly createdAt: number
  updatedAt: number
}

export interface Reaction {
  readonly id: number
  readonly author: Person
  readonly content: string
  readonly createdAt: number
}

export interface Deployment {
  readonly id: number
  readonly sha: string
  readonly ref: string
  readonly environment: string
  readonly author: Person
  readonly createdAt: number
  /** Newest last. */
  readonly statuses: { readonly id: number; readonly state: string; readonly createdAt: number; readonly logUrl?: string }[]
}

export interface ProtectionRule {
  readonly type: 'required_reviewers' | 'wait_timer' | 'branch_policy'
  readonly reviewers?: readonly string[]
}

export interface Commit {
  readonly sha: string
  readonly message: string
  /** Undefined: no account on GitHub has this e-mail address. */
  readonly login?: string
  readonly name: string
  readonly at: number
}

export const emptyState = (): GithubState => ({
  repository: 'acme/shop',
  repositoryId: 1001,
  defaultBranch: 'main',
  private: true,
  hasIssues: true,
  isArchived: false,
  runs: {},
  files: {},
  people: new Map(),
  teams: {},
  issues: new Map(),
  comments: [],
  commitComments: [],
  deployments: [],
  environments: {},
  commits: [],
  refs: {},
  commentLag: 0,
})

/** The account behind the token of a job. */
export const actionsBot: Person = { login: 'github-actions[bot]', id: 41_898_282, type: 'Bot', permission: 'write' }
