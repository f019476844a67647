/** What started a run. */
export interface Event {
  readonly name: 'push' | 'pull_request' | 'workflow_dispatch' | 'workflow_run' | 'schedule' | 'issue_comment'
  /** `refs/heads/main`, `refs/tags/v1.4.2`. */
  readonly ref: string
  /** What the payload has besides what every payload has. */
  readonly payload: Readonly<Record<string, unknown>>
}

/** A tag was pushed. */
export const pushOfTag = (tag: string): Event => ({ name: 'push', ref: `refs/tags/${tag}`, payload: { ref: `refs/tags/${tag}` } })

export const pushToMain: Event = { name: 'push', ref: 'refs/heads/main', payload: { ref: 'refs/heads/main' } }

/** “Run workflow”, on the default branch. */
export const byHand = (inputs: Readonly<Record<string, string>>): Event => ({
  name: 'workflow_dispatch',
  ref: 'refs/heads/main',
  payload: { ref: 'refs/heads/main', inputs },
})

/** Every payload names the repository, and who did it. */
export const payloadOf = ({ payload }: Event, actor: string) => ({
  repository: {
    id: 1001,
    name: 'shop',
    full_name: 'acme/shop',
    private: true,
    default_branch: 'main',
    owner: { login: 'acme', type: 'Organization' },
  },
  sender: { login: actor, type: 'User' },
  ...payload,
})
