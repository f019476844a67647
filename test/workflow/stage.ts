import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type FakeGithub, startGithub } from '../fakes/github/github.ts'
import { type GitServer, startGitServer } from '../support/git-server.ts'
import { type KeyPair, makeKey, sharedKey } from '../support/keys.ts'
import { jobToken, repositoryRoot } from '../support/runner-context.ts'
import { removeFolder, temporaryFolder } from '../support/temporary.ts'
import { layOut } from './act/command-line.ts'
import { type RunEnd, type RunningWorkflow, runAct } from './act/run.ts'
import { adaptConfig, adaptPlan, adaptWorkflow } from './adapt.ts'
import { type Chats, openChats } from './chats.ts'
import { payloadOf } from './event.ts'
import { type Hosts, type StageHost, startHosts } from './hosts.ts'
import { mirrorOf, runnerName } from './mirror.ts'
import { newProject, type Project } from './project.ts'
import type { RunOptions, Setting } from './setting.ts'

/** A repository with a workflow of `examples/`, and everything around it that is not ours. */
export interface Stage {
  readonly github: FakeGithub
  readonly project: Project
  readonly chats: Chats
  /** By name. */
  readonly hosts: Readonly<Record<string, StageHost>>
  start(options?: RunOptions): Promise<RunningWorkflow>
  run(options?: RunOptions): Promise<RunEnd>
  /** What all runs have printed so far. */
  log(): string
  close(): Promise<void>
}

const people = ['alice-l', 'bobby', 'carol-c', 'bob', 'zhang-san', 'li-si']
const signingKey = 'a-signing-key-that-is-long-enough'
/** Of a run, in milliseconds: a plan holds what falls due, on a machine with other work. */
const limit = 90_000

/** Everything that runs of a stage share. */
interface Ground extends Omit<Stage, 'hosts' | 'start' | 'run' | 'log' | 'close'> {
  readonly hosts: Hosts
  readonly git: GitServer
  readonly key: KeyPair
  readonly gateKey: KeyPair
  readonly folder: string
}

export async function openStage(setting: Setting): Promise<Stage> {
  const ground = await layGround(setting)
  const running: RunningWorkflow[] = []
  const start: Stage['start'] = async (options = {}) => {
    const started = await startRun(setting, ground, stage, options)
    running.push(started)
    return started
  }
  const stage: Stage = {
    ...ground,
    hosts: ground.hosts.named,
    start,
    run: async (options) => (await start(options)).done,
    log: () => running.map((run) => run.log()).join('\n'),
    close: async () => {
      for (const run of running) run.kill()
      await Promise.all(running.map(({ done }) => done.catch(() => {})))
      const { chats, hosts, git, github, project, folder } = ground
      await Promise.all([chats.close(), hosts.close(), git.close()])
      await github.close()
      project.close()
      removeFolder(folder)
    },
  }
  return stage
}

async function layGround(setting: Setting): Promise<Ground> {
  const limits = { hourly: 100_000, contentPerMinute: 1000, contentPerHour: 10_000, pointsPerMinute: 100_000 } // an afternoon passes in a minute
  const github = await startGithub({ token: jobToken, state: { repository: 'acme/shop' }, limits })
  for (const login of people) github.people.join(login)
  const gateKey = await sharedKey()
  const key = setting.passphrase === undefined ? gateKey : await makeKey('ed25519', { passphrase: setting.passphrase })
  const [chats, hosts, project, folder] = await Promise.all([
    openChats(),
    startHosts(setting.servers ?? [], [key.public, gateKey.public]),
    newProject(github),
    temporaryFolder('stage'),
  ])
  const git = await startGitServer(project.served, jobToken)
  const ground = { github, chats, hosts, project, git, key, gateKey, folder }
  await fill(setting, ground)
  return ground
}

/** Commits the versions, with the configuration, the plan and the workflows in each; the configuration is read from the API as well. */
async function fill(setting: Setting, { chats, hosts, github, project }: Ground): Promise<void> {
  const file = '.github/sallyport.yml'
  const config = setting.config && adaptConfig(readExample(setting.config), chats, hosts, setting.patch)
  if (config) github.state.files[`main:${file}`] = config
  for (const [version, files] of Object.entries(setting.versions ?? { 'v1.4.2': {} }))
    await project.commit(version, { ...files, ...(config ? { [file]: config } : {}), ...planFiles(setting) })
}

