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
  /** What jobs printed, by their id; 'gone': deleted or too old. Only of a job that has ended. */
  readonly logs: Record<string, string | 'gone'>
  /** By the id of the job. */
  readonly annotations: Record<string, readonly Annotation[]>
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
  /** Names of the files of workflows that are switched off. */
  readonly disabledWorkflows: string[]
  /** Whether a dispatch says which run it made; servers of one's own leave the wish unheard, or refuse it. */
  runDetails: 'told' | 'ignored' | 'refused'
  /** Milliseconds after which a dispatched run is seen in lists. */
  runLag: number
  /** By commit: checks of other apps than Actions, oldest first. */
  readonly checks: Record<string, readonly Check[]>
  /** By commit, oldest first. */
  readonly statuses: Record<string, readonly CommitStatus[]>
  /** The history of the default branch, oldest first. */
  readonly commits: Commit[]
  /** Commits by tag or branch, besides the default branch. */
  readonly refs: Record<string, string>
  /** Milliseconds after which a new comment is seen in lists: copies of the database lag behind. */
  commentLag: number
}

export type Conclusion = 'success' | 'failure' | 'cancelled' | 'timed_out' | 'skipped' | 'neutral' | 'action_required' | 'startup_failure'

export interface WorkflowRun {
  readonly status: 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending'
  readonly conclusion: Conclusion | null
  readonly attempt?: number
  /** How earlier attempts ended, by their number; otherwise they failed. */
  readonly earlier?: Readonly<Record<number, Conclusion>>
  readonly actor?: string
  readonly triggeringActor?: string
  readonly sha?: string
  /** Null for a tag in some events. */
  readonly branch?: string | null
  /** Where the branch is; another one for the pull request of a fork. Default: the repository. */
  readonly headRepository?: string
  readonly event?: string
  readonly createdAt?: number
  readonly startedAt?: number
  readonly updatedAt?: number
  readonly workflow?: string
  readonly workflowId?: number
  /** Name of the workflow's file. */
  readonly file?: string
  /** Within its workflow. Default: the run's id. */
  readonly number?: number
  readonly title?: string
  /** First author and message of the commit. */
  readonly message?: string
  readonly author?: string
  readonly pullRequests?: readonly number[]
  /** Of the latest attempt. */
  readonly jobs?: readonly Job[]
  /** Of a dispatch, defaults included. */
  readonly inputs?: Readonly<Record<string, string>>
  /** When it is first seen in lists. Default: always. */
  readonly listedFrom?: number
  /** Of other attempts, by their number. */
  readonly jobsOf?: Readonly<Record<number, readonly Job[]>>
}

export interface Job {
  readonly id: number
  readonly name: string
  readonly status: string
  readonly conclusion: string | null
  readonly runner?: string
  readonly startedAt?: number
  readonly completedAt?: number
  readonly steps?: readonly Step[]
}

export interface Step {
  readonly name: string
  readonly number: number
  readonly conclusion: string | null
  /** Default: completed where there is a conclusion. */
  readonly status?: string
}

/** What another app says of a commit. */
export interface Check {
  readonly name: string
  readonly app: string
  readonly status: 'queued' | 'in_progress' | 'completed'
  readonly conclusion: string | null
}

export interface CommitStatus {
  readonly context: string
  readonly state: 'success' | 'pending' | 'failure' | 'error'
}

export interface Annotation {
  readonly level?: 'failure' | 'warning' | 'notice'
  readonly path?: string
  readonly line?: number
  readonly title?: string | null
  readonly message: string
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
  /** Logins. */
  readonly reviewers?: readonly string[]
  /** Ids. */
  readonly teams?: readonly number[]
  readonly preventSelfReview?: boolean
  /** Minutes. */
  readonly wait?: number
  /** Of a branch policy: protected branches (default), or patterns. */
  readonly branches?: 'protected' | 'custom'
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
  logs: {},
  annotations: {},
  files: {},
  people: new Map(),
  teams: {},
  issues: new Map(),
  comments: [],
  commitComments: [],
  deployments: [],
  environments: {},
  disabledWorkflows: [],
  runDetails: 'told',
  runLag: 0,
  checks: {},
  statuses: {},
  commits: [],
  refs: {},
  commentLag: 0,
})

/** The account behind the token of a job. */
export const actionsBot: Person = { login: 'github-actions[bot]', id: 41_898_282, type: 'Bot', permission: 'write' }
