import { Octokit } from '@octokit/rest'
import type { FakeGithub } from '../../fakes/github/github.ts'

export const place = { owner: 'acme', repo: 'shop' }

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** GitHub's own client, which knows nothing of ours. */
export const octokitFor = (github: FakeGithub, auth = 't'): Octokit => new Octokit({ baseUrl: github.url, auth, log: silent })

/** Status and message of what was refused. */
export async function refusalOf(call: Promise<unknown>): Promise<{ status: number; message: string }> {
  try {
    await call
  } catch (error) {
    const { status, message } = error as { status: number; message: string } // Octokit's RequestError
    return { status, message }
  }
  throw new Error('it was not refused')
}