/** What a release plan needs on the default branch. */
const planFiles = ({ plan, planPatch, workflows = [] }: Setting): Readonly<Record<string, string>> => ({
  ...(plan ? { '.github/release-plan.yml': adaptPlan(readExample(plan), planPatch?.(Date.now())) } : {}),
  ...Object.fromEntries(workflows.map((name) => [`.github/workflows/${name}`, readExample(name)])),
})

export const readExample = (name: string): string => readFileSync(join(repositoryRoot, 'examples', name), 'utf8')

async function startRun(setting: Setting, ground: Ground, stage: Stage, options: RunOptions): Promise<RunningWorkflow> {
  const { example = setting.example, event = setting.event, run = 4242, attempt = 1, actor = 'carol-c', hasSecrets = true } = options
  const { github, chats, hosts, folder } = ground
  const words = readExample(example)
  const sha = noteRun(ground, words, { ...options, event, run, attempt, actor })
  const order = await layOut({
    workflow: adaptWorkflow(words, chats, hosts, example === setting.example ? setting.edits?.(stage) : []),
    event: event.name,
    payload: payloadOf(event, actor),
    actor,
    facts: {
      GITHUB_API_URL: github.url,
      GITHUB_SERVER_URL: ground.git.url,
      GITHUB_REPOSITORY: github.state.repository,
      GITHUB_REF: event.ref,
      SHA_REF: sha, // what act takes for GITHUB_SHA
      GITHUB_RUN_ID: String(run),
      GITHUB_RUN_NUMBER: String(numberOf(run, options.facts)),
      GITHUB_RUN_ATTEMPT: String(attempt),
    },
    secrets: hasSecrets ? secretsOf(setting, ground) : {},
    vars: setting.vars?.(stage) ?? {},
    env: {
      GITHUB_TRIGGERING_ACTOR: actor,
      GITHUB_REPOSITORY_ID: String(github.state.repositoryId),
      RUNNER_NAME: runnerName,
      TEST_ARTIFACTS: join(folder, 'artifacts'),
    },
    commands: layOutCommands(join(folder, 'commands'), setting.commands),
  })
  const mirror = mirrorOf(github, String(run), attempt)
  const started = runAct({ ...order, timeout: limit, onJob: mirror.show })
  const end = started.done.then(({ isGood }) => mirror.end(isGood ? 'success' : 'failure'))
  end.catch(() => {}).finally(() => removeFolder(order.folder)) // whoever waits for the run learns of it
  return started
}

/** Tells the fake GitHub of a run that begins, after an earlier attempt of it if there was one. Returns its commit. */
function noteRun(
  { github, project }: Ground,
  words: string,
  options: RunOptions & Required<Pick<RunOptions, 'event' | 'run' | 'attempt' | 'actor'>>,
): string {
  const { event, run, attempt, actor, facts } = options
  const tag = event.ref.startsWith('refs/tags/') ? event.ref.slice('refs/tags/'.length) : undefined
  const sha = tag === undefined ? (github.state.commits.at(-1)?.sha ?? '') : project.tag(tag)
  const before = github.state.runs[run]
  github.state.runs[run] = {
    ...{
      status: 'in_progress',
      conclusion: null,
      number: numberOf(run, facts),
      event: event.name,
      actor,
      sha,
      attempt,
      branch: tag ?? 'main',
    },
    ...{ workflow: workflowName(words), startedAt: Date.now(), createdAt: before?.createdAt ?? Date.now() },
    ...(before ? { jobsOf: { ...before.jobsOf, [attempt - 1]: before.jobs ?? [] } } : {}),
    ...facts,
  }
  return sha
}

/** Within its workflow. */
const numberOf = (run: number, { number = run - 4200 }: RunOptions['facts'] = {}): number => number

const workflowName = (words: string): string => String((parse(words) as { name?: string }).name)

/** The secrets of the repository. */
const secretsOf = ({ passphrase = '' }: Setting, { chats, key, gateKey }: Ground) => ({
  ...chats.secrets,
  DEPLOY_KEY: key.private,
  GATE_KEY: gateKey.private,
  DEPLOY_KEY_PASSPHRASE: passphrase,
  SALLYPORT_SIGNING_KEY: signingKey,
})

function layOutCommands(folder: string, commands: Readonly<Record<string, string>> = {}): string {
  mkdirSync(folder, { recursive: true })
  for (const [name, script] of Object.entries(commands)) {
    writeFileSync(join(folder, name), script)
    chmodSync(join(folder, name), 0o755)
  }
  return folder
}
