import type { GitHub } from './client.ts'

/** A file of a repository at a ref; `default-branch` stands for the default branch. Undefined when there is none. */
export async function readRepositoryFile(github: GitHub, repository: string, ref: string, path: string): Promise<string | undefined> {
  const place = path.split('/').map(encodeURIComponent).join('/')
  const query = ref === 'default-branch' ? '' : `?ref=${encodeURIComponent(ref)}`
  const answer = await github.get(`/repos/${repository}/contents/${place}${query}`, {
    accept: 'application/vnd.github.raw+json',
    needs: 'contents: read',
  })
  return answer?.body
}
