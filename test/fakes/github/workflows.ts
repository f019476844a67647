import { createHash } from 'node:crypto'
import { type ApiAnswer, type ApiRequest, type ApiRoute, bodyOf, noContent, notFound, ok, refusal } from './answers.ts'
import { pageOf } from './paging.ts'
import { namedRef, type OpenRepository } from './refs.ts'
import { actionsBot, type WorkflowRun } from './state.ts'
import { filledInputs, refusedInputs, titleOf, workflowWords } from './workflow-words.ts'
import { routesOf, type World } from './world.ts'

const folder = '.github/workflows/'
const noTrigger = refusal(422, "Workflow does not have 'workflow_dispatch' trigger")
const isDisabled = refusal(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow")
const malformed = (why: string): ApiAnswer => refusal(422, `Invalid request.\n\n${why}`)

/** Workflows, and what starts and ends their runs. */
export function workflowRoutes(world: World, open: OpenRepository): ApiRoute[] {
  const { get, post } = routesOf(world, 'actions')
  return [
    get('/actions/workflows', async (_, request) => {
      const files = await workflowFiles(world, open)
      const page = pageOf(files, request, world.state.repositoryId)
      const workflows = await Promise.all(page.items.map((file) => workflowJson(world, open, file)))
      return { status: 200, body: { total_count: files.length, workflows }, headers: page.headers }
    }),
    get('/actions/workflows/([^/]+)', async ([id = '']) => {
      const file = await workflowNamed(world, open, id)
      return file === undefined ? notFound : ok(await workflowJson(world, open, file))
    }),
    post('/actions/workflows/([^/]+)/dispatches', ([id = ''], request) => dispatch(world, open, id, request)),
    post('/actions/runs/(\\d+)/cancel', ([id = '']) => cancel(world, id)),
  ]
}

/** Names of the files on the default branch. */
async function workflowFiles({ state }: World, open: OpenRepository): Promise<readonly string[]> {
  const prefix = `${state.defaultBranch}:${folder}`
  const known = Object.keys(state.files).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []))
  const git = await open()
  const listed = await git?.git(['ls-tree', '--name-only', `refs/heads/${state.defaultBranch}:${folder}`]).catch(() => '')
  const names = new Set([...known, ...(listed ?? '').split('\n')])
  return [...names].filter((name) => /\.ya?ml$/.test(name)).sort()
}

/** The file of a workflow, by its name or number; only those of the default branch are known. */
export const workflowNamed = async (world: World, open: OpenRepository, id: string): Promise<string | undefined> =>
  (await workflowFiles(world, open)).find((file) => file === id || String(numberOf(file)) === id)

/** The same for the same name, always. */
const numberOf = (file: string): number => 1000 + Number.parseInt(createHash('sha256').update(file).digest('hex').slice(0, 6), 16)

async function fileAt({ state }: World, open: OpenRepository, ref: string, file: string): Promise<string | undefined> {
  const known = state.files[`${ref}:${folder}${file}`]
  if (known !== undefined) return known
  const git = await open()
  return (await git?.blob(`refs/heads/${ref}:${folder}${file}`)) ?? git?.blob(`refs/tags/${ref}:${folder}${file}`)
}

async function workflowJson(world: World, open: OpenRepository, file: string) {
  const { name } = workflowWords((await fileAt(world, open, world.state.defaultBranch, file)) ?? '')
  const state = world.state.disabledWorkflows.includes(file) ? 'disabled_manually' : 'active'
  return { id: numberOf(file), name: name ?? `${folder}${file}`, path: `${folder}${file}`, state }
}

async function dispatch(world: World, open: OpenRepository, id: string, request: ApiRequest): Promise<ApiAnswer> {
  const { state } = world
  const file = await workflowNamed(world, open, id)
  if (file === undefined) return notFound
  if (state.disabledWorkflows.includes(file)) return isDisabled
  const body = bodyOf(request)
  const { ref, inputs = {} } = body
  const given = typeof inputs === 'object' && inputs !== null ? { ...inputs } : {}
  const wrong = wrongFields(body, given, state.runDetails)
  if (wrong) return wrong
  const at = await namedRef(world, open, String(ref))
  if (!at) return refusal(422, `No ref found for: ${ref}`)
  const words = workflowWords((await fileAt(world, open, at.name, file)) ?? '')
  if (!words.inputs) return noTrigger
  const refused = refusedInputs(words.inputs, given)
  if (refused) return refusal(422, refused)
  const filled = filledInputs(words.inputs, given)
  const made = start(world, file, {
    workflow: words.name ?? `${folder}${file}`,
    branch: at.name,
    sha: at.sha,
    title: titleOf(words, filled, file),
    inputs: filled,
  })
  if (body.return_run_details !== true || state.runDetails !== 'told') return noContent
  const page = `https://github.com/${state.repository}/actions/runs/${made}`
  return ok({ workflow_run_id: made, run_url: `${request.base}/repos/${state.repository}/actions/runs/${made}`, html_url: page })
}

function wrongFields(
  body: Readonly<Record<string, unknown>>,
  inputs: object,
  details: World['state']['runDetails'],
): ApiAnswer | undefined {
  const count = Object.keys(inputs).length
  if (details === 'refused' && 'return_run_details' in body) return malformed('"return_run_details" is not a permitted key.')
  if (typeof body.ref !== 'string') return malformed('"ref" wasn\'t supplied.')
  if (count > 25) return malformed(`No more than 25 properties are allowed; ${count} were supplied.`)
  return JSON.stringify(inputs).length > 65_535 ? refusal(422, 'inputs are too large.') : undefined
}

/** A new run, which lists show after a while only. */
function start(world: World, file: string, facts: Partial<WorkflowRun>): number {
  const { state } = world
  const [id, now] = [world.nextId(), world.now()]
  const earlier = Object.values(state.runs).filter((run) => run.file === file)
  state.runs[id] = {
    status: 'queued',
    conclusion: null,
    event: 'workflow_dispatch',
    actor: actionsBot.login,
    workflowId: numberOf(file),
    file,
    number: 1 + Math.max(0, ...earlier.map(({ number = 0 }) => number)),
    createdAt: now,
    startedAt: now,
    listedFrom: now + state.runLag,
    ...facts,
  }
  return id
}

function cancel({ state, now }: World, id: string): ApiAnswer {
  const run = state.runs[id]
  if (!run) return notFound
  if (run.status === 'completed') return refusal(409, 'Cannot cancel a workflow run that is completed.')
  state.runs[id] = { ...run, status: 'completed', conclusion: 'cancelled', updatedAt: now() }
  return { status: 202, body: {} }
}
